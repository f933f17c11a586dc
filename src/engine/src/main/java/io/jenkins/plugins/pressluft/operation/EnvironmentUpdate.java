package io.jenkins.plugins.pressluft.operation;

import io.jenkins.plugins.pressluft.job.Attempt;
import io.jenkins.plugins.pressluft.job.BackupArtifact;
import io.jenkins.plugins.pressluft.job.Outcome;
import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.JobType;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Lets WordPress's own updater work. The safety backup belongs to the operation, as that of a
 * restore does: what an earlier attempt completed is verified, never made again.
 */
final class EnvironmentUpdate extends PlaybookOperation {
  private static final String SECTION = "update";

  EnvironmentUpdate(ManifestKeys keys) {
    super(JobType.ENV_UPDATE, SECTION, keys);
  }

  @Override
  void sections(Attempt attempt, Map<String, Object> pressluft) {
    Map<String, Object> safety =
        variables.safety(
            attempt.environment(),
            attempt.safety(),
            attempt.safetyStorage(),
            SafetyMode.of(attempt));
    pressluft.put(SECTION, variables.update(attempt.job(), attempt.environment(), safety));
  }

  @Override
  Optional<Backup> made(Attempt attempt) {
    return SafetyMode.of(attempt) == SafetyMode.CREATE
        ? Optional.of(attempt.safety())
        : Optional.empty();
  }

  @Override
  Outcome succeeded(Attempt attempt, JsonNode result, BackupArtifact artifact) {
    if (SafetyMode.of(attempt) == SafetyMode.CREATE && artifact == null) {
      throw incomplete("the safety backup");
    }
    return Rollouts.succeeded(result, SECTION, artifact);
  }
}
