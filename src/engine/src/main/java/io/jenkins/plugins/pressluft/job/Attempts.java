package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.Restore;
import io.jenkins.plugins.pressluft.model.Site;
import io.jenkins.plugins.pressluft.model.Storage;
import io.jenkins.plugins.pressluft.store.Transaction;
import java.util.UUID;

/** Gathers the rows that an attempt works on. */
final class Attempts {
  private Attempts() {}

  static Attempt of(Transaction tx, UUID jobId) {
    Job job = tx.jobs().byId(jobId).orElseThrow();
    Environment environment = tx.environments().byId(job.environmentId()).orElseThrow();
    Site site = tx.sites().byId(environment.siteId()).orElseThrow();
    Backup backup = backup(tx, job.backupId());
    Restore restore = tx.restores().ofJob(jobId).orElse(null);
    Restore undone =
        restore == null || restore.undoOf() == null
            ? null
            : tx.restores().byId(restore.undoOf()).orElseThrow();
    Backup safety = restore == null ? null : backup(tx, restore.safetyBackupId());
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
        storage(tx, safety));
  }

  private static Backup backup(Transaction tx, UUID id) {
    return id == null ? null : tx.backups().byId(id).orElseThrow();
  }

  private static Storage storage(Transaction tx, Backup backup) {
    return backup == null ? null : tx.storages().byId(backup.storageId()).orElseThrow();
  }
}
