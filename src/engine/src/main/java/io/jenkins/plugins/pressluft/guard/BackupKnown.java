package io.jenkins.plugins.pressluft.guard;

import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.Caller;
import java.util.Optional;
import java.util.UUID;

/** The backup exists, as far as the caller may know. */
final class BackupKnown implements Guard {
  @Override
  public Optional<Refusal> check(Question question) {
    UUID id = question.backupId();
    if (id == null) {
      return Optional.empty();
    }
    Optional<Backup> backup = question.tx().backups().byId(id);
    boolean visible =
        backup.isPresent()
            && (question.caller() == null
                || question.caller().may(Caller.Permission.VIEW, backup.get().environmentId()));
    return visible
        ? Optional.empty()
        : Optional.of(
            Refusal.notFound(
                "There is no backup " + id + "; list the environment's backups and choose one."));
  }
}
