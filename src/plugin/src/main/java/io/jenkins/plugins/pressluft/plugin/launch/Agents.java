package io.jenkins.plugins.pressluft.plugin.launch;

import java.util.List;
import java.util.Optional;

/** The machines that Jenkins knows. The controller itself is the one with the empty name. */
interface Agents {
  /** The controller's name as Jenkins shows it, and as a registry names it as a node. */
  String CONTROLLER = "built-in";

  /** One that answers now. */
  Optional<Agent> online(String name);

  /** Whether there is one of this name, answering or not. */
  boolean exists(String name);

  /**
   * Whether a label may ever find a machine: agents that have it, or clouds that make them.
   *
   * @param label an expression such as {@code linux && ansible}
   * @param controller whether the controller counts
   */
  boolean hasAny(String label, boolean controller);

  /** The names of those that answer and have the label, those with the most free slots first. */
  List<String> labelled(String label);
}
