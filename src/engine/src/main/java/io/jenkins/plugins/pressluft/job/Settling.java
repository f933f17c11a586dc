package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.ansible.LaunchException;
import io.jenkins.plugins.pressluft.ansible.Poll;
import io.jenkins.plugins.pressluft.job.Progress.Cause;
import io.jenkins.plugins.pressluft.model.ErrorCode;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.JobStatus;
import io.jenkins.plugins.pressluft.store.Transaction;
import java.time.Instant;
import java.util.UUID;

/**
 * The second phase of an attempt that did not end in order: what runs is stopped, then the node is
 * asked what of it still runs and what is live. The locks stay until it answered or its time is
 * over.
 */
final class Settling {
  private final UUID jobId;
  private final Custody custody;
  private final Parts parts;
  private final RunEnd end;

  Settling(Custody custody, Parts parts, RunEnd end) {
    this.jobId = custody.jobId();
    this.custody = custody;
    this.parts = parts;
    this.end = end;
  }

  /** Stops what runs and begins to ask the node; the job goes on, so the answer is false. */
  boolean begin(Job job, Progress progress, Cause cause) {
    if (job.handle() != null) {
      parts.launcher().stop(job.handle());
    }
    Progress settling = progress.settling(cause, now().plus(parts.settings().settle()));
    custody.note(
        tx -> {
          tx.jobs().handle(jobId, null);
          tx.jobs().heartbeat(jobId, settling.json());
          tx.events()
              .append(
                  jobId,
                  "settling",
                  Json.object("why", cause.why().name(), "message", cause.message()));
        });
    end.discard(job.handle());
    return false;
  }

  /** Looks once at the question; true when the job has ended by the answer. */
  boolean look(Job job, Progress progress) {
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
      return launch(job, progress);
    }
    Poll poll = parts.launcher().poll(job.handle(), 0);
    switch (poll.state()) {
      case RUNNING, UNKNOWN -> custody.beat(job, progress);
      case GONE -> {
        // Nobody heard the answer. The question may be asked any number of times.
        parts.launcher().stop(job.handle());
        custody.note(tx -> tx.jobs().handle(jobId, null));
        end.discard(job.handle());
      }
      case ENDED -> {
        Run run = new Run(poll.events(), poll.exitCode(), poll.outputTail());
        return settled(job, progress, parts.settlement().conclude(run));
      }
    }
    return false;
  }

  private boolean launch(Job job, Progress progress) {
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
    try {
      custody.note(tx -> tx.jobs().handle(jobId, handle));
    } catch (LostJobException e) {
      parts.launcher().stop(handle);
      end.discard(handle);
      throw e;
    }
    return false;
  }

  private boolean settled(Job job, Progress before, Settled answer) {
    ChangeFacts change = answer.changeOf(jobId);
    Progress progress = before.seen(answer.live()).ended(change);
    if (change != null
        && change.isDone()
        && before.cause().why() != Progress.Why.CANCEL
        && job.attemptCount() >= job.maxAttempts()) {
      // Another attempt would find the same and say so; there is none left.
      Attempt attempt = parts.ledger().read(tx -> Attempts.of(tx, jobId));
      Outcome done = new Outcome(null, null, answer.result(), null, change, answer.live());
      return end.succeeded(job, attempt, done, progress);
    }
    Cause cause = progress.cause();
    String unheard =
        answer.answered() ? "" : " The node could not be asked: " + answer.reason() + ".";
    String handle = job.handle();
    return switch (cause.why()) {
      case CANCEL ->
          end.finish(
              JobStatus.CANCELLED,
              new Endings.Reason(
                  null, unheard.isEmpty() ? null : unheard.strip(), answer.result(), null),
              progress,
              handle);
      case FAILURE ->
          end.failed(
              new Endings.Reason(
                  cause.code(),
                  cause.message() + unheard,
                  cause.result() == null ? answer.result() : cause.result(),
                  cause.change()),
              cause.code().isRetryable(),
              progress,
              handle);
      case TIMEOUT, LOST ->
          end.failed(
              answer.answered()
                  ? new Endings.Reason(cause.code(), cause.message(), answer.result(), null)
                  : Endings.Reason.of(ErrorCode.LOST_WORKER, cause.message() + unheard),
              answer.answered(),
              progress,
              handle);
    };
  }

  private Instant now() {
    return parts.clock().instant();
  }
}
