package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.job.JobRequest.BackupRequest;
import io.jenkins.plugins.pressluft.job.JobRequest.DeployRequest;
import io.jenkins.plugins.pressluft.job.JobRequest.RestoreRequest;
import io.jenkins.plugins.pressluft.job.JobRequest.RollbackRequest;
import io.jenkins.plugins.pressluft.job.JobRequest.UndoRequest;
import io.jenkins.plugins.pressluft.job.JobRequest.UpdateRequest;
import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.BackupPurpose;
import io.jenkins.plugins.pressluft.model.BackupScope;
import io.jenkins.plugins.pressluft.model.BackupStatus;
import io.jenkins.plugins.pressluft.model.Caller;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.JobType;
import io.jenkins.plugins.pressluft.model.PreBackup;
import io.jenkins.plugins.pressluft.model.Restore;
import io.jenkins.plugins.pressluft.model.Storage;
import io.jenkins.plugins.pressluft.store.Transaction;
import java.time.Duration;
import java.util.UUID;

/** The rows of a request that the guards let through: the job, and what it makes or restores. */
final class Acceptance {
  private static final Duration DEFAULT_RETENTION = Duration.ofDays(30);

  private final Transaction tx;
  private final Caller caller;
  private final JobRequest request;
  private final int maxAttempts;
  private final UUID id;
  private final UUID controllerId;

  Acceptance(
      Transaction tx,
      Caller caller,
      JobRequest request,
      int maxAttempts,
      UUID id,
      UUID controllerId) {
    this.tx = tx;
    this.caller = caller;
    this.request = request;
    this.maxAttempts = maxAttempts;
    this.id = id;
    this.controllerId = controllerId;
  }

  /**
   * Inserts them.
   *
   * @param existingBackup the backup that is restored or verified; null when there is none
   * @param undone the restore that is taken back; null when none is
   */
  Job insert(Environment environment, UUID existingBackup, Restore undone) {
    UUID jobId = id == null ? tx.newId() : id;
    UUID backupId = existingBackup;
    String message = null;
    BackupScope scope = null;
    if (request instanceof BackupRequest backup) {
      message = backup.message();
      scope = backup.scope();
      backupId = insertBackup(environment, jobId, scope, BackupPurpose.REQUESTED, message);
    }
    UUID safety = null;
    if (request instanceof RestoreRequest restore) {
      message = restore.message();
      if (!restore.dryRun() && restore.destination() == null) {
        safety = wayBack(environment, jobId, message);
      }
    } else if (request instanceof UndoRequest undo) {
      message = undo.message();
    }
    if (request instanceof UpdateRequest update) {
      backupId = wayBack(environment, jobId, update.message());
    }
    Parameters parameters = parameters(environment, backupId, scope, undone != null, message);
    insertJob(environment, jobId, backupId, parameters);
    if (request.type() == JobType.ENV_RESTORE) {
      insertRestore(environment, jobId, parameters, undone, safety);
    }
    return tx.jobs().byId(jobId).orElseThrow();
  }

  private Parameters parameters(
      Environment environment, UUID backupId, BackupScope scope, boolean undo, String message) {
    if (request instanceof DeployRequest deploy) {
      return Parameters.deploy(deploy);
    } else if (request instanceof UpdateRequest update) {
      return Parameters.update(backupId, Admission.preBackup(request), update);
    } else if (request instanceof RollbackRequest rollback) {
      return Parameters.rollback(
          Admission.release(tx, environment, rollback), null, rollback.message());
    }
    RestoreRequest restore = request instanceof RestoreRequest r ? r : null;
    return Parameters.plain(
        backupId,
        scope,
        restore != null && restore.dryRun(),
        restore == null ? null : restore.destination(),
        undo,
        Admission.preBackup(request),
        message);
  }

  /** The full backup that the job relies on: a fresh one, or the one that it makes itself. */
  private UUID wayBack(Environment environment, UUID jobId, String message) {
    return Admission.preBackup(request) == PreBackup.VERIFY
        ? tx.backups().newestFull(environment.id()).orElseThrow().id()
        : insertBackup(environment, jobId, BackupScope.FULL, BackupPurpose.SAFETY, message);
  }

  private void insertJob(
      Environment environment, UUID jobId, UUID backupId, Parameters parameters) {
    tx.jobs()
        .insert(
            Job.queued(
                jobId,
                request.type(),
                environment.siteId(),
                environment.id(),
                environment.nodeId(),
                backupId,
                maxAttempts,
                Json.text(parameters),
                Progress.none().json(),
                caller.name(),
                caller.origin(),
                tx.now(),
                caller.runOn(),
                caller.askedIn(),
                controllerId));
  }

  private UUID insertBackup(
      Environment environment,
      UUID jobId,
      BackupScope scope,
      BackupPurpose purpose,
      String message) {
    UUID id = tx.newId();
    Storage storage = tx.storages().byId(environment.storageId()).orElseThrow();
    Duration retention =
        environment.spec().retention() == null ? DEFAULT_RETENTION : environment.spec().retention();
    tx.backups()
        .insert(
            new Backup(
                id,
                environment.id(),
                jobId,
                scope,
                BackupStatus.PENDING,
                purpose,
                storage.spec().type(),
                storage.id(),
                environment.slugPath() + "/" + id,
                tx.now().plus(retention),
                null,
                null,
                null,
                null,
                message,
                null,
                tx.now(),
                null,
                null));
    return id;
  }

  private void insertRestore(
      Environment environment, UUID jobId, Parameters parameters, Restore undone, UUID safety) {
    tx.restores()
        .insert(
            new Restore(
                tx.newId(),
                jobId,
                parameters.backupId(),
                environment.id(),
                parameters.destination(),
                parameters.dryRun(),
                undone == null ? null : undone.id(),
                caller.name(),
                caller.origin(),
                parameters.message(),
                safety,
                "pending",
                null,
                null,
                null,
                null,
                tx.now(),
                null,
                null));
  }
}
