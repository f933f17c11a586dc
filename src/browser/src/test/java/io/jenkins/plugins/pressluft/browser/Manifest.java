package io.jenkins.plugins.pressluft.browser;

import io.jenkins.plugins.pressluft.model.BackupScope;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A manifest as a node would write it. */
final class Manifest {
  private Manifest() {}

  /** Its text; the parts' sizes add up to {@code size} bytes. */
  static String text(UUID id, UUID environment, UUID site, BackupScope scope, long size) {
    ObjectNode manifest = StagedPlaybooks.JSON.createObjectNode();
    manifest.put("format", 1).put("backup_id", id.toString());
    manifest.put("environment_id", environment.toString()).put("site_id", site.toString());
    manifest.put("scope", scope.wire());
    ArrayNode parts = manifest.putArray("parts");
    if (scope != BackupScope.FILES) {
      part(parts, "database.sql.zst", "database", scope == BackupScope.DB ? size : size / 4);
    }
    if (scope != BackupScope.DB) {
      part(parts, "files.tar.zst", "files", size - (scope == BackupScope.FULL ? size / 4 : 0));
    }
    manifest
        .putObject("database")
        .putArray("tables")
        .addObject()
        .put("name", "wp_posts")
        .put("rows", 12_804);
    manifest.putObject("files").put("count", 20_113);
    manifest.put("wordpress_version", "6.1.1");
    return manifest + "\n";
  }

  private static void part(ArrayNode parts, String name, String role, long size) {
    ObjectNode part = parts.addObject().put("name", name).put("role", role);
    part.put("compression", "zstd").put("size", size).put("sha256", sha256(name + size));
  }

  static String sha256(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
