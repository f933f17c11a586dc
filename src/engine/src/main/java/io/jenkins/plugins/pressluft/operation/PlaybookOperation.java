package io.jenkins.plugins.pressluft.operation;

import io.jenkins.plugins.pressluft.ansible.Launch;
import io.jenkins.plugins.pressluft.ansible.RunEvent;
import io.jenkins.plugins.pressluft.ansible.RunOutcome;
import io.jenkins.plugins.pressluft.job.Attempt;
import io.jenkins.plugins.pressluft.job.BackupArtifact;
import io.jenkins.plugins.pressluft.job.Operation;
import io.jenkins.plugins.pressluft.job.OperationException;
import io.jenkins.plugins.pressluft.job.Outcome;
import io.jenkins.plugins.pressluft.job.Run;
import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.ErrorCode;
import io.jenkins.plugins.pressluft.model.JobType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What all operations share: the common variables, and the way from a run to an outcome. */
abstract class PlaybookOperation implements Operation {
  /** These say that the node was not ours, not that the safety backup failed. */
  private static final Set<ErrorCode> NOT_THE_BACKUP =
      EnumSet.of(
          ErrorCode.LEASE_HELD,
          ErrorCode.LEASE_LOST,
          ErrorCode.PRE_BACKUP_FAILED,
          ErrorCode.PRE_BACKUP_STALE);

  private final JobType type;
  private final String section;
  private final Manifests manifests;
  final PlayVariables variables;
  private final ManifestKeys keys;

  PlaybookOperation(JobType type, ManifestKeys keys) {
    this(type, "none", keys);
  }

  /**
   * One that changes what is live.
   *
   * @param section where the variables say how, and results what became of it
   */
  PlaybookOperation(JobType type, String section, ManifestKeys keys) {
    this.type = type;
    this.section = section;
    this.keys = keys;
    this.variables = new PlayVariables(keys);
    this.manifests = new Manifests(keys);
  }

  @Override
  public final JobType type() {
    return type;
  }

  @Override
  public final Launch prepare(Attempt attempt) {
    Map<String, Object> pressluft = new LinkedHashMap<>();
    pressluft.put(
        "job",
        variables.job(
            attempt.job().id(), type.wire(), attempt.job().attemptCount(), attempt.job().fence()));
    pressluft.put("site", variables.site(attempt.site()));
    pressluft.put("environment", variables.environment(attempt.environment()));
    Map<String, Object> database = variables.database(attempt.environment());
    if (database != null) {
      pressluft.put("database", database);
    }
    sections(attempt, pressluft);
    return new Launch(
        UUID.randomUUID(), type.playbook(), attempt.node(), pressluft, keysOf(attempt));
  }

  /** Adds the sections that only this operation needs. */
  abstract void sections(Attempt attempt, Map<String, Object> pressluft);

  /** The backup that this operation makes; empty when it makes none. */
  Optional<Backup> made(Attempt attempt) {
    return Optional.empty();
  }

  /**
   * The result of a play that did everything.
   *
   * @throws OperationException if it does not say what it must
   */
  abstract Outcome succeeded(Attempt attempt, JsonNode result, BackupArtifact artifact);

  /** The code of a failure, which is told better by the stage it happened in. */
  private static RunOutcome explained(RunOutcome failure) {
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

  @Override
  public final Optional<BackupArtifact> artifact(Attempt attempt, RunEvent event) {
    JsonNode report = event.body().path("result").path("backup");
    boolean stored = event.name().equals("ok") || event.name().equals("complete");
    return stored && report.isObject()
        ? made(attempt).map(backup -> manifests.check(attempt.environment(), backup, report))
        : Optional.empty();
  }

  @Override
  public final Outcome conclude(Attempt attempt, Run run) {
    BackupArtifact artifact = null;
    try {
      for (RunEvent event : run.events()) {
        artifact = artifact(attempt, event).orElse(artifact);
      }
      RunOutcome outcome =
          RunOutcome.classify(run.events(), run.exitCode(), run.outputTail(), false);
      if (outcome.succeeded()) {
        return succeeded(attempt, outcome.result(), artifact);
      }
      RunOutcome failure = explained(outcome);
      JsonNode said = failure.failure().path("result");
      return new Outcome(
          failure.code(),
          failure.message(run.outputTail()),
          said.isObject() ? said.toString() : null,
          artifact,
          Reports.change(said.path(section)),
          Reports.live(said.path("live")));
    } catch (OperationException e) {
      return new Outcome(e.code(), e.getMessage(), null, null, null, null);
    }
  }

  /** The manifest has its own column; in the job's result it would only be long. */
  static String withoutManifest(JsonNode result) {
    JsonNode copy = result.deepCopy();
    if (copy.path("backup") instanceof ObjectNode backup) {
      backup.remove("manifest");
    }
    return copy.toString();
  }

  static OperationException incomplete(String what) {
    return new OperationException(
        ErrorCode.ANSIBLE_UNKNOWN_EXIT,
        "The play ended well but did not report "
            + what
            + "; the playbooks do not fit this program.");
  }

  private List<String> keysOf(Attempt attempt) {
    List<String> secrets = new ArrayList<>();
    for (Backup backup : new Backup[] {attempt.backup(), attempt.safety()}) {
      if (backup != null) {
        secrets.add(keys.keyOf(backup.id(), backup.environmentId()));
      }
    }
    return secrets;
  }
}
