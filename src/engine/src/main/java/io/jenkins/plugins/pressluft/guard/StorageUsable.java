package io.jenkins.plugins.pressluft.guard;

import io.jenkins.plugins.pressluft.model.ErrorCode;
import io.jenkins.plugins.pressluft.model.JobType;
import io.jenkins.plugins.pressluft.model.PreBackup;
import io.jenkins.plugins.pressluft.model.Storage;
import java.util.Optional;

/** There is a declared storage where a new backup can go. */
final class StorageUsable implements Guard {
  @Override
  public Optional<Refusal> check(Question question) {
    boolean needed =
        question.type() == JobType.BACKUP_CREATE
            || (question.needsWayBack() && question.preBackup() != PreBackup.VERIFY);
    if (!needed) {
      return Optional.empty();
    }
    Optional<Storage> storage =
        Optional.ofNullable(question.environment().storageId())
            .flatMap(id -> question.tx().storages().byId(id))
            .filter(Storage::declared);
    return storage.isPresent()
        ? Optional.empty()
        : Optional.of(
            Refusal.conflict(
                "conflict",
                question.environment().slugPath()
                    + " has no declared storage for its backups; declare one in the registry."));
  }

  @Override
  public Optional<ErrorCode> atStart(boolean firstAttempt) {
    return firstAttempt ? Optional.of(ErrorCode.NOT_DECLARED) : Optional.empty();
  }
}
