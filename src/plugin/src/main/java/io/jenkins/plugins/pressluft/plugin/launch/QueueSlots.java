package io.jenkins.plugins.pressluft.plugin.launch;

import hudson.model.Queue;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.JobStatus;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Executors by way of Jenkins' own queue. What waits there is not persisted: after a restart the
 * engine asks again for every job that still needs one.
 */
final class QueueSlots implements Slots {
  private final Jobs jobs;
  private final Map<UUID, PlaybookTask> wanted = new ConcurrentHashMap<>();
  private final Map<UUID, String> held = new ConcurrentHashMap<>();
  private volatile Runnable room = () -> {};

  QueueSlots(Jobs jobs) {
    this.jobs = jobs;
  }

  /** Takes what to call when a job was given an executor. */
  void onRoom(Runnable called) {
    room = called;
  }

  Jobs jobs() {
    return jobs;
  }

  @Override
  public Optional<String> held(UUID job) {
    return Optional.ofNullable(held.get(job));
  }

  @Override
  public void want(UUID job, String label) {
    if (wanted.containsKey(job)) {
      return;
    }
    Optional<Job> asked = jobs.byId(job);
    if (asked.isEmpty()) {
      return;
    }
    PlaybookTask task = new PlaybookTask(asked.get(), label, this);
    if (wanted.putIfAbsent(job, task) == null) {
      try (ACLContext context = ACL.as2(ACL.SYSTEM2)) {
        Queue.getInstance().schedule2(task, 0);
      }
    }
  }

  /** An executor of this machine is the job's from now on. */
  void grant(UUID job, String machine) {
    held.put(job, machine);
    room.run();
  }

  /** The job's executor, or its place in the queue, is given up. */
  void release(UUID job) {
    held.remove(job);
    wanted.remove(job);
    room.run();
  }

  /** Takes out of the queue what no job waits for any more. */
  void review() {
    for (Map.Entry<UUID, PlaybookTask> each : wanted.entrySet()) {
      boolean ended =
          jobs.byId(each.getKey()).map(Job::status).map(JobStatus::isFinal).orElse(true);
      if (ended && !held.containsKey(each.getKey())) {
        try (ACLContext context = ACL.as2(ACL.SYSTEM2)) {
          Queue.getInstance().cancel(each.getValue());
        }
        release(each.getKey());
      }
    }
  }
}
