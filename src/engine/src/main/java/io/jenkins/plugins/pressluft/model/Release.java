package io.jenkins.plugins.pressluft.model;

import java.time.Instant;
import java.util.UUID;

/**
 * One release of an environment's code on its node; only its health ever changes.
 *
 * @param path relative to the environment's path, for example {@code releases/20261120T203000Z}
 * @param generation the set of data it belongs to; 0 is the one found when the environment was
 *     declared
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
    Instant createdAt) {}
