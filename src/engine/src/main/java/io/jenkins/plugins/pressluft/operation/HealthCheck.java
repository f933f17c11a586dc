package io.jenkins.plugins.pressluft.operation;

import io.jenkins.plugins.pressluft.job.Attempt;
import io.jenkins.plugins.pressluft.job.BackupArtifact;
import io.jenkins.plugins.pressluft.job.Outcome;
import io.jenkins.plugins.pressluft.model.JobType;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Asks whether the environment works. An unhealthy one is an answer, not a failure. */
final class HealthCheck extends PlaybookOperation {
  HealthCheck(ManifestKeys keys) {
    super(JobType.HEALTH_CHECK, keys);
  }

  @Override
  void sections(Attempt attempt, Map<String, Object> pressluft) {
    // The environment and its database say it all.
  }

  @Override
  Outcome succeeded(Attempt attempt, JsonNode result, BackupArtifact artifact) {
    if (!result.path("health").path("healthy").isBoolean()) {
      throw incomplete("whether the environment is healthy");
    }
    return Outcome.success(result.toString());
  }
}
