package io.jenkins.plugins.pressluft.plugin.launch;

import io.jenkins.plugins.pressluft.ansible.Impediment;
import io.jenkins.plugins.pressluft.model.Node;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * On which machine a playbook belongs. Inside {@code node { }} on that one; otherwise on one with
 * the configured label. A node with {@code connection: local} is the agent of its own name and no
 * other: another machine may well have a directory of the same path. The controller runs nothing
 * unless an administrator allowed it.
 */
final class Placement {
  private final Agents agents;
  private final Supplier<AgentSettings> settings;

  Placement(Agents agents, Supplier<AgentSettings> settings) {
    this.agents = agents;
    this.settings = settings;
  }

  /** Why nothing can run for this node where it was asked for; empty where it can. */
  Optional<Impediment> impediment(String runOn, Node node) {
    AgentSettings now = settings.get();
    String wanted = fixed(runOn, node);
    if (wanted == null && now.label().isEmpty()) {
      return Optional.of(
          new Impediment(
              "agent_not_configured",
              "No agents are configured for playbooks: set the label under Manage Jenkins, System,"
                  + " Pressluft, or run the step inside node { }."));
    }
    if (wanted != null && wanted.isEmpty() && !now.allowController()) {
      return Optional.of(
          new Impediment(
              "controller_not_allowed",
              "The playbook would run on the controller itself; use an agent, or allow the"
                  + " controller under Manage Jenkins, System, Pressluft."));
    }
    if (runOn != null && wanted != null && !wanted.equals(runOn)) {
      return Optional.of(
          new Impediment(
              "agent_is_not_the_node",
              "The node "
                  + node.name()
                  + " has connection: local, so its playbooks run only on the agent of that name,"
                  + " not on "
                  + shown(runOn)
                  + "; run the step on that agent, or outside node { }."));
    }
    if (wanted != null && !agents.exists(wanted)) {
      return Optional.of(
          new Impediment(
              "agent_unknown",
              "There is no agent "
                  + shown(wanted)
                  + (runOn == null
                      ? ", which the node with connection: local is named after;"
                          + " name the node in the registry as its agent is named."
                      : "; choose another one.")));
    }
    if (wanted == null && !agents.hasAny(now.label(), now.allowController())) {
      return Optional.of(
          new Impediment(
              "agent_unknown",
              "No agent has the label \""
                  + now.label()
                  + "\"; give it to one, or mend the label."));
    }
    return Optional.empty();
  }

  /** The one machine that it must be, by its name; null when any with the label will do. */
  String fixed(String runOn, Node node) {
    if (node.spec().connection() == Node.Connection.LOCAL) {
      return node.name().equals(Agents.CONTROLLER) ? "" : node.name();
    }
    return runOn;
  }

  /** What to ask Jenkins' queue for; the machine's own name serves as a label. */
  String label(String runOn, Node node) {
    String fixed = fixed(runOn, node);
    return fixed == null ? settings.get().label() : shown(fixed);
  }

  /** A machine that answers now, for a question that needs no slot. */
  Optional<Agent> any(Node node) {
    String fixed = fixed(null, node);
    if (fixed != null) {
      return agents.online(fixed);
    }
    AgentSettings now = settings.get();
    List<String> names = now.label().isEmpty() ? List.of() : agents.labelled(now.label());
    return names.stream()
        .filter(name -> !name.isEmpty() || now.allowController())
        .flatMap(name -> agents.online(name).stream())
        .findFirst();
  }

  static String shown(String name) {
    return name.isEmpty() ? Agents.CONTROLLER : name;
  }
}
