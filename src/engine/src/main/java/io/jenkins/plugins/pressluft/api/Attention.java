package io.jenkins.plugins.pressluft.api;

import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.JobStatus;
import io.jenkins.plugins.pressluft.model.OverviewEntry;
import io.jenkins.plugins.pressluft.model.ReleaseHealth;
import io.jenkins.plugins.pressluft.model.ResourceStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What of an environment needs a person, most pressing first, each with a code and a sentence that
 * says what to do.
 */
final class Attention {
  /** Below this age a backup is never called old, however fresh a way back has to be. */
  static final Duration OLD = Duration.ofDays(7);

  private Attention() {}

  private record Point(String code, String sentence) {}

  static ArrayNode of(OverviewEntry entry, Instant now) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    points(entry, now)
        .forEach(
            point -> list.addObject().put("code", point.code()).put("sentence", point.sentence()));
    return list;
  }

  private static List<Point> points(OverviewEntry entry, Instant now) {
    List<Point> points = new ArrayList<>();
    Environment environment = entry.environment();
    if (environment.status() == ResourceStatus.FAILED) {
      points.add(
          new Point(
              "failed",
              "Nobody knows for sure what is live here; look at the last job, then reset it."));
    }
    Job last = entry.last();
    if (last != null && last.status() == JobStatus.FAILED && entry.underWay() == null) {
      points.add(
          new Point(
              "last_job_failed",
              "The last "
                  + TimelineShapes.noun(last.type())
                  + " failed with "
                  + last.errorCode()
                  + "; its page says what to do."));
    }
    if (entry.current() != null && entry.current().health() == ReleaseHealth.UNHEALTHY) {
      points.add(
          new Point(
              "release_unhealthy",
              "The live release is not healthy; go back to the one before or deploy a good one."));
    }
    backup(entry.newestFull(), now).ifPresent(points::add);
    return points;
  }

  private static java.util.Optional<Point> backup(Backup full, Instant now) {
    if (full == null) {
      return java.util.Optional.of(
          new Point("no_backup", "There is no full backup to restore; make one."));
    }
    Duration age = Duration.between(full.completedAt(), now);
    return age.compareTo(OLD) <= 0
        ? java.util.Optional.empty()
        : java.util.Optional.of(
            new Point(
                "backup_old",
                "The newest full backup is " + age.toDays() + " days old; make a new one."));
  }
}
