package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.ansible.Launch;
import io.jenkins.plugins.pressluft.ansible.RunEvent;
import io.jenkins.plugins.pressluft.model.JobType;
import java.util.Optional;

/**
 * How one type of job becomes a playbook, and how its events become an outcome. It changes no rows:
 * the runner does, in the transaction that ends the attempt.
 */
public interface Operation {
  /** The type it is for. */
  JobType type();

  /**
   * The playbook and its variables.
   *
   * @throws OperationException if the job cannot be run as it stands; nothing was started
   */
  Launch prepare(Attempt attempt);

  /**
   * A backup that this event reports as stored, with signature and checksum already checked; it is
   * recorded at once, so that a later attempt can use it.
   *
   * @throws OperationException if the report does not agree with its signature
   */
  default Optional<BackupArtifact> artifact(Attempt attempt, RunEvent event) {
    return Optional.empty();
  }

  /** Reads an ended run. Never throws for what a playbook wrote: that is an outcome. */
  Outcome conclude(Attempt attempt, Run run);
}
