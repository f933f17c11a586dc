package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.guard.Guards;
import io.jenkins.plugins.pressluft.guard.OneTimeCode;
import io.jenkins.plugins.pressluft.guard.Question;
import io.jenkins.plugins.pressluft.guard.Refusal;
import io.jenkins.plugins.pressluft.job.JobRequest.BackupRequest;
import io.jenkins.plugins.pressluft.job.JobRequest.CleanupRequest;
import io.jenkins.plugins.pressluft.job.JobRequest.DeployRequest;
import io.jenkins.plugins.pressluft.job.JobRequest.HealthRequest;
import io.jenkins.plugins.pressluft.job.JobRequest.RestoreRequest;
import io.jenkins.plugins.pressluft.job.JobRequest.RollbackRequest;
import io.jenkins.plugins.pressluft.job.JobRequest.UndoRequest;
import io.jenkins.plugins.pressluft.job.JobRequest.UpdateRequest;
import io.jenkins.plugins.pressluft.job.JobRequest.VerifyRequest;
import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.Caller;
import io.jenkins.plugins.pressluft.model.Caller.Permission;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.JobType;
import io.jenkins.plugins.pressluft.model.Node;
import io.jenkins.plugins.pressluft.model.PreBackup;
import io.jenkins.plugins.pressluft.model.Release;
import io.jenkins.plugins.pressluft.model.Restore;
import io.jenkins.plugins.pressluft.model.Secret;
import io.jenkins.plugins.pressluft.store.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * One request inside its transaction: it becomes the rows of a queued job, or a refusal. The guards
 * and the insert share the transaction, so that of two requests at once exactly one is accepted.
 */
final class Admission {
  private final Transaction tx;
  private final Caller caller;
  private final JobRequest request;
  private final OneTimeCode oneTimeCode;
  private final int maxAttempts;
  private final UUID id;
  private final UUID controllerId;

  /**
   * Prepares the decision.
   *
   * @param oneTimeCode what became of the code that came along; null when the request needs none
   * @param id what its job shall have; null: any
   * @param controllerId where it is asked for
   */
  Admission(
      Transaction tx,
      Caller caller,
      JobRequest request,
      OneTimeCode oneTimeCode,
      int maxAttempts,
      UUID id,
      UUID controllerId) {
    this.tx = tx;
    this.caller = caller;
    this.request = request;
    this.oneTimeCode = oneTimeCode;
    this.maxAttempts = maxAttempts;
    this.id = id;
    this.controllerId = controllerId;
  }

  /** What a request came to: a job, or why not. */
  record Answer(Job job, Refusal refusal, Entries.Subject subject) {}

  /**
   * Asks the guards and inserts the rows.
   *
   * @param impediment why playbooks for a node could not be run; told only to who may ask for the
   *     job
   */
  Answer decide(Function<Node, Optional<Refusal>> impediment) {
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
    Optional<Refusal> refusal =
        Guards.check(question(environment.get(), backupId))
            .or(() -> tx.nodes().byId(environment.get().nodeId()).flatMap(impediment));
    Secret seed = environment.get().spec().oneTimeCode();
    if (refusal.isPresent()) {
      // Counted in this very transaction: it commits, since a refusal is an answer and no failure.
      if (Guards.isWrongOneTimeCode(refusal.get())) {
        tx.oneTimeCodes().failed(seed, caller.name());
      }
      return new Answer(null, refusal.get(), subject);
    }
    if (seed != null && request.type() == JobType.ENV_RESTORE) {
      tx.oneTimeCodes().used(seed, oneTimeCode.step());
    }
    Job job =
        new Acceptance(tx, caller, request, maxAttempts, id, controllerId)
            .insert(environment.get(), backupId, undone);
    Entries.status(tx, job.id());
    return new Answer(
        job, null, new Entries.Subject(job.siteId(), job.environmentId(), job.backupId()));
  }

  /**
   * What would stand in the way of a restore, the phrase and the code aside, which nobody was asked
   * for yet. Both exist: the caller has seen them.
   */
  List<Refusal> wouldRefuse(RestoreRequest restore) {
    Environment environment = tx.environments().byId(restore.environmentId()).orElseThrow();
    return Guards.all(question(environment, restore.backupId())).stream()
        .filter(refusal -> !refusal.code().equals("confirmation_required"))
        .filter(refusal -> !refusal.code().equals("otp_required"))
        .toList();
  }

  private Optional<UUID> environmentId() {
    if (request instanceof BackupRequest r) {
      return Optional.ofNullable(r.environmentId());
    } else if (request instanceof RestoreRequest r) {
      return Optional.ofNullable(r.environmentId());
    } else if (request instanceof UndoRequest r) {
      return Optional.ofNullable(r.environmentId());
    } else if (request instanceof CleanupRequest r) {
      return Optional.ofNullable(r.environmentId());
    } else if (request instanceof HealthRequest r) {
      return Optional.ofNullable(r.environmentId());
    } else if (request instanceof DeployRequest r) {
      return Optional.ofNullable(r.environmentId());
    } else if (request instanceof UpdateRequest r) {
      return Optional.ofNullable(r.environmentId());
    } else if (request instanceof RollbackRequest r) {
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
    return new Question(
        tx,
        caller,
        permission(),
        request.type(),
        environment,
        backupId,
        null,
        request instanceof UndoRequest,
        restore != null && restore.dryRun(),
        restore == null ? null : restore.destination(),
        preBackup(request),
        confirmation,
        oneTimeCode,
        restore == null ? null : restore.expectEnvironment(),
        request instanceof DeployRequest deploy ? deploy.sourceRef() : null,
        release(environment));
  }

  private Permission permission() {
    if (request instanceof CleanupRequest) {
      return Permission.ADMINISTER;
    }
    if (!request.type().isMutation()) {
      return Permission.BACKUP;
    }
    return request.type() == JobType.ENV_RESTORE ? Permission.RESTORE : Permission.DEPLOY;
  }

  /** What the way back of a restore or an update shall be; null for every other request. */
  static PreBackup preBackup(JobRequest request) {
    if (request instanceof RestoreRequest restore) {
      return restore.preBackup() == null ? PreBackup.CREATE : restore.preBackup();
    } else if (request instanceof UpdateRequest update) {
      return update.preBackup() == null ? PreBackup.CREATE : update.preBackup();
    }
    return null;
  }

  private String release(Environment environment) {
    return request instanceof RollbackRequest rollback ? release(tx, environment, rollback) : null;
  }

  /** The path of the release that was named by id or path; null when none was. */
  static String release(Transaction tx, Environment environment, RollbackRequest rollback) {
    String named = rollback.release();
    return tx.releases().ofEnvironment(environment.id()).stream()
        .filter(release -> release.id().toString().equals(named))
        .map(Release::path)
        .findFirst()
        .orElse(named);
  }
}
