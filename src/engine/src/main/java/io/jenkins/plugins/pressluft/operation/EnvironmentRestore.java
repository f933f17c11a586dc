package io.jenkins.plugins.pressluft.operation;

import io.jenkins.plugins.pressluft.job.Attempt;
import io.jenkins.plugins.pressluft.job.BackupArtifact;
import io.jenkins.plugins.pressluft.job.ChangeFacts;
import io.jenkins.plugins.pressluft.job.Live;
import io.jenkins.plugins.pressluft.job.Outcome;
import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.JobType;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Restores a backup: into the environment, into another directory, as a dry run, or takes the last
 * restore back. The safety backup belongs to the operation: what an earlier attempt completed is
 * verified, never made again from an environment that may be half-way.
 */
final class EnvironmentRestore extends PlaybookOperation {
  EnvironmentRestore(ManifestKeys keys) {
    super(JobType.ENV_RESTORE, "restore", keys);
  }

  @Override
  void sections(Attempt attempt, Map<String, Object> pressluft) {
    Map<String, Object> safety =
        variables.safety(
            attempt.environment(),
            attempt.safety(),
            attempt.safetyStorage(),
            SafetyMode.of(attempt));
    pressluft.put(
        "restore",
        variables.restore(
            attempt.restore(),
            attempt.undoOf(),
            attempt.backup(),
            attempt.backupStorage(),
            safety));
  }

  @Override
  Optional<Backup> made(Attempt attempt) {
    return SafetyMode.of(attempt) == SafetyMode.CREATE
        ? Optional.of(attempt.safety())
        : Optional.empty();
  }

  @Override
  Outcome succeeded(Attempt attempt, JsonNode result, BackupArtifact artifact) {
    ChangeFacts facts = Reports.change(result.path("restore"));
    if (facts == null) {
      throw incomplete("what became of the restore");
    }
    boolean live = !attempt.restore().dryRun() && attempt.restore().destination() == null;
    if (live && (facts.to() == null || facts.to().release() == null)) {
      throw incomplete("what is live now");
    }
    if (SafetyMode.of(attempt) == SafetyMode.CREATE && artifact == null) {
      throw incomplete("the safety backup");
    }
    Live now =
        live
            ? new Live(facts.to().release(), facts.to().generation(), facts.to().database(), true)
            : Reports.live(result.path("live"));
    return new Outcome(null, null, withoutManifest(result), artifact, facts, now);
  }
}
