package io.jenkins.plugins.pressluft.guard;

import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.BackupStatus;
import io.jenkins.plugins.pressluft.model.ErrorCode;
import io.jenkins.plugins.pressluft.model.PreBackup;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * With {@code pre_backup: verify} there is a full backup that is fresh enough to be the way back.
 */
final class FullBackupFresh implements Guard {
  @Override
  public Optional<Refusal> check(Question question) {
    if (!question.needsWayBack() || question.preBackup() != PreBackup.VERIFY) {
      return Optional.empty();
    }
    Duration age = question.environment().spec().backupFreshness();
    Duration allowed = age == null ? Duration.ofHours(24) : age;
    Instant oldest = question.tx().now().minus(allowed);
    Optional<Backup> full =
        question.safetyBackupId() == null
            ? question.tx().backups().newestFull(question.environment().id())
            : question.tx().backups().byId(question.safetyBackupId());
    boolean fresh =
        full.filter(backup -> backup.status() == BackupStatus.COMPLETED)
            .filter(backup -> !backup.completedAt().isBefore(oldest))
            .isPresent();
    return fresh
        ? Optional.empty()
        : Optional.of(
            Refusal.conflict(
                "fresh_backup_required",
                question.environment().slugPath()
                    + " has no completed full backup that is at most "
                    + allowed.toMinutes()
                    + " minutes old; make one, or let the job make it"
                    + " (pre_backup: create)."));
  }

  @Override
  public Optional<ErrorCode> atStart(boolean firstAttempt) {
    return firstAttempt ? Optional.of(ErrorCode.PRE_BACKUP_STALE) : Optional.empty();
  }
}
