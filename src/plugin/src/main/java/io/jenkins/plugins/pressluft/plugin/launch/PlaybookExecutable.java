package io.jenkins.plugins.pressluft.plugin.launch;

import hudson.model.Executor;
import hudson.model.Queue;
import hudson.model.queue.SubTask;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.JobStatus;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.CauseOfInterruption;
import jenkins.model.Jenkins;

/**
 * Holds an executor while a job's playbook runs; the engine launches it and looks after it. A
 * person who stops this cancels the job, and the executor stays taken until the node has answered.
 */
final class PlaybookExecutable implements Queue.Executable {
  private static final Logger LOG = Logger.getLogger(PlaybookExecutable.class.getName());
  private static final long LOOK_MILLIS = 1000;

  /** How long a job may take to use its executor: the engine looks every two seconds. */
  private static final long UNUSED_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final PlaybookTask task;

  PlaybookExecutable(PlaybookTask task) {
    this.task = task;
  }

  @Override
  public SubTask getParent() {
    return task;
  }

  @Override
  public void run() {
    Executor executor = Executor.currentExecutor();
    UUID job = task.job();
    QueueSlots slots = task.slots();
    slots.grant(job, executor.getOwner().getName());
    try {
      long since = System.nanoTime();
      boolean used = false;
      while (isNeeded(job, used, since)) {
        used = used || is(job, JobStatus.RUNNING);
        try {
          slots.jobs().await(LOOK_MILLIS);
        } catch (InterruptedException e) {
          if (!cancelled(executor, job)) {
            return;
          }
        }
      }
    } finally {
      slots.release(job);
    }
  }

  private boolean isNeeded(UUID job, boolean used, long since) {
    try {
      Optional<JobStatus> status = task.slots().jobs().byId(job).map(Job::status);
      if (status.isEmpty() || status.get().isFinal()) {
        return false;
      }
      return status.get() == JobStatus.RUNNING
          || (!used && System.nanoTime() - since < UNUSED_NANOS);
    } catch (IllegalStateException e) {
      // The engine is closed or not yet open; the job knows nothing of this executor then.
      return false;
    }
  }

  private boolean is(UUID job, JobStatus status) {
    return task.slots().jobs().byId(job).map(Job::status).filter(status::equals).isPresent();
  }

  /** Whether a person stopped it; a controller that ends, or a node that is removed, is none. */
  private boolean cancelled(Executor executor, UUID job) {
    if (Jenkins.get().isTerminating()) {
      return false;
    }
    for (CauseOfInterruption cause : executor.getCausesOfInterruption()) {
      if (cause instanceof CauseOfInterruption.UserInterruption user) {
        try {
          task.slots()
              .jobs()
              .cancel(
                  job, user.getUserOrNull() == null ? "anonymous" : user.getUserOrNull().getId());
        } catch (RuntimeException e) {
          LOG.log(Level.FINE, e, () -> "Job " + job + " has ended already");
        }
        return true;
      }
    }
    return false;
  }

  /** The job's log is on the job's page. */
  @Override
  public String getConsoleUrl() {
    return null;
  }

  @Override
  public long getEstimatedDuration() {
    return -1;
  }

  @Override
  public String toString() {
    return task.getFullDisplayName();
  }
}
