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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** What all operations share: the common variables, and the way from a run to an outcome. */
abstract class PlaybookOperation implements Operation {
  private final JobType type;
  private final Manifests manifests;
  final PlayVariables variables;
  private final ManifestKeys keys;

  PlaybookOperation(JobType type, ManifestKeys keys) {
    this.type = type;
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

  /** The code of a failure, which may be told better by the stage it happened in. */
  RunOutcome explained(Attempt attempt, RunOutcome failure) {
    return failure;
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
      RunOutcome failure = explained(attempt, outcome);
      JsonNode said = failure.failure().path("result");
      return new Outcome(
          failure.code(),
          failure.message(run.outputTail()),
          said.isObject() ? said.toString() : null,
          artifact,
          Reports.restore(said.path("restore")),
          Reports.live(said.path("live")));
    } catch (OperationException e) {
      return new Outcome(e.code(), e.getMessage(), null, null, null, null);
    }
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
