package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.ansible.LaunchException;
import io.jenkins.plugins.pressluft.ansible.Poll;
import io.jenkins.plugins.pressluft.ansible.RunEvent;
import io.jenkins.plugins.pressluft.job.Progress.Cause;
import io.jenkins.plugins.pressluft.job.Progress.Phase;
import io.jenkins.plugins.pressluft.job.Progress.Why;
import io.jenkins.plugins.pressluft.model.ErrorCode;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.JobStatus;
import java.time.Instant;
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

  /** Of so many looks that fail one after the other, one is told. */
  private static final int QUIET = 100;

  private static final int SIGNAL_FIRST = 129;
  private static final int SIGNAL_LAST = 159;

  private final UUID jobId;
  private final Custody custody;
  private final Parts parts;
  private final RunEnd end;
  private final Settling settling;
  private boolean mayLaunch;
  private EventRecorder recorder;
  private int failures;

  /** What was last known to run for the job; another controller knows nothing of it. */
  private String handle;

  private JobRun(Job job, Parts parts, boolean mayLaunch) {
    this.jobId = job.id();
    this.custody = new Custody(job, parts);
    this.parts = parts;
    this.mayLaunch = mayLaunch;
    this.end = new RunEnd(custody, parts);
    this.settling = new Settling(custody, parts, end);
  }

  /** A job that was claimed just now. */
  static JobRun claimed(Job job, Parts parts) {
    return new JobRun(job, parts, true);
  }

  /** A job that a former process left running. Without a handle nobody knows what it started. */
  static JobRun takenUp(Job job, Parts parts) {
    return new JobRun(job, parts, false);
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
    if (!custody.holds(job)) {
      return custody.isLost(job) ? lost(job) : true;
    }
    handle = job.handle();
    try {
      return look(job);
    } catch (LostJobException e) {
      return lost(job);
    }
  }

  private boolean look(Job job) {
    Progress progress = Progress.of(job.state());
    try {
      boolean done =
          progress.phase() == Phase.RUN ? run(job, progress) : settling.look(job, progress);
      failures = 0;
      return done;
    } catch (LostJobException e) {
      throw e;
    } catch (RuntimeException e) {
      if (failures++ % QUIET == 0) {
        LOG.warn("Job {} could not be looked at; it is looked at again.", jobId, e);
      }
      Instant last = job.deadlineAt().plus(parts.settings().settle().multipliedBy(2));
      if (now().isBefore(last)) {
        return false;
      }
      return end.finish(
          JobStatus.FAILED,
          Endings.Reason.of(
              ErrorCode.LOST_WORKER,
              "The engine could not follow this job: " + e.getMessage() + " Look at the node."),
          progress,
          null);
    }
  }

  /**
   * Another controller took the job over while this one was not seen. What still runs here is
   * stopped, and nothing is written: the node refuses the old fence, the database the old hands.
   */
  private boolean lost(Job job) {
    parts.meters().counter("pressluft.jobs.lost", "type", job.type().wire()).increment();
    LOG.warn(
        "LOST: job {} ({}) was taken over while this controller was not seen; it changes nothing"
            + " more of it.",
        jobId,
        job.type().wire());
    if (handle != null) {
      try {
        parts.launcher().stop(handle);
      } catch (RuntimeException e) {
        LOG.warn("The run {} of a lost job could not be stopped; its node refuses it.", handle, e);
      }
      end.discard(handle);
    }
    return true;
  }

  private boolean run(Job job, Progress progress) {
    if (job.handle() == null) {
      if (mayLaunch) {
        return launch(job, progress);
      }
      return settling.begin(
          job,
          progress,
          Cause.lost("The engine was ended before it knew whether the playbook had started."));
    }
    mayLaunch = false;
    Poll poll = parts.launcher().poll(job.handle(), progress.offset());
    Progress seen = record(job, poll, progress);
    return switch (poll.state()) {
      case ENDED -> conclude(job, poll, seen);
      case GONE ->
          settling.begin(
              job,
              seen,
              Cause.lost("The process that ran the playbook is gone; it left no exit status."));
      case RUNNING, UNKNOWN -> {
        if (job.cancelRequestedAt() != null) {
          yield settling.begin(job, seen, Cause.cancelled());
        } else if (!now().isBefore(job.deadlineAt())) {
          yield settling.begin(job, seen, Cause.timedOut(parts.settings().limits().get()));
        }
        yield false;
      }
    };
  }

  private boolean launch(Job job, Progress progress) {
    if (job.cancelRequestedAt() != null) {
      return end.finish(
          JobStatus.CANCELLED, new Endings.Reason(null, null, null, null), progress, null);
    }
    Attempt attempt = parts.ledger().read(tx -> Attempts.of(tx, jobId));
    String started;
    try {
      started = parts.launcher().launch(operation(job).prepare(attempt));
    } catch (OperationException e) {
      return notStarted(job, progress, e.code(), e.getMessage());
    } catch (LaunchException e) {
      return notStarted(job, progress, e.code(), e.getMessage());
    } catch (RuntimeException e) {
      // Not what a launcher promises, so nobody knows whether something was started.
      LOG.warn("Job {} could not be started.", jobId, e);
      mayLaunch = false;
      return settling.begin(
          job, progress, Cause.lost("The playbook could not be started: " + e.getMessage() + "."));
    }
    mayLaunch = false;
    handle = started;
    try {
      custody.note(tx -> tx.jobs().handle(jobId, started));
    } catch (RuntimeException e) {
      parts.launcher().stop(started);
      throw e;
    }
    return false;
  }

  /**
   * Nothing of this attempt runs, but a former one may have left a switch of which nobody knows.
   */
  private boolean notStarted(Job job, Progress progress, ErrorCode code, String message) {
    return job.type().isMutation() && !progress.isWhole()
        ? settling.begin(job, progress, new Cause(Why.FAILURE, code, message, null, null))
        : end.failed(Endings.Reason.of(code, message), code.isRetryable(), progress, null);
  }

  /** Records what the run wrote since the last look, or now and then that it is being looked at. */
  private Progress record(Job job, Poll poll, Progress progress) {
    if (poll.events().isEmpty()) {
      custody.beat(job, progress);
      return progress;
    }
    if (recorder == null) {
      recorder = new EventRecorder(operation(job));
    }
    Progress[] after = new Progress[1];
    custody.note(
        tx ->
            after[0] =
                recorder.record(
                    tx, Attempts.of(tx, jobId), poll.events(), poll.nextOffset(), progress));
    return after[0];
  }

  private boolean conclude(Job job, Poll last, Progress progress) {
    Poll whole = parts.launcher().poll(job.handle(), 0);
    Run run = new Run(whole.events(), last.exitCode(), last.outputTail());
    Attempt attempt = parts.ledger().read(tx -> Attempts.of(tx, jobId));
    Outcome outcome = Credible.of(attempt, operation(job).conclude(attempt, run));
    Progress seen = progress.seen(outcome.live());
    if (outcome.succeeded()) {
      return end.succeeded(job, attempt, outcome, seen);
    }
    boolean orderly =
        run.events().stream()
            .map(RunEvent::name)
            .anyMatch(n -> n.equals("stats") || n.equals("complete"));
    if (!orderly && run.exitCode() >= SIGNAL_FIRST && run.exitCode() <= SIGNAL_LAST) {
      return settling.begin(
          job, seen, Cause.lost("The playbook was killed (exit status " + run.exitCode() + ")."));
    }
    boolean cutOff =
        outcome.code() == ErrorCode.ANSIBLE_HOST_UNREACHABLE && !seen.attemptStages().isEmpty();
    if (!orderly || cutOff || (job.type().isMutation() && !seen.isWhole())) {
      return settling.begin(
          job,
          seen,
          new Cause(
              Why.FAILURE, outcome.code(), outcome.message(), outcome.result(), outcome.change()));
    }
    return end.failed(
        new Endings.Reason(outcome.code(), outcome.message(), outcome.result(), outcome.change()),
        outcome.code().isRetryable(),
        seen,
        job.handle());
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

  private Instant now() {
    return parts.clock().instant();
  }
}
