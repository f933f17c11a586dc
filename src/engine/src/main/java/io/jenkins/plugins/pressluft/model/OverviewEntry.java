package io.jenkins.plugins.pressluft.model;

import java.time.Instant;

/**
 * One environment at a glance; each part but the first two may be null.
 *
 * @param current the release that is live
 * @param newestBackup the newest completed backup
 * @param newestFull the newest completed full backup
 * @param proven the newest completed backup that was read again or restored since it was made
 * @param underWay the job that runs, or else the next in the queue
 * @param progress the last progress that this job told
 * @param last the newest job that ended, clean-ups aside
 */
public record OverviewEntry(
    Environment environment,
    String siteName,
    Release current,
    Backup newestBackup,
    Backup newestFull,
    ProvenBackup proven,
    Job underWay,
    JobEvent progress,
    Job last) {

  /** The same in less. */
  public Glance glance() {
    return new Glance(
        environment.id(),
        environment.slugPath(),
        environment.status(),
        current != null && current.health() == ReleaseHealth.UNHEALTHY,
        newestBackup == null ? null : newestBackup.completedAt(),
        newestFull == null ? null : newestFull.completedAt(),
        Glance.Work.of(underWay),
        Glance.Work.of(last));
  }

  /**
   * A backup that proved itself after it was made.
   *
   * @param by {@code verify} or {@code restore}
   */
  public record ProvenBackup(Backup backup, Instant at, String by) {}
}
