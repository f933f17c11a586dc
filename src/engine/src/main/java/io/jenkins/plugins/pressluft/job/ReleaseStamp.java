package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.model.Job;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * The name that a job's release gets on the node: when the job was accepted, in UTC. It is the same
 * for every attempt, so that a release of a job that was lost is known by its name.
 */
public final class ReleaseStamp {
  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private ReleaseStamp() {}

  /** For example {@code 20261120T203000Z}; the node adds {@code -2} when the name is taken. */
  public static String of(Job job) {
    return FORM.format(job.createdAt());
  }

  /** Whether the path is that of a release which this job names. */
  static boolean isOf(Job job, String path) {
    return path.matches("releases/" + of(job) + "(-[0-9]+)?");
  }
}
