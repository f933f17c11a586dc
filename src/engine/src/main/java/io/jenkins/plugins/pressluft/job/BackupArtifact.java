package io.jenkins.plugins.pressluft.job;

import java.util.UUID;

/**
 * A stored backup whose signature and checksum the engine has checked.
 *
 * @param checksum {@code sha256:} and the manifest's SHA-256 in hex
 * @param sizeBytes all parts and the manifest, as stored
 * @param manifest the exact text
 * @param signature hex
 */
public record BackupArtifact(
    UUID backupId, String checksum, long sizeBytes, String manifest, String signature) {}
