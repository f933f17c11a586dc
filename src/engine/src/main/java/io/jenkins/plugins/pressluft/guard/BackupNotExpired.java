package io.jenkins.plugins.pressluft.guard;

import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.BackupStatus;
import io.jenkins.plugins.pressluft.model.ErrorCode;
import java.util.Optional;

/** The backup's retention is not over: its artifact may be gone any moment after. */
final class BackupNotExpired implements Guard {
  @Override
  public Optional<Refusal> check(Question question) {
    if (question.backupId() == null || question.undo()) {
      return Optional.empty();
    }
    Backup backup = question.tx().backups().byId(question.backupId()).orElseThrow();
    boolean expired =
        backup.status() == BackupStatus.EXPIRED
            || !backup.retentionUntil().isAfter(question.tx().now());
    return expired
        ? Optional.of(
            Refusal.conflict(
                "backup_expired",
                "Backup "
                    + backup.id()
                    + " expired at "
                    + backup.retentionUntil()
                    + "; choose a newer one."))
        : Optional.empty();
  }

  @Override
  public Optional<ErrorCode> atStart(boolean firstAttempt) {
    return Optional.of(ErrorCode.BACKUP_EXPIRED);
  }
}
