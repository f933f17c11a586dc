package io.jenkins.plugins.pressluft.plugin.launch;

import java.util.Optional;
import java.util.UUID;

/** Executors of Jenkins that jobs hold while their playbooks run. */
interface Slots {
  /** The machine whose executor the job holds; empty while it holds none. */
  Optional<String> held(UUID job);

  /**
   * Asks for an executor, unless that was done; {@link #held} will tell.
   *
   * @param label which machines will do
   */
  void want(UUID job, String label);
}
