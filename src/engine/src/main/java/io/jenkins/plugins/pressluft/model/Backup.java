package io.jenkins.plugins.pressluft.model;

import java.time.Instant;
import java.util.UUID;

/**
 * One backup of one environment.
 *
 * @param storagePath the artifact's directory below the storage's root
 * @param checksum {@code sha256:} and the manifest's SHA-256 in hex; null until completed
 * @param sizeBytes all parts and the manifest, as stored; null until completed
 * @param manifest the manifest's exact text; null until completed
 * @param signature HMAC-SHA256 of the manifest under this backup's own key, hex; null until
 *     completed
 * @param verifiedAt when the stored bytes last proved to be whole; null: never since completion
 * @param artifactDeletedAt when the artifact of an expired one was found to be gone from its
 *     storage; null: it may be there
 */
public record Backup(
    UUID id,
    UUID environmentId,
    UUID jobId,
    BackupScope scope,
    BackupStatus status,
    BackupPurpose purpose,
    StorageType storageType,
    UUID storageId,
    String storagePath,
    Instant retentionUntil,
    String checksum,
    Long sizeBytes,
    String manifest,
    String signature,
    String message,
    Instant verifiedAt,
    Instant createdAt,
    Instant completedAt,
    Instant artifactDeletedAt) {}
