package io.jenkins.plugins.pressluft.plugin.parameter;

import io.jenkins.plugins.pressluft.model.Backup;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * A backup that can be chosen: on one line for a plain select, and in parts, named as in the REST
 * endpoint, for the dashboard's list of backups.
 */
record OfferedBackup(Backup backup, String text) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** The answer to the parameters page. */
  static String answer(List<OfferedBackup> backups) {
    return JSON.writeValueAsString(
        Map.of("values", backups.stream().map(OfferedBackup::choice).toList()));
  }

  private Map<String, Object> choice() {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("backup_scope", backup.scope().wire());
    told.put("created_at", backup.createdAt().toString());
    told.put("completed_at", text(backup.completedAt()));
    told.put("verified_at", text(backup.verifiedAt()));
    told.put("size_bytes", backup.sizeBytes());
    told.put("purpose", backup.purpose().wire());
    told.put("message", backup.message());
    return Map.of("name", text, "value", backup.id().toString(), "backup", told);
  }

  private static String text(Instant at) {
    return at == null ? null : at.toString();
  }
}
