package io.jenkins.plugins.pressluft.model;

import java.time.Instant;
import java.util.UUID;

/** A site: one or more environments that belong together. Its status is that of its busiest one. */
public record Site(
    UUID id,
    String slug,
    String name,
    ResourceStatus status,
    UUID primaryEnvironmentId,
    boolean declared,
    Instant createdAt,
    Instant updatedAt,
    int stateVersion) {}
