package io.jenkins.plugins.pressluft.model;

import java.util.UUID;

/**
 * Which jobs a list shall hold, newest first; a null field does not filter.
 *
 * @param limit 1 to 500
 * @param before the cursor: the id of the last job of the page before; null: from the newest
 */
public record JobFilter(
    JobStatus status, UUID environmentId, UUID siteId, JobType type, int limit, UUID before) {

  /** The largest page. */
  public static final int MAX_LIMIT = 500;

  /** Checks the limit. */
  public JobFilter {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException("limit must be 1 to " + MAX_LIMIT + ", not " + limit);
    }
  }

  /** The newest jobs of the whole house. */
  public static JobFilter newest(int limit) {
    return new JobFilter(null, null, null, null, limit, null);
  }
}
