package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.ansible.LaunchException;
import io.jenkins.plugins.pressluft.ansible.Poll;
import io.jenkins.plugins.pressluft.ansible.RunEvent;
import io.jenkins.plugins.pressluft.job.Progress.Cause;
import io.jenkins.plugins.pressluft.job.Progress.Phase;
import io.jenkins.plugins.pressluft.job.Progress.Why;
import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.BackupStatus;
import io.jenkins.plugins.pressluft.model.ErrorCode;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.JobStatus;
import io.jenkins.plugins.pressluft.model.JobType;
import io.jenkins.plugins.pressluft.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running job, driven by looks. Every look begins with the job's row and ends with it, so that
 * another process can go on after any of them:
 *
 * <pre>
 *   claimed ── launch ── handle saved ── look … ── ended ── conclude ── one transaction
 *                │                        │ cancelled, time over, lost, ended in disorder
 *                └ not started: failed    └ stop the process group ── ask the node ── one transaction
 * </pre>
 *
 * <p>Locks are freed only by the last transaction: after the run ended by itself in order, or after
 * the node said that nothing of it runs any more.
 */
final class JobRun {
  private static final Logger LOG = LoggerFactory.getLogger(JobRun.class);
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);

  /** Of so many looks that fail one after the other, one is told. */
  private static final int QUIET = 100;

  private static final int SIGNAL_FIRST = 129;
  private static final int SIGNAL_LAST = 159;

  private final UUID jobId;
  private final Parts parts;
  private boolean mayLaunch;
  private EventRecorder recorder;
  private int failures;

  private JobRun(UUID jobId, Parts parts, boolean mayLaunch) {
    this.jobId = jobId;
    this.parts = parts;
    this.mayLaunch = mayLaunch;
  }

  /** A job that was claimed just now. */
  static JobRun claimed(UUID jobId, Parts parts) {
    return new JobRun(jobId, parts, true);
  }

  /** A job that a former process left running. Without a handle nobody knows what it started. */
  static JobRun takenUp(UUID jobId, Parts parts) {
    return new JobRun(jobId, parts, false);
  }

  UUID jobId() {
    return jobId;
  }

  /**
   * Looks once, without waiting. A look that throws changed nothing and is repeated; when the time
   * limit and the time to ask the node are both over, it is given up.
   *
   * @return true when this process has nothing more to do with the job
   */
  boolean look() {
    Job job = parts.ledger().read(tx -> tx.jobs().byId(jobId)).orElseThrow();
    if (job.status() != JobStatus.RUNNING || !parts.settings().lockedBy().equals(job.lockedBy())) {
      return true;
    }
    Progress progress = Progress.of(job.state());
    try {
      boolean done = progress.phase() == Phase.RUN ? run(job, progress) : settle(job, progress);
      failures = 0;
      return done;
    } catch (RuntimeException e) {
      if (failures++ % QUIET == 0) {
        LOG.warn("Job {} could not be looked at; it is looked at again.", jobId, e);
      }
      Instant last = job.deadlineAt().plus(parts.settings().settle().multipliedBy(2));
      if (now().isBefore(last)) {
        return false;
      }
      return finish(
          JobStatus.FAILED,
          new Endings.Reason(
              ErrorCode.LOST_WORKER,
              "The engine could not follow this job: " + e.getMessage() + " Look at the node.",
              null,
              null),
          progress);
    }
  }

  private boolean run(Job job, Progress progress) {
    if (job.handle() == null) {
      if (mayLaunch) {
        return launch(job, progress);
      }
      return ask(
          job,
          progress,
          lost("The engine was ended before it knew whether the playbook had started."));
    }
    mayLaunch = false;
    Poll poll = parts.launcher().poll(job.handle(), progress.offset());
    Progress seen = record(job, poll, progress);
    return switch (poll.state()) {
      case ENDED -> conclude(job, poll, seen);
      case GONE ->
          ask(
              job,
              seen,
              lost("The process that ran the playbook is gone; it left no exit status."));
      case RUNNING -> {
        if (job.cancelRequestedAt() != null) {
          yield ask(job, seen, new Cause(Why.CANCEL, null, null, null, null));
        } else if (!now().isBefore(job.deadlineAt())) {
          yield ask(job, seen, timedOut());
        }
        yield false;
      }
    };
  }

  private boolean launch(Job job, Progress progress) {
    if (job.cancelRequestedAt() != null) {
      return finish(JobStatus.CANCELLED, new Endings.Reason(null, null, null, null), progress);
    }
    String handle;
    try {
      Attempt attempt = parts.ledger().read(tx -> Attempts.of(tx, jobId));
      handle = parts.launcher().launch(operation(job).prepare(attempt));
    } catch (OperationException e) {
      return notStarted(job, progress, e.code(), e.getMessage());
    } catch (LaunchException e) {
      return notStarted(job, progress, e.code(), e.getMessage());
    } catch (RuntimeException e) {
      // Not what a launcher promises, so nobody knows whether something was started.
      LOG.warn("Job {} could not be started.", jobId, e);
      mayLaunch = false;
      return ask(job, progress, lost("The playbook could not be started: " + e.getMessage() + "."));
    }
    mayLaunch = false;
    try {
      parts.ledger().note(tx -> tx.jobs().handle(jobId, handle));
    } catch (RuntimeException e) {
      parts.launcher().stop(handle);
      throw e;
    }
    return false;
  }

  /**
   * Nothing of this attempt runs, but a former one may have left a switch of which nobody knows.
   */
  private boolean notStarted(Job job, Progress progress, ErrorCode code, String message) {
    return job.type().isMutation() && !progress.isWhole()
        ? ask(job, progress, new Cause(Why.FAILURE, code, message, null, null))
        : failed(reason(code, message), code.isRetryable(), progress);
  }

  /** Records what the run wrote since the last look, or now and then that it is being looked at. */
  private Progress record(Job job, Poll poll, Progress progress) {
    if (poll.events().isEmpty()) {
      boolean due = !now().isBefore(job.heartbeatAt().plus(HEARTBEAT));
      if (due) {
        parts.ledger().note(tx -> tx.jobs().heartbeat(jobId, progress.json()));
      }
      return progress;
    }
    if (recorder == null) {
      recorder = new EventRecorder(operation(job));
    }
    Progress[] after = new Progress[1];
    parts
        .ledger()
        .note(
            tx ->
                after[0] =
                    recorder.record(
                        tx, Attempts.of(tx, jobId), poll.events(), poll.nextOffset(), progress));
    return after[0];
  }

  private boolean conclude(Job job, Poll end, Progress progress) {
    Poll whole = parts.launcher().poll(job.handle(), 0);
    Run run = new Run(whole.events(), end.exitCode(), end.outputTail());
    Attempt attempt = parts.ledger().read(tx -> Attempts.of(tx, jobId));
    Outcome outcome = Credible.of(attempt, operation(job).conclude(attempt, run));
    Progress seen = progress.seen(outcome.live());
    if (outcome.succeeded()) {
      return succeeded(job, attempt, outcome, seen);
    }
    boolean orderly =
        run.events().stream()
            .map(RunEvent::name)
            .anyMatch(n -> n.equals("stats") || n.equals("complete"));
    if (!orderly && run.exitCode() >= SIGNAL_FIRST && run.exitCode() <= SIGNAL_LAST) {
      return ask(job, seen, lost("The playbook was killed (exit status " + run.exitCode() + ")."));
    }
    boolean cutOff =
        outcome.code() == ErrorCode.ANSIBLE_HOST_UNREACHABLE && !seen.attemptStages().isEmpty();
    if (!orderly || cutOff || (job.type().isMutation() && !seen.isWhole())) {
      return ask(
          job,
          seen,
          new Cause(
              Why.FAILURE, outcome.code(), outcome.message(), outcome.result(), outcome.restore()));
    }
    return failed(
        new Endings.Reason(outcome.code(), outcome.message(), outcome.result(), outcome.restore()),
        outcome.code().isRetryable(),
        seen,
        job.handle());
  }

  private boolean succeeded(Job job, Attempt attempt, Outcome outcome, Progress progress) {
    RestoreFacts facts = outcome.restore();
    boolean changedLive =
        attempt.restore() != null
            && !attempt.restore().dryRun()
            && attempt.restore().destination() == null;
    Progress after =
        changedLive && facts.to() != null
            ? progress
                .in(Progress.SWITCH)
                .seen(
                    new Live(
                        facts.to().release(), facts.to().generation(), facts.to().database(), true))
            : progress;
    Endings.Reason reason = new Endings.Reason(null, null, outcome.result(), facts);
    parts
        .ledger()
        .perform(
            tx -> {
              if (outcome.artifact() != null) {
                complete(tx, outcome.artifact());
              }
              parts.endings().finish(tx, jobId, JobStatus.SUCCEEDED, reason, after);
            });
    discard(job.handle());
    return true;
  }

  private static void complete(Transaction tx, BackupArtifact artifact) {
    Backup backup = tx.backups().byId(artifact.backupId()).orElseThrow();
    if (backup.status() == BackupStatus.RUNNING) {
      tx.backups()
          .complete(
              backup.id(),
              artifact.checksum(),
              artifact.sizeBytes(),
              artifact.manifest(),
              artifact.signature());
    }
  }

  /** Stops what runs and begins to ask the node. */
  private boolean ask(Job job, Progress progress, Cause cause) {
    if (job.handle() != null) {
      parts.launcher().stop(job.handle());
    }
    Progress settling = progress.settling(cause, now().plus(parts.settings().settle()));
    parts
        .ledger()
        .note(
            tx -> {
              tx.jobs().handle(jobId, null);
              tx.jobs().heartbeat(jobId, settling.json());
              tx.events()
                  .append(
                      jobId,
                      "settling",
                      Json.object("why", cause.why().name(), "message", cause.message()));
            });
    discard(job.handle());
    return false;
  }

  private boolean settle(Job job, Progress progress) {
    if (!now().isBefore(progress.settleUntil())) {
      if (job.handle() != null) {
        parts.launcher().stop(job.handle());
      }
      return settled(
          job,
          progress,
          Settled.unanswered(
              "the node did not answer within "
                  + parts.settings().settle().toSeconds()
                  + " seconds"));
    }
    if (job.handle() == null) {
      return launchSettlement(job, progress);
    }
    Poll poll = parts.launcher().poll(job.handle(), 0);
    switch (poll.state()) {
      case RUNNING -> record(job, new Poll(poll.state(), null, List.of(), 0, ""), progress);
      case GONE -> {
        // Nobody heard the answer. The question may be asked any number of times.
        parts.launcher().stop(job.handle());
        parts.ledger().note(tx -> tx.jobs().handle(jobId, null));
        discard(job.handle());
      }
      case ENDED -> {
        Run run = new Run(poll.events(), poll.exitCode(), poll.outputTail());
        return settled(job, progress, parts.settlement().conclude(run));
      }
    }
    return false;
  }

  private boolean launchSettlement(Job job, Progress progress) {
    String handle;
    try {
      Attempt attempt = parts.ledger().read(tx -> Attempts.of(tx, jobId));
      UUID run = parts.ledger().read(Transaction::newId);
      handle =
          parts
              .launcher()
              .launch(
                  parts
                      .settlement()
                      .prepare(
                          new Settlement.Target(
                              run,
                              jobId,
                              job.attemptCount(),
                              job.fence(),
                              attempt.site(),
                              attempt.environment(),
                              attempt.node())));
    } catch (OperationException | LaunchException e) {
      return settled(job, progress, Settled.unanswered(e.getMessage()));
    }
    parts.ledger().note(tx -> tx.jobs().handle(jobId, handle));
    return false;
  }

  private boolean settled(Job job, Progress before, Settled answer) {
    Progress progress = before.seen(answer.live());
    Cause cause = progress.cause();
    String unheard =
        answer.answered() ? "" : " The node could not be asked: " + answer.reason() + ".";
    String handle = job.handle();
    return switch (cause.why()) {
      case CANCEL ->
          finish(
              JobStatus.CANCELLED,
              new Endings.Reason(
                  null, unheard.isEmpty() ? null : unheard.strip(), answer.result(), null),
              progress,
              handle);
      case FAILURE ->
          failed(
              new Endings.Reason(
                  cause.code(),
                  cause.message() + unheard,
                  cause.result() == null ? answer.result() : cause.result(),
                  cause.restore()),
              cause.code().isRetryable(),
              progress,
              handle);
      case TIMEOUT, LOST ->
          failed(
              answer.answered()
                  ? new Endings.Reason(cause.code(), cause.message(), answer.result(), null)
                  : reason(ErrorCode.LOST_WORKER, cause.message() + unheard),
              answer.answered(),
              progress,
              handle);
    };
  }

  private boolean failed(Endings.Reason reason, boolean again, Progress progress) {
    return failed(reason, again, progress, null);
  }

  private boolean failed(Endings.Reason reason, boolean again, Progress progress, String handle) {
    parts.ledger().perform(tx -> parts.endings().failed(tx, jobId, reason, again, progress));
    discard(handle);
    return true;
  }

  private boolean finish(JobStatus status, Endings.Reason reason, Progress progress) {
    return finish(status, reason, progress, null);
  }

  private boolean finish(
      JobStatus status, Endings.Reason reason, Progress progress, String handle) {
    parts.ledger().perform(tx -> parts.endings().finish(tx, jobId, status, reason, progress));
    discard(handle);
    return true;
  }

  /** What is kept of a run is only of use until its end is written. */
  private void discard(String handle) {
    if (handle == null) {
      return;
    }
    try {
      parts.launcher().discard(handle);
    } catch (RuntimeException e) {
      LOG.warn("What is left of the run {} could not be removed; remove it by hand.", handle, e);
    }
  }

  private Operation operation(Job job) {
    Operation operation = parts.operations().get(job.type());
    if (operation == null) {
      throw new OperationException(
          ErrorCode.NOT_SUPPORTED,
          "This installation cannot run jobs of type " + job.type().wire() + "; update it.");
    }
    return operation;
  }

  private Cause timedOut() {
    return new Cause(
        Why.TIMEOUT,
        ErrorCode.ANSIBLE_TIMEOUT,
        "The playbook ran longer than "
            + parts.settings().deadline().toMinutes()
            + " minutes and was stopped; look at the node's load and disk.",
        null,
        null);
  }

  private static Cause lost(String message) {
    return new Cause(
        Why.LOST,
        ErrorCode.LOST_WORKER,
        message + " Look at the machine the playbooks run on.",
        null,
        null);
  }

  private static Endings.Reason reason(ErrorCode code, String message) {
    return new Endings.Reason(code, message, null, null);
  }

  private Instant now() {
    return parts.clock().instant();
  }

  /** What a success must carry to be believed; without it the run came to nothing we know. */
  static final class Credible {
    private Credible() {}

    static Outcome of(Attempt attempt, Outcome outcome) {
      if (!outcome.succeeded()) {
        return outcome;
      }
      boolean made = attempt.job().type() == JobType.BACKUP_CREATE;
      boolean artifact =
          outcome.artifact() != null
              && attempt.backup() != null
              && outcome.artifact().backupId().equals(attempt.backup().id());
      boolean restored = attempt.job().type() == JobType.ENV_RESTORE;
      if ((made && !artifact) || (restored && outcome.restore() == null)) {
        return new Outcome(
            ErrorCode.ANSIBLE_UNKNOWN_EXIT,
            "The playbook said it was done but not what it made; look at the job's log.",
            outcome.result(),
            null,
            null,
            outcome.live());
      }
      return outcome;
    }
  }
}
