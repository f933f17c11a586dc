package io.jenkins.plugins.pressluft.model;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * How an environment stands, in as little as thousands of them can be kept in memory with; each
 * part but the first four may be null.
 *
 * @param slugPath {@code site/environment}
 * @param unhealthy whether the health checks refused the live release
 * @param newestBackup when the newest completed backup was completed
 * @param newestFull when the newest completed full backup was completed
 * @param underWay the job that runs, or else the next in the queue
 * @param last the newest job that ended, clean-ups aside
 */
public record Glance(
    UUID environmentId,
    String slugPath,
    ResourceStatus status,
    boolean unhealthy,
    Instant newestBackup,
    Instant newestFull,
    Work underWay,
    Work last) {

  /** What of the environment needs a person, most pressing first; empty when nothing does. */
  public List<Concern> concerns(Instant now) {
    return Concern.of(this, now);
  }

  /**
   * What is told of a job.
   *
   * @param errorCode null unless it failed
   */
  public record Work(UUID id, JobType type, JobStatus status, String errorCode) {
    /** Of a job; null of none. */
    static Work of(Job job) {
      return job == null ? null : new Work(job.id(), job.type(), job.status(), job.errorCode());
    }
  }
}
