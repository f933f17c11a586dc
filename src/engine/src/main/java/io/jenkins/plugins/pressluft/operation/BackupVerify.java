package io.jenkins.plugins.pressluft.operation;

import io.jenkins.plugins.pressluft.job.Attempt;
import io.jenkins.plugins.pressluft.job.BackupArtifact;
import io.jenkins.plugins.pressluft.job.Outcome;
import io.jenkins.plugins.pressluft.model.JobType;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Reads a stored backup again and compares every byte with its manifest. */
final class BackupVerify extends PlaybookOperation {
  BackupVerify(ManifestKeys keys) {
    super(JobType.BACKUP_VERIFY, keys);
  }

  @Override
  void sections(Attempt attempt, Map<String, Object> pressluft) {
    pressluft.put("verify", variables.verify(attempt.backup(), attempt.backupStorage()));
  }

  @Override
  Outcome succeeded(Attempt attempt, JsonNode result, BackupArtifact artifact) {
    JsonNode verify = result.path("verify");
    if (!verify.path("ok").asBoolean(false)
        || !attempt.backup().id().toString().equals(verify.path("backup_id").asString(""))) {
      throw incomplete("that this backup is whole");
    }
    return Outcome.success(result.toString());
  }
}
