package io.jenkins.plugins.pressluft.operation;

import io.jenkins.plugins.pressluft.job.Attempt;
import io.jenkins.plugins.pressluft.job.BackupArtifact;
import io.jenkins.plugins.pressluft.job.Clearance;
import io.jenkins.plugins.pressluft.job.Cleared;
import io.jenkins.plugins.pressluft.job.Outcome;
import io.jenkins.plugins.pressluft.model.JobType;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/**
 * Deletes the artifacts of expired backups and the generations past their window. The node is told
 * each backup by name, and believed only about those.
 */
final class BackupCleanup extends PlaybookOperation {
  BackupCleanup(ManifestKeys keys) {
    super(JobType.BACKUP_CLEANUP, keys);
  }

  @Override
  void sections(Attempt attempt, Map<String, Object> pressluft) {
    pressluft.put("cleanup", variables.cleanup(attempt.clearance()));
  }

  @Override
  Outcome succeeded(Attempt attempt, JsonNode result, BackupArtifact artifact) {
    JsonNode cleanup = result.path("cleanup");
    if (!cleanup.path("kept").isArray()) {
      throw incomplete("what was deleted");
    }
    Set<Integer> kept = new LinkedHashSet<>();
    cleanup.path("kept").forEach(number -> kept.add(number.asInt()));
    return new Outcome(
        null,
        null,
        result.toString(),
        null,
        null,
        Reports.live(result.path("live")),
        new Cleared(
            named(attempt.clearance(), cleanup.path("deleted")),
            named(attempt.clearance(), cleanup.path("missing")),
            kept));
  }

  /** The backups of a list, each of which must be one that was to be deleted. */
  private static Set<UUID> named(Clearance clearance, JsonNode ids) {
    if (!ids.isArray()) {
      throw incomplete("what was deleted");
    }
    Set<UUID> named = new LinkedHashSet<>();
    for (JsonNode id : ids) {
      named.add(
          clearance.expired().stream()
              .map(stored -> stored.backup().id())
              .filter(asked -> asked.toString().equals(id.asString("")))
              .findFirst()
              .orElseThrow(() -> incomplete("only backups that it was to delete")));
    }
    return named;
  }
}
