package io.jenkins.plugins.pressluft.operation;

import io.jenkins.plugins.pressluft.home.Sha256;
import io.jenkins.plugins.pressluft.job.BackupArtifact;
import io.jenkins.plugins.pressluft.job.OperationException;
import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.ErrorCode;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A node's report of a stored backup against what this side knows. The row says which backup it is;
 * the key says that this node was asked to make it; the bytes say the rest.
 */
final class Manifests {
  private static final String PREFIX = "sha256:";

  private final ManifestKeys keys;

  Manifests(ManifestKeys keys) {
    this.keys = keys;
  }

  /**
   * The artifact that a report describes.
   *
   * @param report the {@code backup} object of a result
   * @throws OperationException with {@code MANIFEST_INVALID} if anything does not agree
   */
  BackupArtifact check(Environment environment, Backup backup, JsonNode report) {
    String text = report.path("manifest").asString("");
    String signature = report.path("signature").asString("").strip();
    String checksum = Sha256.of(text);
    require(backup.id().toString().equals(report.path("id").asString("")), "is of another backup");
    require(checksum.equals(report.path("manifest_sha256").asString("")), "was changed on its way");
    require(
        keys.isSigned(backup.id(), environment.id(), text, signature),
        "is not signed with this backup's key");
    JsonNode manifest = parse(text);
    require(manifest.path("format").asInt(0) == 1, "has another format than 1");
    agrees(manifest, "backup_id", backup.id());
    agrees(manifest, "environment_id", environment.id());
    agrees(manifest, "site_id", environment.siteId());
    agrees(manifest, "scope", backup.scope().wire());
    long size =
        text.getBytes(StandardCharsets.UTF_8).length
            + manifest.path("parts").valueStream().mapToLong(p -> p.path("size").asLong()).sum();
    require(
        size == report.path("size_bytes").asLong(-1), "has other sizes than what the node stored");
    return new BackupArtifact(backup.id(), PREFIX + checksum, size, text, signature);
  }

  /** The hex digits of a row's checksum; null for null. */
  static String hex(String checksum) {
    return checksum != null && checksum.startsWith(PREFIX)
        ? checksum.substring(PREFIX.length())
        : checksum;
  }

  private static JsonNode parse(String text) {
    try {
      return JsonMapper.shared().readTree(text);
    } catch (JacksonException e) {
      throw invalid("is no JSON");
    }
  }

  private static void agrees(JsonNode manifest, String key, Object expected) {
    require(
        String.valueOf(expected).equals(manifest.path(key).asString("")),
        "names another " + key.replace('_', ' '));
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw invalid(otherwise);
    }
  }

  private static OperationException invalid(String what) {
    return new OperationException(
        ErrorCode.MANIFEST_INVALID,
        "The manifest that the node reported "
            + what
            + "; do not trust this artifact, and find out what happened on the node.");
  }
}
