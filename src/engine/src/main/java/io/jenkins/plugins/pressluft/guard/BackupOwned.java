package io.jenkins.plugins.pressluft.guard;

import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.ErrorCode;
import java.util.Optional;

/** The backup is one of this environment: a restore never carries data from one to another. */
final class BackupOwned implements Guard {
  @Override
  public Optional<Refusal> check(Question question) {
    if (!question.isRestore()) {
      return Optional.empty();
    }
    Backup backup = question.tx().backups().byId(question.backupId()).orElseThrow();
    return backup.environmentId().equals(question.environment().id())
        ? Optional.empty()
        : Optional.of(
            Refusal.conflict(
                "backup_not_owned",
                "Backup "
                    + backup.id()
                    + " belongs to another environment than "
                    + question.environment().slugPath()
                    + "; choose one of its own backups."));
  }

  @Override
  public Optional<ErrorCode> atStart(boolean firstAttempt) {
    return Optional.of(ErrorCode.BACKUP_NOT_OWNED);
  }
}
