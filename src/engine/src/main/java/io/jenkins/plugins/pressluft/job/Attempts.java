package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.JobType;
import io.jenkins.plugins.pressluft.model.ObjectAddress;
import io.jenkins.plugins.pressluft.model.Restore;
import io.jenkins.plugins.pressluft.model.Site;
import io.jenkins.plugins.pressluft.model.Storage;
import io.jenkins.plugins.pressluft.store.Transaction;
import java.util.List;
import java.util.UUID;

/** Gathers the rows that an attempt works on. */
final class Attempts {
  /** Older ones were looked at often enough. */
  private static final int MOST_UNFINISHED = 100;

  private Attempts() {}

  static Attempt of(Transaction tx, UUID jobId) {
    Job job = tx.jobs().byId(jobId).orElseThrow();
    Environment environment = tx.environments().byId(job.environmentId()).orElseThrow();
    Site site = tx.sites().byId(environment.siteId()).orElseThrow();
    boolean update = job.type() == JobType.ENV_UPDATE;
    Backup backup = update ? null : backup(tx, job.backupId());
    Restore restore = tx.restores().ofJob(jobId).orElse(null);
    Restore undone =
        restore == null || restore.undoOf() == null
            ? null
            : tx.restores().byId(restore.undoOf()).orElseThrow();
    UUID wayBack = update ? job.backupId() : restore == null ? null : restore.safetyBackupId();
    Backup safety = backup(tx, wayBack);
    return new Attempt(
        job,
        site,
        environment,
        tx.nodes().byId(job.nodeId()).orElseThrow(),
        backup,
        storage(tx, backup),
        restore,
        undone,
        safety,
        storage(tx, safety),
        job.type() == JobType.BACKUP_CLEANUP ? clearance(tx, environment) : null,
        job.type() == JobType.ENV_DEPLOY ? source(tx, job, environment) : null);
  }

  private static Storage source(Transaction tx, Job job, Environment environment) {
    return ObjectAddress.of(Parameters.of(job.parameters()).sourceRef())
        .flatMap(address -> tx.storages().sourceOf(environment, address))
        .orElse(null);
  }

  private static Clearance clearance(Transaction tx, Environment environment) {
    return new Clearance(
        stored(tx, tx.backups().deletable(environment.id())),
        stored(tx, tx.backups().newestFailed(environment.id(), MOST_UNFINISHED)));
  }

  private static List<Clearance.Stored> stored(Transaction tx, List<Backup> backups) {
    return backups.stream()
        .map(backup -> new Clearance.Stored(backup, storage(tx, backup)))
        .toList();
  }

  private static Backup backup(Transaction tx, UUID id) {
    return id == null ? null : tx.backups().byId(id).orElseThrow();
  }

  private static Storage storage(Transaction tx, Backup backup) {
    return backup == null ? null : tx.storages().byId(backup.storageId()).orElseThrow();
  }
}
