package io.jenkins.plugins.pressluft.job;

import java.time.Duration;
import java.util.List;

/**
 * The engine's times and bounds.
 *
 * @param workers how many jobs run at once at most, 1 to 64
 * @param poll how often the queue is looked at when nothing wakes the runner
 * @param look how often a running playbook is looked at
 * @param deadline how long an attempt may run
 * @param settle how long the node has to answer after an attempt was stopped
 * @param maxAttempts 1 to 10
 * @param backoff the pause after each failed attempt; the last one repeats
 * @param lockedBy who this engine is: host and process, stable while it lives
 */
public record JobSettings(
    int workers,
    Duration poll,
    Duration look,
    Duration deadline,
    Duration settle,
    int maxAttempts,
    List<Duration> backoff,
    String lockedBy) {

  /** Checks the bounds. */
  public JobSettings {
    backoff = List.copyOf(backoff);
    if (workers < 1 || workers > 64 || maxAttempts < 1 || maxAttempts > 10 || backoff.isEmpty()) {
      throw new IllegalArgumentException("workers 1 to 64, attempts 1 to 10, at least one backoff");
    }
  }

  /** The contract's defaults. */
  public static JobSettings defaults(String lockedBy) {
    return new JobSettings(
        4,
        Duration.ofSeconds(2),
        Duration.ofMillis(300),
        Duration.ofMinutes(30),
        Duration.ofMinutes(5),
        3,
        List.of(Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(15)),
        lockedBy);
  }

  /** The pause before the next attempt, after {@code attempts} have failed. */
  Duration pauseAfter(int attempts) {
    return backoff.get(Math.min(Math.max(attempts, 1), backoff.size()) - 1);
  }
}
