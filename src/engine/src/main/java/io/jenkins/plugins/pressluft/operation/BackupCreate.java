package io.jenkins.plugins.pressluft.operation;

import io.jenkins.plugins.pressluft.job.Attempt;
import io.jenkins.plugins.pressluft.job.BackupArtifact;
import io.jenkins.plugins.pressluft.job.Outcome;
import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.JobType;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Makes a backup. It counts as made only with a manifest that agrees with its signature. */
final class BackupCreate extends PlaybookOperation {
  BackupCreate(ManifestKeys keys) {
    super(JobType.BACKUP_CREATE, keys);
  }

  @Override
  void sections(Attempt attempt, Map<String, Object> pressluft) {
    pressluft.put(
        "backup",
        variables.backup(attempt.environment(), attempt.backup(), attempt.backupStorage()));
  }

  @Override
  Optional<Backup> made(Attempt attempt) {
    return Optional.of(attempt.backup());
  }

  @Override
  Outcome succeeded(Attempt attempt, JsonNode result, BackupArtifact artifact) {
    if (artifact == null) {
      throw incomplete("the backup");
    }
    ObjectNode backup = JsonMapper.shared().createObjectNode();
    backup.put("id", attempt.backup().id().toString());
    backup.put("checksum", artifact.checksum());
    backup.put("size_bytes", artifact.sizeBytes());
    JsonNode report = result.path("backup");
    backup.set("duration_ms", report.path("duration_ms").deepCopy());
    if (report.path("parts").isArray()) {
      backup.set("parts", report.path("parts").deepCopy());
    }
    ObjectNode told = JsonMapper.shared().createObjectNode();
    told.set("backup", backup);
    return new Outcome(null, null, told.toString(), artifact, null, null);
  }
}
