package io.jenkins.plugins.pressluft.job;

/**
 * What the node answered.
 *
 * @param answered false: the node could not be asked
 * @param reason why not, for the operator; null when it answered
 * @param live null unless it answered
 * @param leaseFree whether nothing holds the node's own lease any more
 * @param healthy what the health checks saw, only told; null when they were not run
 * @param result the whole answer as JSON; null unless it answered
 */
public record Settled(
    boolean answered, String reason, Live live, boolean leaseFree, Boolean healthy, String result) {

  /** The node could not be asked. */
  public static Settled unanswered(String reason) {
    return new Settled(false, reason, null, false, null, null);
  }

  /** Whether one whole generation is live, nothing runs any more and the lease is free. */
  public boolean isProven() {
    return answered && leaseFree && live != null && live.proven();
  }
}
