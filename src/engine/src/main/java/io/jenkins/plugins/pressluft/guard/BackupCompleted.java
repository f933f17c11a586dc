package io.jenkins.plugins.pressluft.guard;

import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.BackupStatus;
import io.jenkins.plugins.pressluft.model.ErrorCode;
import java.util.Optional;

/** The backup was read back and agreed. */
final class BackupCompleted implements Guard {
  @Override
  public Optional<Refusal> check(Question question) {
    if (question.backupId() == null || question.undo()) {
      return Optional.empty();
    }
    Backup backup = question.tx().backups().byId(question.backupId()).orElseThrow();
    boolean stored =
        backup.status() == BackupStatus.COMPLETED || backup.status() == BackupStatus.EXPIRED;
    return stored
        ? Optional.empty()
        : Optional.of(
            Refusal.conflict(
                "backup_not_completed",
                "Backup "
                    + backup.id()
                    + " is "
                    + backup.status().wire()
                    + "; choose a completed one."));
  }

  @Override
  public Optional<ErrorCode> atStart(boolean firstAttempt) {
    return Optional.of(ErrorCode.BACKUP_NOT_COMPLETED);
  }
}
