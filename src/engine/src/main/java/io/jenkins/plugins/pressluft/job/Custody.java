package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.JobStatus;
import io.jenkins.plugins.pressluft.store.Transaction;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * One attempt of a job in this engine's hands. Everything that is written of a run goes through
 * here, and only while the job runs with this attempt's fence under this engine: one that was away
 * for so long that another controller took the job over changes nothing any more.
 */
final class Custody {
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);

  private final UUID jobId;
  private final long fence;
  private final Parts parts;

  Custody(Job job, Parts parts) {
    this.jobId = job.id();
    this.fence = job.fence();
    this.parts = parts;
  }

  UUID jobId() {
    return jobId;
  }

  /** Whether the job, as its row says, still runs in these hands. */
  boolean holds(Job job) {
    return job.status() == JobStatus.RUNNING
        && job.fence() == fence
        && parts.settings().lockedBy().equals(job.lockedBy());
  }

  /** Whether other hands have or had it since; otherwise it ended in these. */
  boolean isLost(Job job) {
    return job.fence() != fence || (job.status() == JobStatus.RUNNING && !holds(job));
  }

  /**
   * Writes in one transaction.
   *
   * @throws LostJobException if the job is not in these hands any more; nothing is written then
   */
  void perform(Consumer<Transaction> work) {
    parts.ledger().perform(tx -> held(tx, work));
  }

  /** As {@link #perform}, for what writes events only. */
  void note(Consumer<Transaction> work) {
    parts.ledger().note(tx -> held(tx, work));
  }

  private void held(Transaction tx, Consumer<Transaction> work) {
    Job job = tx.jobs().byId(jobId).orElseThrow();
    if (!holds(job)) {
      throw new LostJobException(
          "job " + jobId + " is " + job.status().wire() + ", held by " + job.lockedBy());
    }
    work.accept(tx);
  }

  /** Notes now and then that the job is being looked at. */
  void beat(Job job, Progress progress) {
    if (!parts.clock().instant().isBefore(job.heartbeatAt().plus(HEARTBEAT))) {
      note(tx -> tx.jobs().heartbeat(jobId, progress.json()));
    }
  }
}
