package io.jenkins.plugins.pressluft.plugin.parameter;

import io.jenkins.plugins.pressluft.guard.RefusedException;
import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.BackupStatus;
import io.jenkins.plugins.pressluft.model.Caller;
import io.jenkins.plugins.pressluft.model.Caller.Permission;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.pipeline.BackupReference;
import io.jenkins.plugins.pressluft.pipeline.PipelineDesk;
import io.jenkins.plugins.pressluft.plugin.Pressluft;
import io.jenkins.plugins.pressluft.plugin.rest.JenkinsCallers;
import io.jenkins.plugins.pressluft.store.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What one caller may choose, and whether what they chose is among it. Asks the database. */
final class RegistryChoices {
  /** More than this nobody reads; older backups can still be given by their id. */
  static final int MAX_BACKUPS = 200;

  private final Store store;
  private final Caller caller;

  RegistryChoices(Store store, Caller caller) {
    this.store = store;
    this.caller = caller;
  }

  /**
   * Those of whoever sent the request that is being answered.
   *
   * @throws IllegalStateException with a sentence for the operator when the engine is not there
   */
  static RegistryChoices ofCurrentUser() {
    return new RegistryChoices(Pressluft.get().store(), JenkinsCallers.get().forCurrentUser());
  }

  /** Every environment that the caller may see, by name. */
  List<Choice> environments() {
    return store.read(tx -> tx.environments().all()).stream()
        .filter(Environment::declared)
        .filter(environment -> caller.may(Permission.VIEW, environment.id()))
        .map(Environment::slugPath)
        .sorted()
        .map(name -> new Choice(name, name))
        .toList();
  }

  /** The completed backups of an environment, newest first; none of one that is not seen. */
  List<OfferedBackup> backups(String environment) {
    if (environment == null || environment.isBlank()) {
      return List.of();
    }
    try {
      return store.read(
          tx -> {
            UUID id = PipelineDesk.environment(tx, caller, environment).id();
            Instant now = tx.now();
            List<OfferedBackup> choices = new ArrayList<>();
            for (Backup backup : tx.backups().ofEnvironment(id)) {
              if (backup.status() == BackupStatus.COMPLETED && choices.size() < MAX_BACKUPS) {
                choices.add(new OfferedBackup(backup, BackupText.of(backup, now)));
              }
            }
            return choices;
          });
    } catch (RefusedException e) {
      return List.of();
    }
  }

  /** Why an environment cannot be chosen; empty when it can. */
  Optional<String> environmentRefused(String value) {
    if (value == null || value.isBlank()) {
      return Optional.of("Choose an environment.");
    }
    try {
      Environment found = store.read(tx -> PipelineDesk.environment(tx, caller, value));
      return found.declared()
          ? Optional.empty()
          : Optional.of("The environment " + value + " is not declared any more.");
    } catch (RefusedException e) {
      return Optional.of("There is no environment \"" + shortened(value) + "\" that you may see.");
    }
  }

  /**
   * Why a backup cannot be chosen; empty when it can.
   *
   * @param environment the one that was chosen beside it; null when it cannot be told, and then the
   *     backup has to belong to any environment that the caller may see
   */
  Optional<String> backupRefused(String value, String environment) {
    if (value == null || value.isBlank()) {
      return Optional.of("Choose a backup.");
    }
    if (environment != null) {
      Optional<String> refused = environmentRefused(environment);
      if (refused.isPresent()) {
        return refused;
      }
    }
    if (value.equals(BackupReference.LATEST)) {
      return Optional.empty();
    }
    Optional<UUID> id = uuid(value);
    Backup backup =
        id.flatMap(
                known ->
                    store.read(
                        tx ->
                            tx.backups()
                                .byId(known)
                                .filter(one -> caller.may(Permission.VIEW, one.environmentId()))
                                .filter(
                                    one ->
                                        environment == null
                                            || PipelineDesk.environment(tx, caller, environment)
                                                .id()
                                                .equals(one.environmentId()))))
            .orElse(null);
    if (backup == null) {
      return Optional.of(
          "There is no backup \""
              + shortened(value)
              + "\""
              + (environment == null ? "" : " of " + environment)
              + "; choose one from the list.");
    }
    return backup.status() == BackupStatus.COMPLETED
        ? Optional.empty()
        : Optional.of(
            "This backup is " + backup.status().wire() + "; only a completed one can be restored.");
  }

  private static Optional<UUID> uuid(String text) {
    try {
      return text.length() == 36 ? Optional.of(UUID.fromString(text)) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String shortened(String value) {
    return value.length() > 80 ? value.substring(0, 80) + "…" : value;
  }
}
