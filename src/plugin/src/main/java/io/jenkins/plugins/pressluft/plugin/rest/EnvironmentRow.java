package io.jenkins.plugins.pressluft.plugin.rest;

import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.BackupStatus;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.store.Transaction;
import java.util.Comparator;

/** One line of the plain list; getters, since the page's language knows nothing else. */
public final class EnvironmentRow {
  private final Environment environment;
  private final Backup newest;

  private EnvironmentRow(Environment environment, Backup newest) {
    this.environment = environment;
    this.newest = newest;
  }

  static EnvironmentRow of(Environment environment, Transaction tx) {
    return new EnvironmentRow(
        environment,
        tx.backups().ofEnvironment(environment.id()).stream()
            .filter(backup -> backup.status() == BackupStatus.COMPLETED)
            .max(Comparator.comparing(Backup::createdAt))
            .orElse(null));
  }

  /** {@code site/environment}. */
  public String getName() {
    return environment.slugPath();
  }

  /** Its state by wire name. */
  public String getStatus() {
    return environment.status().wire();
  }

  /** When the newest completed backup was made, UTC; empty when there is none. */
  public String getNewestBackup() {
    return newest == null ? "" : newest.createdAt().toString();
  }
}
