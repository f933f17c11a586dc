package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.model.Job;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs queued jobs: one thread looks at the queue, one thread each looks after a running job. The
 * threads hold nothing that the database does not have.
 */
public final class JobRunner implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);

  private final Parts parts;
  private final JobQueue queue;
  private final EventStream wake;
  private final Upkeep upkeep;
  private final Map<UUID, JobRun> runs = new ConcurrentHashMap<>();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "pressluft-job");
            thread.setDaemon(true);
            return thread;
          });
  private volatile boolean closed;

  JobRunner(Parts parts, JobQueue queue, EventStream wake, Upkeep upkeep) {
    this.parts = parts;
    this.queue = queue;
    this.wake = wake;
    this.upkeep = upkeep;
  }

  /** Takes up the jobs that a former process left running, then begins with the queue. */
  public void start() {
    recover();
    runs.values().forEach(run -> threads.execute(() -> follow(run)));
    threads.execute(this::dispatch);
  }

  /**
   * Takes up every running job. One process has the database, so whatever runs at its start was
   * left by a former one. Resets of a former process are forgotten: they changed nothing.
   */
  void recover() {
    for (Job job : parts.ledger().read(tx -> tx.jobs().running())) {
      parts
          .ledger()
          .perform(
              tx -> {
                tx.jobs().takeUp(job.id(), parts.settings().lockedBy());
                Progress progress = Progress.of(job.state());
                if (progress.phase() == Progress.Phase.SETTLE) {
                  Progress again = progress.settlingUntil(tx.now().plus(parts.settings().settle()));
                  tx.jobs().heartbeat(job.id(), again.json());
                }
                tx.events()
                    .append(job.id(), "taken_up", Json.object("attempt", job.attemptCount()));
              });
      runs.put(job.id(), JobRun.takenUp(job.id(), parts));
      LOG.info("Took up job {} ({}).", job.id(), job.type().wire());
    }
    parts.ledger().perform(tx -> tx.locks().releaseResets());
  }

  /** One round in the calling thread: claims what may run and looks once at every running job. */
  void round() {
    upkeep.whenDue();
    for (Optional<JobRun> run = claim(); run.isPresent(); run = claim()) {
      runs.put(run.get().jobId(), run.get());
    }
    for (Iterator<JobRun> each = runs.values().iterator(); each.hasNext(); ) {
      if (each.next().look()) {
        each.remove();
      }
    }
  }

  private Optional<JobRun> claim() {
    if (runs.size() >= parts.settings().workers()) {
      return Optional.empty();
    }
    return queue.claim().map(job -> JobRun.claimed(job.id(), parts));
  }

  private void dispatch() {
    while (!closed) {
      long seen = wake.version();
      try {
        upkeep.whenDue();
        for (Optional<JobRun> next = claim(); next.isPresent(); next = claim()) {
          JobRun run = next.get();
          runs.put(run.jobId(), run);
          threads.execute(() -> follow(run));
        }
      } catch (RuntimeException e) {
        LOG.error("The queue could not be read; it is read again.", e);
      }
      await(seen, parts.settings().poll());
    }
  }

  private void follow(JobRun run) {
    while (!closed) {
      long seen = wake.version();
      try {
        if (run.look()) {
          runs.remove(run.jobId());
          wake.signal();
          return;
        }
      } catch (RuntimeException e) {
        LOG.error("Job {} could not be looked at; it is looked at again.", run.jobId(), e);
      }
      await(seen, parts.settings().look());
    }
  }

  private void await(long seen, Duration atMost) {
    try {
      wake.await(seen, atMost);
    } catch (InterruptedException e) {
      closed = true;
    }
  }

  /** Ends the threads; running playbooks go on and are taken up by the next {@link #start}. */
  @Override
  public void close() {
    closed = true;
    wake.signal();
    threads.shutdown();
    try {
      if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
