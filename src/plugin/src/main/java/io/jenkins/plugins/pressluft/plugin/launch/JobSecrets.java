package io.jenkins.plugins.pressluft.plugin.launch;

import io.jenkins.plugins.pressluft.ansible.SecretSource;
import io.jenkins.plugins.pressluft.model.Job;
import java.util.Optional;

/** The secrets that a job may use: those beside what asked for it, and those of all Jenkins. */
@FunctionalInterface
interface JobSecrets {
  /**
   * A job's.
   *
   * @param job empty for a question outside any job
   * @param agent the machine that they are sent to, for the record of their use
   */
  SecretSource of(Optional<Job> job, String agent);
}
