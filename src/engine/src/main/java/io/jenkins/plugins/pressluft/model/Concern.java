package io.jenkins.plugins.pressluft.model;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A reason why an environment needs a person.
 *
 * @param code stable, for whoever says it in another language
 * @param sentence what is wrong and what to do
 * @param urgent whether visitors have to do with it already; otherwise it will hurt only later
 */
public record Concern(String code, String sentence, boolean urgent) {
  /** Below this age a backup is never called old, however fresh a way back has to be. */
  public static final Duration OLD = Duration.ofDays(7);

  /** Those of one environment, most pressing first. */
  static List<Concern> of(Glance glance, Instant now) {
    List<Concern> concerns = new ArrayList<>();
    if (glance.status() == ResourceStatus.FAILED) {
      concerns.add(
          new Concern(
              "failed",
              "Nobody knows for sure what is live here; look at the last job, then reset it.",
              true));
    }
    Glance.Work last = glance.last();
    if (last != null && last.status() == JobStatus.FAILED && glance.underWay() == null) {
      concerns.add(
          new Concern(
              "last_job_failed",
              "The last "
                  + last.type().noun()
                  + " failed with "
                  + last.errorCode()
                  + "; its page says what to do.",
              true));
    }
    if (glance.unhealthy()) {
      concerns.add(
          new Concern(
              "release_unhealthy",
              "The live release is not healthy; go back to the one before or deploy a good one.",
              true));
    }
    if (glance.newestFull() == null) {
      concerns.add(
          new Concern("no_backup", "There is no full backup to restore; make one.", false));
    } else if (Duration.between(glance.newestFull(), now).compareTo(OLD) > 0) {
      concerns.add(
          new Concern(
              "backup_old",
              "The newest full backup is "
                  + Duration.between(glance.newestFull(), now).toDays()
                  + " days old; make a new one.",
              false));
    }
    return List.copyOf(concerns);
  }
}
