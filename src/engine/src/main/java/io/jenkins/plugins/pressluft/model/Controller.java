package io.jenkins.plugins.pressluft.model;

import java.time.Instant;
import java.util.UUID;

/**
 * One of those that work on a database.
 *
 * @param name for people; unique in the database
 * @param process which process works under the id; another one displaces it
 * @param beat grows with every sign of life
 * @param seenAt the last sign of life, by the controller's own clock: for people
 */
public record Controller(
    UUID id, String name, UUID process, long beat, Instant startedAt, Instant seenAt) {}
