package io.jenkins.plugins.pressluft.job;

import java.util.UUID;

/**
 * What the node answered.
 *
 * @param answered false: the node could not be asked
 * @param reason why not, for the operator; null when it answered
 * @param live null unless it answered
 * @param leaseFree whether nothing holds the node's own lease any more
 * @param healthy what the health checks saw, only told; null when they were not run
 * @param result the whole answer as JSON; null unless it answered
 * @param last how the last change on the node ended, when it came to an end after its switch; null
 *     otherwise
 */
public record Settled(
    boolean answered,
    String reason,
    Live live,
    boolean leaseFree,
    Boolean healthy,
    String result,
    Last last) {

  /**
   * A restore, deploy, update or rollback as the node's journal knows its end.
   *
   * @param jobId the job that did it
   */
  public record Last(UUID jobId, ChangeFacts change) {}

  /** An answer of a node whose last change nobody asks about. */
  public Settled(
      boolean answered,
      String reason,
      Live live,
      boolean leaseFree,
      Boolean healthy,
      String result) {
    this(answered, reason, live, leaseFree, healthy, result, null);
  }

  /** The node could not be asked. */
  public static Settled unanswered(String reason) {
    return new Settled(false, reason, null, false, null, null);
  }

  /** How this job's own change ended on the node; null when the node does not know it. */
  ChangeFacts changeOf(UUID jobId) {
    return last != null && last.jobId().equals(jobId) ? last.change() : null;
  }

  /** Whether one whole generation is live, nothing runs any more and the lease is free. */
  public boolean isProven() {
    return answered && leaseFree && live != null && live.proven();
  }
}
