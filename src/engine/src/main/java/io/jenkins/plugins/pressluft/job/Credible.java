package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.model.ErrorCode;
import io.jenkins.plugins.pressluft.model.JobType;

/** What a success must carry to be believed; without it the run came to nothing we know. */
final class Credible {
  private Credible() {}

  static Outcome of(Attempt attempt, Outcome outcome) {
    if (!outcome.succeeded()) {
      return outcome;
    }
    boolean made = attempt.job().type() == JobType.BACKUP_CREATE;
    boolean artifact =
        outcome.artifact() != null
            && attempt.backup() != null
            && outcome.artifact().backupId().equals(attempt.backup().id());
    boolean changes = attempt.job().type().isMutation();
    if ((made && !artifact)
        || (changes && outcome.change() == null)
        || (attempt.job().type() == JobType.BACKUP_CLEANUP && outcome.cleared() == null)) {
      return new Outcome(
          ErrorCode.ANSIBLE_UNKNOWN_EXIT,
          "The playbook said it was done but not what it made; look at the job's log.",
          outcome.result(),
          null,
          null,
          outcome.live());
    }
    return outcome;
  }
}
