package io.jenkins.plugins.pressluft.model;

import java.time.Instant;
import java.util.UUID;

/**
 * One release of an environment's code on its node; only its health and whether it is still there
 * ever change.
 *
 * @param path relative to the environment's path, for example {@code releases/20261120T203000Z}
 * @param generation the set of data it belongs to; 0 is the one found when the environment was
 *     declared
 * @param notes what is known beside the reference, such as the commit; may be null
 * @param healthChecks what the checks last said of it, a JSON array; null when it was not asked
 * @param removedAt when its directory was seen to be gone from the node; null while it is there
 */
public record Release(
    UUID id,
    UUID environmentId,
    UUID jobId,
    SourceType sourceType,
    String sourceRef,
    String path,
    int generation,
    ReleaseHealth health,
    String notes,
    Instant createdAt,
    String healthChecks,
    Instant removedAt) {

  /** A new one, of which nothing is known yet but where it is and where it came from. */
  public Release(
      UUID id,
      UUID environmentId,
      UUID jobId,
      SourceType sourceType,
      String sourceRef,
      String path,
      int generation,
      ReleaseHealth health,
      String notes,
      Instant createdAt) {
    this(
        id,
        environmentId,
        jobId,
        sourceType,
        sourceRef,
        path,
        generation,
        health,
        notes,
        createdAt,
        null,
        null);
  }
}
