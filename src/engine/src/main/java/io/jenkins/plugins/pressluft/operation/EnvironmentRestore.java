package io.jenkins.plugins.pressluft.operation;

import io.jenkins.plugins.pressluft.ansible.RunOutcome;
import io.jenkins.plugins.pressluft.job.Attempt;
import io.jenkins.plugins.pressluft.job.BackupArtifact;
import io.jenkins.plugins.pressluft.job.Live;
import io.jenkins.plugins.pressluft.job.Outcome;
import io.jenkins.plugins.pressluft.job.RestoreFacts;
import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.ErrorCode;
import io.jenkins.plugins.pressluft.model.JobType;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Restores a backup: into the environment, into another directory, as a dry run, or takes the last
 * restore back. The safety backup belongs to the operation: what an earlier attempt completed is
 * verified, never made again from an environment that may be half-way.
 */
final class EnvironmentRestore extends PlaybookOperation {
  /** These say that the node was not ours, not that the safety backup failed. */
  private static final Set<ErrorCode> NOT_THE_BACKUP =
      EnumSet.of(
          ErrorCode.LEASE_HELD,
          ErrorCode.LEASE_LOST,
          ErrorCode.PRE_BACKUP_FAILED,
          ErrorCode.PRE_BACKUP_STALE);

  EnvironmentRestore(ManifestKeys keys) {
    super(JobType.ENV_RESTORE, keys);
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
    RestoreFacts facts = Reports.restore(result.path("restore"));
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

  @Override
  RunOutcome explained(Attempt attempt, RunOutcome failure) {
    boolean ofSafety = failure.failure().path("stage").asString("").equals("safety");
    if (!ofSafety || NOT_THE_BACKUP.contains(failure.code())) {
      return failure;
    }
    return new RunOutcome(
        ErrorCode.PRE_BACKUP_FAILED,
        "The safety backup failed, so nothing was changed: " + failure.sentence(),
        failure.result(),
        failure.failure());
  }

  /** The manifest has its own column; in the job's result it would only be long. */
  private static String withoutManifest(JsonNode result) {
    JsonNode copy = result.deepCopy();
    if (copy.path("backup") instanceof ObjectNode backup) {
      backup.remove("manifest");
    }
    return copy.toString();
  }
}
