package io.jenkins.plugins.pressluft.api;

import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.JobEvent;
import io.jenkins.plugins.pressluft.model.LoggedOperation;
import io.jenkins.plugins.pressluft.model.Release;
import io.jenkins.plugins.pressluft.model.Restore;
import io.jenkins.plugins.pressluft.model.Site;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The nouns of the house in the contract's shapes: every base field is there, and what this system
 * does not manage has its neutral value.
 */
final class Shapes {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private Shapes() {}

  static ObjectNode site(Site site) {
    ObjectNode node = JSON.objectNode();
    put(node, "id", site.id());
    node.put("name", site.name());
    node.put("slug", site.slug());
    node.put("status", site.status().wire());
    put(node, "primary_environment_id", site.primaryEnvironmentId());
    put(node, "created_at", site.createdAt());
    put(node, "updated_at", site.updatedAt());
    node.put("state_version", site.stateVersion());
    node.put("declared", site.declared());
    return node;
  }

  /**
   * An environment.
   *
   * @param undoable the restore that could be taken back now; may be null
   */
  static ObjectNode environment(Environment environment, Restore undoable) {
    Environment.Spec spec = environment.spec();
    ObjectNode node = JSON.objectNode();
    put(node, "id", environment.id());
    put(node, "site_id", environment.siteId());
    node.put("name", environment.name());
    node.put("slug", environment.slug());
    node.put("environment_type", spec.type().wire());
    node.put("status", environment.status().wire());
    put(node, "node_id", environment.nodeId());
    node.putNull("source_environment_id");
    node.put("promotion_preset", "content-protect");
    node.put("preview_url", spec.previewUrl() == null ? "" : spec.previewUrl());
    node.putNull("primary_domain_id");
    put(node, "current_release_id", environment.currentReleaseId());
    node.put("drift_status", "unknown");
    node.putNull("drift_checked_at");
    node.putNull("last_drift_check_id");
    node.put("fastcgi_cache_enabled", true);
    node.put("redis_cache_enabled", true);
    put(node, "created_at", environment.createdAt());
    put(node, "updated_at", environment.updatedAt());
    node.put("state_version", environment.stateVersion());
    node.put("slug_path", environment.slugPath());
    node.put("kind", spec.kind().wire());
    node.put("declared", environment.declared());
    node.put("protected", spec.protectedEnvironment());
    node.put("otp_required", spec.oneTimeCode() != null);
    node.put(
        "confirmation_template",
        spec.confirmationTemplate() == null ? "RESTORE {backupId}" : spec.confirmationTemplate());
    node.set("destinations", Json.tree(spec.destinations()));
    node.put("undo_window_seconds", spec.undoWindow().toSeconds());
    if (undoable == null) {
      node.putNull("undo");
    } else {
      ObjectNode undo = node.putObject("undo");
      put(undo, "restore_id", undoable.id());
      put(undo, "backup_id", undoable.backupId());
      put(undo, "until", undoable.undoUntil());
    }
    return node;
  }

  static ObjectNode backup(Backup backup, String environment) {
    ObjectNode node = JSON.objectNode();
    put(node, "id", backup.id());
    put(node, "environment_id", backup.environmentId());
    node.put("backup_scope", backup.scope().wire());
    node.put("status", backup.status().wire());
    node.put("storage_type", backup.storageType().wire());
    node.put("storage_path", backup.storagePath());
    put(node, "retention_until", backup.retentionUntil());
    node.put("checksum", backup.checksum());
    node.put("size_bytes", backup.sizeBytes());
    put(node, "created_at", backup.createdAt());
    put(node, "completed_at", backup.completedAt());
    node.put("environment", environment);
    put(node, "job_id", backup.jobId());
    node.put("purpose", backup.purpose().wire());
    node.put("message", backup.message());
    put(node, "verified_at", backup.verifiedAt());
    put(node, "artifact_deleted_at", backup.artifactDeletedAt());
    return node;
  }

  static ObjectNode restore(Restore restore, String environment) {
    ObjectNode node = JSON.objectNode();
    put(node, "id", restore.id());
    put(node, "job_id", restore.jobId());
    put(node, "backup_id", restore.backupId());
    put(node, "environment_id", restore.environmentId());
    node.put("environment", environment);
    node.put("destination", restore.destination());
    node.put("dry_run", restore.dryRun());
    put(node, "undo_of", restore.undoOf());
    node.put("requested_by", restore.requestedBy());
    node.put("origin", restore.origin());
    node.put("message", restore.message());
    put(node, "safety_backup_id", restore.safetyBackupId());
    node.put("outcome", restore.outcome());
    node.put("previous_generation", restore.previousGeneration());
    node.put("new_generation", restore.newGeneration());
    put(node, "undo_until", restore.undoUntil());
    put(node, "undone_at", restore.undoneAt());
    put(node, "created_at", restore.createdAt());
    put(node, "started_at", restore.startedAt());
    put(node, "finished_at", restore.finishedAt());
    node.put(
        "duration_ms",
        restore.startedAt() == null || restore.finishedAt() == null
            ? null
            : Long.valueOf(
                Math.max(
                    0, Duration.between(restore.startedAt(), restore.finishedAt()).toMillis())));
    return node;
  }

  static ObjectNode release(Release release, UUID current) {
    ObjectNode node = JSON.objectNode();
    put(node, "id", release.id());
    put(node, "environment_id", release.environmentId());
    node.put("source_type", release.sourceType().wire());
    node.put("source_ref", release.sourceRef() == null ? "" : release.sourceRef());
    node.put("path", release.path());
    node.put("health_status", release.health().wire());
    node.put("notes", release.notes());
    put(node, "created_at", release.createdAt());
    put(node, "job_id", release.jobId());
    node.put("generation", release.generation());
    node.put("current", release.id().equals(current));
    JsonNode checks = Json.stored(release.healthChecks());
    node.set("health_checks", checks == null ? JSON.nullNode() : checks);
    put(node, "removed_at", release.removedAt());
    return node;
  }

  /**
   * A job.
   *
   * @param controllers their names, where there are several
   */
  static ObjectNode job(Job job, String environment, Map<UUID, String> controllers) {
    ObjectNode node = JSON.objectNode();
    put(node, "id", job.id());
    node.put("job_type", job.type().wire());
    node.put("status", job.status().wire());
    put(node, "site_id", job.siteId());
    put(node, "environment_id", job.environmentId());
    put(node, "node_id", job.nodeId());
    node.put("attempt_count", job.attemptCount());
    node.put("max_attempts", job.maxAttempts());
    put(node, "run_after", job.runAfter());
    put(node, "locked_at", job.lockedAt());
    node.put("locked_by", job.lockedBy());
    put(node, "started_at", job.startedAt());
    put(node, "finished_at", job.finishedAt());
    node.put("error_code", job.errorCode());
    node.put("error_message", job.errorMessage());
    put(node, "created_at", job.createdAt());
    put(node, "updated_at", job.updatedAt());
    put(node, "backup_id", job.backupId());
    node.put("environment", environment);
    node.put("requested_by", job.requestedBy());
    node.put("origin", job.origin());
    put(node, "cancel_requested_at", job.cancelRequestedAt());
    node.put("controller", job.controllerId() == null ? null : controllers.get(job.controllerId()));
    node.set("parameters", object(job.parameters()));
    node.set("result", job.result() == null ? JSON.nullNode() : object(job.result()));
    return node;
  }

  static ObjectNode event(JobEvent event) {
    ObjectNode node = JSON.objectNode();
    node.put("sequence", event.sequence());
    put(node, "job_id", event.jobId());
    put(node, "at", event.at());
    node.put("type", event.type());
    node.set("payload", object(event.payload()));
    return node;
  }

  static ObjectNode operation(LoggedOperation operation) {
    ObjectNode node = JSON.objectNode();
    node.put("sequence", operation.sequence());
    put(node, "at", operation.at());
    node.put("who", operation.who());
    node.put("origin", operation.origin());
    node.put("operation", operation.operation());
    put(node, "site_id", operation.siteId());
    put(node, "environment_id", operation.environmentId());
    put(node, "backup_id", operation.backupId());
    put(node, "job_id", operation.jobId());
    node.put("outcome", operation.outcome());
    node.put("code", operation.code());
    node.put("message", operation.message());
    return node;
  }

  private static JsonNode object(String stored) {
    JsonNode node = Json.stored(stored);
    return node != null && node.isObject() ? node : JSON.objectNode();
  }

  private static void put(ObjectNode node, String name, UUID id) {
    node.put(name, id == null ? null : id.toString());
  }

  private static void put(ObjectNode node, String name, Instant at) {
    node.put(name, at == null ? null : at.toString());
  }
}
