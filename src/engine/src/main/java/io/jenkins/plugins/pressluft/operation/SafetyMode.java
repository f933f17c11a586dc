package io.jenkins.plugins.pressluft.operation;

import io.jenkins.plugins.pressluft.job.Attempt;
import io.jenkins.plugins.pressluft.model.BackupStatus;
import io.jenkins.plugins.pressluft.model.WireName;

/** How a restore or an update gets its way back. */
enum SafetyMode implements WireName {
  /** Nothing live is touched, or the previous generation is itself the way back. */
  NONE,
  CREATE,
  /** Stored already: a fresh one that was asked for, or the one an earlier attempt completed. */
  VERIFY;

  static SafetyMode of(Attempt attempt) {
    boolean none =
        attempt.safety() == null
            || (attempt.restore() != null
                && (attempt.restore().dryRun() || attempt.restore().destination() != null))
            || attempt.undoOf() != null;
    if (none) {
      return NONE;
    }
    return attempt.safety().status() == BackupStatus.COMPLETED ? VERIFY : CREATE;
  }
}
