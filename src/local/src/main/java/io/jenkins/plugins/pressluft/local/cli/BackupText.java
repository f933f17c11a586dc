package io.jenkins.plugins.pressluft.local.cli;

import tools.jackson.databind.JsonNode;

/** A backup in words. */
final class BackupText {
  private BackupText() {}

  static void describe(Common common, JsonNode backup) {
    common.field("backup", Plain.line(Common.text(backup, "id")));
    common.field("environment", Plain.line(Common.text(backup, "environment")));
    common.field("made", common.ago(backup, "created_at"));
    common.field("scope", Plain.line(Common.text(backup, "backup_scope")));
    common.field("status", common.status(Common.text(backup, "status")));
    common.field("size", Common.size(backup, "size_bytes"));
    common.field("verified", common.ago(backup, "verified_at"));
    common.field("kept until", common.ago(backup, "retention_until"));
    common.field("message", Plain.line(Common.text(backup, "message")));
    common.field("checksum", Plain.line(Common.text(backup, "checksum")));
    common.field("stored at", Plain.line(Common.text(backup, "storage_path")));
    common.field("holds", contents(backup.path("manifest")));
  }

  /** What is in it, in one line; empty while there is no manifest. */
  static String contents(JsonNode manifest) {
    StringBuilder text = new StringBuilder();
    JsonNode tables = manifest.path("database").path("tables");
    if (tables.isArray()) {
      long rows = 0;
      for (JsonNode table : tables) {
        rows += table.path("rows").longValue(0);
      }
      text.append(Plain.count(tables.size()))
          .append(" tables with ")
          .append(Plain.count(rows))
          .append(" rows");
    }
    JsonNode files = manifest.path("files").path("count");
    if (files.isNumber()) {
      text.append(text.length() == 0 ? "" : ", ")
          .append(Plain.count(files.longValue()))
          .append(" files");
    }
    String version = Common.text(manifest, "wordpress_version");
    if (!version.isEmpty()) {
      text.append(text.length() == 0 ? "" : ", ").append("WordPress ").append(Plain.line(version));
    }
    return text.toString();
  }
}
