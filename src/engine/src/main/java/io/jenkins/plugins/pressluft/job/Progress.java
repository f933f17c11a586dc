package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.model.ErrorCode;
import io.jenkins.plugins.pressluft.model.JobLimits;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * What a job must remember between looks and between attempts, so that any process can go on with
 * it: the column {@code state}.
 *
 * @param phase what the job's handle is: the playbook itself, or the question to the node
 * @param offset how far the run's events are recorded
 * @param stage the stage it is in; null before the first
 * @param stages every stage that any attempt reached
 * @param attemptStages the stages that this attempt reached
 * @param live what the node last said is live; null when it did not say, or when a switch began
 *     since
 * @param cause why the node is asked; null in the first phase
 * @param settleUntil until when the node may answer; null in the first phase
 * @param ended how the node said that this job's change ended, when no run could tell it; null
 *     otherwise
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Progress(
    Phase phase,
    long offset,
    String stage,
    Set<String> stages,
    Set<String> attemptStages,
    Live live,
    Cause cause,
    Instant settleUntil,
    ChangeFacts ended) {

  /** The stage in which the live environment is changed. */
  static final String SWITCH = "switch";

  /** Copies the sets; null ones are empty. */
  public Progress {
    stages = stages == null ? Set.of() : Set.copyOf(stages);
    attemptStages = attemptStages == null ? Set.of() : Set.copyOf(attemptStages);
  }

  /** What a job's handle stands for. */
  public enum Phase {
    RUN,
    SETTLE
  }

  /** Why an attempt is settled. */
  public enum Why {
    CANCEL,
    TIMEOUT,
    LOST,
    FAILURE
  }

  /**
   * Why an attempt is settled, and how the job ends if the node's answer changes nothing.
   *
   * @param code null for a cancelled one
   * @param result what the run reported as JSON; may be null
   * @param change what a run that changes what is live reported; may be null
   */
  public record Cause(Why why, ErrorCode code, String message, String result, ChangeFacts change) {
    static Cause cancelled() {
      return new Cause(Why.CANCEL, null, null, null, null);
    }

    static Cause timedOut(JobLimits limits) {
      return new Cause(
          Why.TIMEOUT,
          ErrorCode.ANSIBLE_TIMEOUT,
          "The playbook ran longer than "
              + limits.timeLimitInWords()
              + " and was stopped; look at the node's load and disk.",
          null,
          null);
    }

    static Cause lost(String message) {
      return new Cause(
          Why.LOST,
          ErrorCode.LOST_WORKER,
          message + " Look at the machine the playbooks run on.",
          null,
          null);
    }
  }

  /** Before the first attempt. */
  static Progress none() {
    return new Progress(Phase.RUN, 0, null, Set.of(), Set.of(), null, null, null, null);
  }

  static Progress of(String json) {
    return Json.MAPPER.readValue(json, Progress.class);
  }

  String json() {
    return Json.text(this);
  }

  /** At the begin of an attempt: what former ones reached and what is live is kept. */
  Progress nextAttempt() {
    return new Progress(Phase.RUN, 0, null, stages, Set.of(), live, null, null, ended);
  }

  Progress at(long newOffset) {
    return new Progress(
        phase, newOffset, stage, stages, attemptStages, live, cause, settleUntil, ended);
  }

  /** In a stage; whatever was live before a switch is not known any more when one begins. */
  Progress in(String newStage) {
    return new Progress(
        phase,
        offset,
        newStage,
        with(stages, newStage),
        with(attemptStages, newStage),
        newStage.equals(SWITCH) ? null : live,
        cause,
        settleUntil,
        ended);
  }

  Progress settling(Cause why, Instant until) {
    return new Progress(Phase.SETTLE, 0, stage, stages, attemptStages, live, why, until, ended);
  }

  /** A new process asks again, with the whole time. */
  Progress settlingUntil(Instant until) {
    return new Progress(phase, 0, stage, stages, attemptStages, live, cause, until, ended);
  }

  /** The node said what is live; null changes nothing. */
  Progress seen(Live now) {
    return now == null
        ? this
        : new Progress(phase, offset, stage, stages, attemptStages, now, cause, settleUntil, ended);
  }

  /** The node said how this job's change ended; null changes nothing. */
  Progress ended(ChangeFacts change) {
    return change == null
        ? this
        : new Progress(
            phase, offset, stage, stages, attemptStages, live, cause, settleUntil, change);
  }

  /** Whether the live environment may have been changed by any attempt. */
  boolean reachedSwitch() {
    return stages.contains(SWITCH);
  }

  /**
   * Whether the environment is known to be whole: the node proved it, or nothing ever touched it.
   */
  boolean isWhole() {
    return (live != null && live.proven()) || !reachedSwitch();
  }

  private static Set<String> with(Set<String> set, String stage) {
    Set<String> more = new TreeSet<>(set);
    more.add(stage);
    return more;
  }
}
