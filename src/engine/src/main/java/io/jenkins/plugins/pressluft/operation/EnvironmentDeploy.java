package io.jenkins.plugins.pressluft.operation;

import io.jenkins.plugins.pressluft.job.Attempt;
import io.jenkins.plugins.pressluft.job.BackupArtifact;
import io.jenkins.plugins.pressluft.job.Outcome;
import io.jenkins.plugins.pressluft.model.JobType;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Brings new code before visitors, behind the health gate. */
final class EnvironmentDeploy extends PlaybookOperation {
  private static final String SECTION = "deploy";

  EnvironmentDeploy(ManifestKeys keys) {
    super(JobType.ENV_DEPLOY, SECTION, keys);
  }

  @Override
  void sections(Attempt attempt, Map<String, Object> pressluft) {
    pressluft.put(SECTION, variables.deploy(attempt.job(), attempt.environment()));
  }

  @Override
  Outcome succeeded(Attempt attempt, JsonNode result, BackupArtifact artifact) {
    return Rollouts.succeeded(result, SECTION, null);
  }
}
