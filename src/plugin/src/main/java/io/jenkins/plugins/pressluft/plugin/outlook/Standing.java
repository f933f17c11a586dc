package io.jenkins.plugins.pressluft.plugin.outlook;

import io.jenkins.plugins.pressluft.model.Concern;
import io.jenkins.plugins.pressluft.model.Glance;
import io.jenkins.plugins.pressluft.model.JobStatus;
import java.time.Instant;
import java.util.List;

/**
 * How one environment stands.
 *
 * @param concerns why it needs a person, most pressing first
 * @param at when that was so
 */
public record Standing(Glance glance, List<Concern> concerns, Instant at) {
  static Standing of(Glance glance, Instant at) {
    return new Standing(glance, glance.concerns(at), at);
  }

  /** Whether somebody has to do something. */
  public boolean needsAPerson() {
    return !concerns.isEmpty();
  }

  /** Whether they have to do it now. */
  public boolean isUrgent() {
    return concerns.stream().anyMatch(Concern::urgent);
  }

  /** Whether a job runs or waits. */
  public boolean isUnderWay() {
    return glance.underWay() != null;
  }

  /** Whether a job runs. */
  public boolean isRunning() {
    return isUnderWay() && glance.underWay().status() == JobStatus.RUNNING;
  }

  /** Where it stands in a list: what presses most has the smallest number. */
  public int order() {
    if (isUrgent()) {
      return 0;
    } else if (isRunning()) {
      return 1;
    } else if (isUnderWay()) {
      return 2;
    }
    return needsAPerson() ? 3 : 4;
  }
}
