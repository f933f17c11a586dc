package io.jenkins.plugins.pressluft.model;

import java.time.Duration;
import java.util.List;

/**
 * How long a job may take and how often it is tried (contract: "Jobs").
 *
 * @param timeLimit how long one attempt may run, at least a second
 * @param attempts 1 to 10
 * @param backoff the pause after each failed attempt, at least one; the last one repeats
 * @param controllerTimeout how long a controller may not be seen until another one takes over what
 *     it left; one to 1440 minutes
 */
public record JobLimits(
    Duration timeLimit, int attempts, List<Duration> backoff, Duration controllerTimeout) {

  /** The contract's defaults. */
  public static final JobLimits DEFAULT =
      new JobLimits(
          Duration.ofMinutes(30),
          3,
          List.of(Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(15)),
          Duration.ofMinutes(10));

  /** Checks the bounds. */
  public JobLimits {
    backoff = List.copyOf(backoff);
    if (timeLimit.toSeconds() < 1 || attempts < 1 || attempts > 10 || backoff.isEmpty()) {
      throw new IllegalArgumentException("a second at least, attempts 1 to 10, at least one pause");
    }
    if (controllerTimeout.toMinutes() < 1 || controllerTimeout.toMinutes() > 1440) {
      throw new IllegalArgumentException("controller timeout 1 to 1440 minutes");
    }
  }

  /** The time limit for a sentence, for example {@code 30 minutes}. */
  public String timeLimitInWords() {
    return timeLimit.toSeconds() < 120
        ? timeLimit.toSeconds() + " seconds"
        : timeLimit.toMinutes() + " minutes";
  }

  /** The pause before the next attempt, after {@code attempts} have failed. */
  public Duration pauseAfter(int attempts) {
    return backoff.get(Math.min(Math.max(attempts, 1), backoff.size()) - 1);
  }
}
