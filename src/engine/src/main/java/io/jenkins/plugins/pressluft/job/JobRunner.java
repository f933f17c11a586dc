package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.model.Job;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
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
  private final Presence presence;
  private final EventStream closing = new EventStream();
  private final Map<UUID, JobRun> runs = new ConcurrentHashMap<>();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "pressluft-job");
            thread.setDaemon(true);
            return thread;
          });
  private volatile boolean closed;

  /** Whether a claim or a take-over may be in the database whose answer never came. */
  private volatile boolean unsure;

  JobRunner(Parts parts, JobQueue queue, EventStream wake, Upkeep upkeep, Presence presence) {
    this.parts = parts;
    this.queue = queue;
    this.wake = wake;
    this.upkeep = upkeep;
    this.presence = presence;
  }

  /** Takes up the jobs that a former process left running, then begins with the queue. */
  public void start() {
    recover();
    runs.values().forEach(run -> threads.execute(() -> follow(run)));
    threads.execute(this::dispatch);
    threads.execute(this::live);
  }

  /**
   * Takes up every running job of this controller. One process has it, so whatever runs at its
   * start was left by a former one. Resets of a former process are forgotten: they changed nothing.
   */
  void recover() {
    UUID whose = parts.settings().controller().whose();
    for (Job job : parts.ledger().read(tx -> tx.jobs().running())) {
      if (whose != null && !whose.equals(job.controllerId())) {
        continue;
      }
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
      runs.put(job.id(), JobRun.takenUp(job, parts));
      LOG.info("Took up job {} ({}).", job.id(), job.type().wire());
    }
    parts.ledger().perform(tx -> tx.locks().releaseResets(whose));
  }

  /** One round in the calling thread: claims what may run and looks once at every running job. */
  void round() {
    upkeep.whenDue();
    presence.whenDue().forEach(job -> runs.put(job.id(), JobRun.takenUp(job, parts)));
    adopt().forEach(run -> runs.putIfAbsent(run.jobId(), run));
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
    try {
      return queue.claim().map(job -> JobRun.claimed(job, parts));
    } catch (RuntimeException e) {
      unsure = true;
      throw e;
    }
  }

  /**
   * Jobs that this process has by the database, and of which it does not know: where a connection
   * breaks during a commit, its answer is lost and not always the commit. Nothing was launched for
   * them; one that was taken over is to be settled first, as its row says.
   */
  private List<JobRun> adopt() {
    if (!unsure) {
      return List.of();
    }
    unsure = false;
    String us = parts.settings().lockedBy();
    try {
      return parts.ledger().read(tx -> tx.jobs().running()).stream()
          .filter(job -> us.equals(job.lockedBy()) && !runs.containsKey(job.id()))
          .peek(job -> LOG.warn("Job {} is ours; the answer to its claim was lost.", job.id()))
          .map(job -> JobRun.claimed(job, parts))
          .toList();
    } catch (RuntimeException e) {
      unsure = true;
      throw e;
    }
  }

  private void begin(JobRun run) {
    if (runs.putIfAbsent(run.jobId(), run) == null) {
      threads.execute(() -> follow(run));
    }
  }

  private void dispatch() {
    while (!closed) {
      long seen = wake.version();
      try {
        upkeep.whenDue();
        adopt().forEach(this::begin);
        for (Optional<JobRun> next = claim(); next.isPresent(); next = claim()) {
          JobRun run = next.get();
          runs.put(run.jobId(), run);
          threads.execute(() -> follow(run));
        }
      } catch (RuntimeException e) {
        LOG.error("The queue could not be read; it is read again.", e);
      }
      await(wake, seen, parts.settings().poll());
    }
  }

  /** Gives signs of life, and follows what dead controllers left. */
  private void live() {
    while (!closed) {
      try {
        presence.round().forEach(job -> begin(JobRun.takenUp(job, parts)));
      } catch (RuntimeException e) {
        unsure = true;
        LOG.error("The other controllers could not be looked at; it is tried again.", e);
      }
      if (parts.settings().controller().alone()) {
        return;
      }
      await(closing, closing.version(), Presence.BEAT);
    }
  }

  private void follow(JobRun run) {
    while (!closed) {
      long seen = wake.version();
      try {
        if (run.look()) {
          runs.remove(run.jobId(), run);
          wake.signal();
          return;
        }
      } catch (RuntimeException e) {
        LOG.error("Job {} could not be looked at; it is looked at again.", run.jobId(), e);
      }
      await(wake, seen, parts.settings().look());
    }
  }

  private void await(EventStream stream, long seen, Duration atMost) {
    try {
      stream.await(seen, atMost);
    } catch (InterruptedException e) {
      closed = true;
    }
  }

  /** Ends the threads; running playbooks go on and are taken up by the next {@link #start}. */
  @Override
  public void close() {
    closed = true;
    wake.signal();
    closing.signal();
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
