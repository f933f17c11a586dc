package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.BackupStatus;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.ErrorCode;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.JobStatus;
import io.jenkins.plugins.pressluft.model.JobType;
import io.jenkins.plugins.pressluft.model.ReleaseHealth;
import io.jenkins.plugins.pressluft.model.ResourceStatus;
import io.jenkins.plugins.pressluft.model.Restore;
import io.jenkins.plugins.pressluft.store.Transaction;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * How an attempt ends: everything that follows from it is written in the caller's one transaction —
 * job, locks, backups, provenance, release pointer, environment (and by it the site), event and
 * operations log.
 */
final class Endings {
  /** A sentence and the last 10 KB of output fit. */
  private static final int MAX_MESSAGE = 12_000;

  private final JobSettings settings;
  private final MeterRegistry meters;

  Endings(JobSettings settings, MeterRegistry meters) {
    this.settings = settings;
    this.meters = meters;
  }

  /**
   * Why and with what an attempt ends.
   *
   * @param code null unless it failed
   * @param message for the operator; may be null unless it failed
   * @param result JSON for the record; may be null
   * @param change what a run that changes what is live reported; may be null
   */
  record Reason(ErrorCode code, String message, String result, ChangeFacts change) {
    /** A failure of which nothing more is known. */
    static Reason of(ErrorCode code, String message) {
      return new Reason(code, message, null, null);
    }

    /** With what the node said of the change, where no run could tell it. */
    private Reason or(ChangeFacts ended) {
      return change == null ? new Reason(code, message, result, ended) : this;
    }
  }

  /**
   * Another attempt after a pause when {@code again} says that it may help and one is left;
   * otherwise the job has failed. Who asked for it to be cancelled meanwhile gets that instead.
   */
  void failed(Transaction tx, UUID jobId, Reason reason, boolean again, Progress progress) {
    Job job = tx.jobs().byId(jobId).orElseThrow();
    if (job.cancelRequestedAt() != null && again) {
      finish(tx, jobId, JobStatus.CANCELLED, reason, progress);
    } else if (again && job.attemptCount() < job.maxAttempts()) {
      retry(tx, job, reason, progress);
    } else {
      finish(tx, jobId, JobStatus.FAILED, reason, progress);
    }
  }

  private void retry(Transaction tx, Job job, Reason reason, Progress progress) {
    tx.jobs().heartbeat(job.id(), progress.json());
    tx.jobs()
        .retry(
            job.id(),
            tx.now().plus(settings.limits().get().pauseAfter(job.attemptCount())),
            reason.code().name(),
            bounded(reason.message()));
    tx.locks().release(job.id());
    Entries.status(tx, job.id());
    Entries.ended(tx, job, "retrying", reason.code().name(), reason.message());
  }

  /** The end for good. */
  void finish(Transaction tx, UUID jobId, JobStatus status, Reason told, Progress progress) {
    Reason reason = told.or(progress.ended());
    Job job = tx.jobs().byId(jobId).orElseThrow();
    String code = status == JobStatus.FAILED ? reason.code().name() : null;
    Optional<WayBack> wayBack = WayBack.of(tx, job, reason);
    String result = wayBack.map(way -> way.linked(reason.result())).orElse(reason.result());
    tx.jobs().heartbeat(jobId, progress.json());
    tx.jobs().finish(jobId, status, code, bounded(reason.message()), result);
    tx.locks().release(jobId);
    for (Backup backup : tx.backups().ofJob(jobId)) {
      if (backup.status() == BackupStatus.PENDING || backup.status() == BackupStatus.RUNNING) {
        tx.backups().become(backup.id(), BackupStatus.FAILED);
      }
    }
    if (status == JobStatus.SUCCEEDED && job.type() == JobType.BACKUP_VERIFY) {
      tx.backups().verified(job.backupId());
    }
    tx.restores()
        .ofJob(jobId)
        .ifPresent(restore -> provenance(tx, restore, status, reason.change()));
    wayBack.ifPresent(way -> way.record(settings.lockedBy()));
    replaced(tx, job, reason.change(), progress.live());
    environment(tx, job, status, reason.change(), progress);
    Entries.status(tx, jobId);
    Entries.ended(tx, job, status.wire(), code, reason.message());
    count(job, status, tx.now());
  }

  private static void provenance(
      Transaction tx, Restore restore, JobStatus status, ChangeFacts facts) {
    boolean succeeded = status == JobStatus.SUCCEEDED;
    boolean rolledBack = facts != null && facts.isRolledBack();
    String outcome =
        succeeded
            ? "succeeded"
            : status == JobStatus.CANCELLED ? "cancelled" : rolledBack ? "rolled_back" : "failed";
    boolean live = succeeded && !restore.dryRun() && restore.destination() == null;
    Integer from = live && facts.from() != null ? facts.from().generation() : null;
    Integer to = live && facts.to() != null ? facts.to().generation() : null;
    boolean undo = restore.undoOf() != null;
    tx.restores().finish(restore.id(), outcome, from, to, live && !undo ? facts.undoUntil() : null);
    if (live && undo) {
      tx.restores().undone(restore.undoOf());
    }
  }

  /** An update that left other data live than before, and keeps what was: it can be undone. */
  private static void replaced(Transaction tx, Job job, ChangeFacts facts, Live live) {
    if (job.type() == JobType.ENV_UPDATE
        && facts != null
        && facts.undoUntil() != null
        && facts.from() != null
        && facts.from().generation() != null
        && live != null
        && live.proven()
        && live.generation() != null
        && !live.generation().equals(facts.from().generation())) {
      tx.restores().updated(job, facts.from().generation(), live.generation(), facts.undoUntil());
    }
  }

  /** Active when it is known to be whole, failed otherwise; the pointer follows what is live. */
  private static void environment(
      Transaction tx, Job job, JobStatus status, ChangeFacts facts, Progress progress) {
    if (job.environmentId() == null || !job.type().isMutation()) {
      return;
    }
    Environment environment = tx.environments().byId(job.environmentId()).orElseThrow();
    if (environment.status() != job.type().environmentBecomes().orElseThrow()) {
      return;
    }
    UUID pointer = environment.currentReleaseId();
    Live live = progress.live();
    ReleaseRows rows = new ReleaseRows(tx, job);
    if (facts != null && facts.isRolledBack() && facts.to() != null) {
      rows.made(facts, ReleaseHealth.UNHEALTHY);
    }
    boolean changed =
        status == JobStatus.SUCCEEDED
            ? progress.reachedSwitch()
            : facts != null && facts.isDone() && facts.to() != null;
    if (changed && facts != null && facts.from() != null) {
      rows.seen(facts.from());
    }
    if (live != null && live.proven() && live.release() != null) {
      boolean made = changed && facts != null && facts.to() != null && !facts.isUnchanged();
      pointer = made ? rows.made(facts, ReleaseHealth.HEALTHY) : rows.seen(live);
    }
    if (facts != null) {
      facts.removed().forEach(path -> tx.releases().removed(environment.id(), path));
    }
    boolean whole = status == JobStatus.SUCCEEDED || progress.isWhole();
    boolean pointed = pointer != null || tx.releases().ofEnvironment(environment.id()).isEmpty();
    tx.environments()
        .become(
            environment.id(),
            whole && pointed ? ResourceStatus.ACTIVE : ResourceStatus.FAILED,
            pointer);
  }

  private void count(Job job, JobStatus status, Instant now) {
    meters
        .counter("pressluft.jobs.finished", "type", job.type().wire(), "outcome", status.wire())
        .increment();
    if (job.startedAt() != null) {
      meters
          .timer("pressluft.jobs.duration", "type", job.type().wire(), "outcome", status.wire())
          .record(Duration.between(job.startedAt(), now));
    }
  }

  static String bounded(String message) {
    return message == null || message.length() <= MAX_MESSAGE
        ? message
        : message.substring(0, MAX_MESSAGE);
  }
}
