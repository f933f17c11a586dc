package io.jenkins.plugins.pressluft.model;

import java.time.Instant;
import java.util.UUID;

/**
 * The provenance of one restore, whatever became of it; or of an update that left other data live
 * than before, of which {@code backupId} is the safety backup.
 *
 * @param destination null: the environment itself
 * @param undoOf the restore or update that this one takes back, or null
 * @param outcome {@code pending}, {@code succeeded}, {@code failed}, {@code rolled_back}, {@code
 *     cancelled}
 * @param previousGeneration what was live before and is kept; null for a dry run or a destination
 * @param undoUntil until when the previous generation is kept; null when there is nothing to undo
 * @param undoneAt when it was taken back; null: it was not
 */
public record Restore(
    UUID id,
    UUID jobId,
    UUID backupId,
    UUID environmentId,
    String destination,
    boolean dryRun,
    UUID undoOf,
    String requestedBy,
    String origin,
    String message,
    UUID safetyBackupId,
    String outcome,
    Integer previousGeneration,
    Integer newGeneration,
    Instant undoUntil,
    Instant undoneAt,
    Instant createdAt,
    Instant startedAt,
    Instant finishedAt) {}
