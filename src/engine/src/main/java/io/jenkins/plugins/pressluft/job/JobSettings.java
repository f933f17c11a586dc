package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.model.JobLimits;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * The engine's times and bounds.
 *
 * @param workers how many jobs run at once at most, 1 to 64
 * @param poll how often the queue is looked at when nothing wakes the runner
 * @param look how often a running playbook is looked at
 * @param settle how long the node has to answer after an attempt was stopped
 * @param limits asked each time they count, since they may be declared anew while the engine runs
 * @param lockedBy which process this is, for people: host and process id, stable while it lives
 * @param controller who this engine is among those that work on the same database
 */
public record JobSettings(
    int workers,
    Duration poll,
    Duration look,
    Duration settle,
    Supplier<JobLimits> limits,
    String lockedBy,
    ControllerIdentity controller) {

  /** Checks the bounds. */
  public JobSettings {
    if (workers < 1 || workers > 64) {
      throw new IllegalArgumentException("workers 1 to 64");
    }
  }

  /** Those of an engine that has its database for itself. */
  public JobSettings(
      int workers,
      Duration poll,
      Duration look,
      Duration settle,
      Supplier<JobLimits> limits,
      String lockedBy) {
    this(workers, poll, look, settle, limits, lockedBy, ControllerIdentity.SOLE);
  }

  /** The contract's defaults. */
  public static JobSettings defaults(String lockedBy) {
    return new JobSettings(
        4,
        Duration.ofSeconds(2),
        Duration.ofMillis(300),
        Duration.ofMinutes(5),
        () -> JobLimits.DEFAULT,
        lockedBy);
  }

  /** The same with another bound, for a host that bounds by itself what runs. */
  public JobSettings withWorkers(int others) {
    return new JobSettings(others, poll, look, settle, limits, lockedBy, controller);
  }

  /** The same with more or fewer looks, for a host to which one look costs little or much. */
  public JobSettings withLook(Duration other) {
    return new JobSettings(workers, poll, other, settle, limits, lockedBy, controller);
  }

  /** The same with other limits. */
  public JobSettings with(Supplier<JobLimits> others) {
    return new JobSettings(workers, poll, look, settle, others, lockedBy, controller);
  }

  /** The same of a controller. */
  public JobSettings at(ControllerIdentity other) {
    return new JobSettings(workers, poll, look, settle, limits, lockedBy, other);
  }

  /** The same under the name that a process has in the database. */
  JobSettings lockedBy(String other) {
    return new JobSettings(workers, poll, look, settle, limits, other, controller);
  }
}
