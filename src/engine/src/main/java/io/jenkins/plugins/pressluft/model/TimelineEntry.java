package io.jenkins.plugins.pressluft.model;

import java.time.Instant;

/**
 * Something that happened to an environment: a job, or a reset.
 *
 * @param at when it was asked for
 * @param number of the job, or the sequence of the reset's entry in the operations log
 * @param job null for a reset
 * @param backup the one that the job made, verified, restored or relied on; may be null
 * @param restore null unless the job is a restore or an undo
 * @param release the one that the job made; may be null
 * @param by who asked
 */
public record TimelineEntry(
    Instant at, long number, Job job, Backup backup, Restore restore, Release release, String by) {

  /** Whether somebody took a failed environment back to active. */
  public boolean isReset() {
    return job == null;
  }

  /** Where the entry stands in the order, newest first. */
  public Place place() {
    return new Place(at.toEpochMilli(), isReset() ? 0 : 1, number);
  }

  /**
   * A place in the order.
   *
   * @param millis when, since 1970
   * @param rank 0 for a reset, 1 for a job
   */
  public record Place(long millis, int rank, long number) {}
}
