package io.jenkins.plugins.pressluft.operation;

import io.jenkins.plugins.pressluft.job.Attempt;
import io.jenkins.plugins.pressluft.job.BackupArtifact;
import io.jenkins.plugins.pressluft.job.Outcome;
import io.jenkins.plugins.pressluft.model.JobType;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Goes back to a release that is still on the node, by the same switch and the same checks. */
final class ReleaseRollback extends PlaybookOperation {
  private static final String SECTION = "rollback";

  ReleaseRollback(ManifestKeys keys) {
    super(JobType.RELEASE_ROLLBACK, SECTION, keys);
  }

  @Override
  void sections(Attempt attempt, Map<String, Object> pressluft) {
    pressluft.put(SECTION, variables.rollback(attempt.job(), attempt.environment()));
  }

  @Override
  Outcome succeeded(Attempt attempt, JsonNode result, BackupArtifact artifact) {
    return Rollouts.succeeded(result, SECTION, null);
  }
}
