package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.guard.Guards;
import io.jenkins.plugins.pressluft.guard.Question;
import io.jenkins.plugins.pressluft.guard.Refusal;
import io.jenkins.plugins.pressluft.job.JobRequest.BackupRequest;
import io.jenkins.plugins.pressluft.job.JobRequest.HealthRequest;
import io.jenkins.plugins.pressluft.job.JobRequest.RestoreRequest;
import io.jenkins.plugins.pressluft.job.JobRequest.UndoRequest;
import io.jenkins.plugins.pressluft.job.JobRequest.VerifyRequest;
import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.BackupPurpose;
import io.jenkins.plugins.pressluft.model.BackupScope;
import io.jenkins.plugins.pressluft.model.BackupStatus;
import io.jenkins.plugins.pressluft.model.Caller;
import io.jenkins.plugins.pressluft.model.Caller.Permission;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.JobStatus;
import io.jenkins.plugins.pressluft.model.PreBackup;
import io.jenkins.plugins.pressluft.model.Restore;
import io.jenkins.plugins.pressluft.model.Storage;
import io.jenkins.plugins.pressluft.store.Transaction;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * One request inside its transaction: it becomes the rows of a queued job, or a refusal. The guards
 * and the insert share the transaction, so that of two requests at once exactly one is accepted.
 */
final class Admission {
  private static final Duration DEFAULT_RETENTION = Duration.ofDays(30);

  private final Transaction tx;
  private final Caller caller;
  private final JobRequest request;
  private final int maxAttempts;

  Admission(Transaction tx, Caller caller, JobRequest request, int maxAttempts) {
    this.tx = tx;
    this.caller = caller;
    this.request = request;
    this.maxAttempts = maxAttempts;
  }

  /** What a request came to: a job, or why not. */
  record Answer(Job job, Refusal refusal, Entries.Subject subject) {}

  /** What is wrong with the request whatever the state of the house. */
  static Optional<Refusal> malformed(JobRequest request) {
    if (request instanceof BackupRequest backup) {
      return Stream.of(
              required("backup_scope", backup.scope()), Text.message("message", backup.message()))
          .flatMap(Optional::stream)
          .findFirst();
    } else if (request instanceof RestoreRequest restore) {
      return Stream.of(
              required("backup_id", restore.backupId()),
              Text.message("message", restore.message()),
              Text.line("confirmation", restore.confirmation()),
              Text.line("otp", restore.otp()),
              Text.line("expect_environment", restore.expectEnvironment()),
              Text.line("destination", restore.destination()),
              destination(restore.destination()))
          .flatMap(Optional::stream)
          .findFirst();
    } else if (request instanceof UndoRequest undo) {
      return Stream.of(
              Text.message("message", undo.message()),
              Text.line("confirmation", undo.confirmation()))
          .flatMap(Optional::stream)
          .findFirst();
    }
    return Optional.empty();
  }

  private static Optional<Refusal> required(String field, Object value) {
    return value != null
        ? Optional.empty()
        : Optional.of(Refusal.badRequest(field + " is missing; send it."));
  }

  private static Optional<Refusal> destination(String destination) {
    if (destination == null) {
      return Optional.empty();
    }
    try {
      Path path = Path.of(destination);
      if (path.isAbsolute() && path.normalize().equals(path) && path.getNameCount() > 0) {
        return Optional.empty();
      }
    } catch (InvalidPathException e) {
      // Refused below, as every other path that is not one.
    }
    return Optional.of(
        Refusal.badRequest("destination must be an absolute directory without \"..\"."));
  }

  /** Asks the guards and inserts the rows. */
  Answer decide() {
    UUID backupId =
        request instanceof RestoreRequest r
            ? r.backupId()
            : request instanceof VerifyRequest v ? v.backupId() : null;
    Optional<Environment> environment = environmentId().flatMap(tx.environments()::byId);
    if (environment.isEmpty()) {
      String what = request instanceof VerifyRequest ? "backup" : "environment";
      return new Answer(
          null,
          Refusal.notFound("There is no such " + what + "; list those you may see."),
          new Entries.Subject(null, null, backupId));
    }
    Restore undone = null;
    if (request instanceof UndoRequest) {
      undone = tx.restores().lastUndoable(environment.get().id()).orElse(null);
      backupId = undone == null ? null : undone.backupId();
    }
    Entries.Subject subject =
        new Entries.Subject(environment.get().siteId(), environment.get().id(), backupId);
    Optional<Refusal> refusal = Guards.check(question(environment.get(), backupId));
    if (refusal.isPresent()) {
      return new Answer(null, refusal.get(), subject);
    }
    Job job = insert(environment.get(), backupId, undone);
    Entries.status(tx, job.id());
    return new Answer(
        job, null, new Entries.Subject(job.siteId(), job.environmentId(), job.backupId()));
  }

  private Optional<UUID> environmentId() {
    if (request instanceof BackupRequest r) {
      return Optional.ofNullable(r.environmentId());
    } else if (request instanceof RestoreRequest r) {
      return Optional.ofNullable(r.environmentId());
    } else if (request instanceof UndoRequest r) {
      return Optional.ofNullable(r.environmentId());
    } else if (request instanceof HealthRequest r) {
      return Optional.ofNullable(r.environmentId());
    } else if (request instanceof VerifyRequest r && r.backupId() != null) {
      return tx.backups().byId(r.backupId()).map(Backup::environmentId);
    }
    return Optional.empty();
  }

  private Question question(Environment environment, UUID backupId) {
    RestoreRequest restore = request instanceof RestoreRequest r ? r : null;
    String confirmation =
        restore != null
            ? restore.confirmation()
            : request instanceof UndoRequest u ? u.confirmation() : null;
    Permission permission = request.type().isMutation() ? Permission.RESTORE : Permission.BACKUP;
    return new Question(
        tx,
        caller,
        permission,
        request.type(),
        environment,
        backupId,
        null,
        request instanceof UndoRequest,
        restore != null && restore.dryRun(),
        restore == null ? null : restore.destination(),
        preBackup(),
        confirmation,
        restore == null ? null : restore.expectEnvironment());
  }

  private PreBackup preBackup() {
    if (!(request instanceof RestoreRequest restore)) {
      return null;
    }
    return restore.preBackup() == null ? PreBackup.CREATE : restore.preBackup();
  }

  private Job insert(Environment environment, UUID existingBackup, Restore undone) {
    UUID jobId = tx.newId();
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
        safety =
            preBackup() == PreBackup.VERIFY
                ? tx.backups().newestFull(environment.id()).orElseThrow().id()
                : insertBackup(environment, jobId, BackupScope.FULL, BackupPurpose.SAFETY, message);
      }
    } else if (request instanceof UndoRequest undo) {
      message = undo.message();
    }
    RestoreRequest restore = request instanceof RestoreRequest r ? r : null;
    Parameters parameters =
        new Parameters(
            backupId,
            scope,
            restore != null && restore.dryRun(),
            restore == null ? null : restore.destination(),
            undone != null,
            preBackup(),
            message);
    insertJob(environment, jobId, backupId, parameters);
    if (request.type().isMutation()) {
      insertRestore(environment, jobId, parameters, undone, safety);
    }
    return tx.jobs().byId(jobId).orElseThrow();
  }

  private void insertJob(
      Environment environment, UUID jobId, UUID backupId, Parameters parameters) {
    tx.jobs()
        .insert(
            new Job(
                jobId,
                request.type(),
                JobStatus.QUEUED,
                environment.siteId(),
                environment.id(),
                environment.nodeId(),
                backupId,
                0,
                maxAttempts,
                0,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                Json.text(parameters),
                Progress.none().json(),
                null,
                null,
                caller.name(),
                caller.origin(),
                tx.now(),
                tx.now()));
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
