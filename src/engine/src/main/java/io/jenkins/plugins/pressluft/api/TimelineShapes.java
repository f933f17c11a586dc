package io.jenkins.plugins.pressluft.api;

import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.JobType;
import io.jenkins.plugins.pressluft.model.Restore;
import io.jenkins.plugins.pressluft.model.TimelineEntry;
import io.jenkins.plugins.pressluft.store.Transaction;
import java.time.Duration;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What happened to an environment, as the timeline and the charts show it. */
final class TimelineShapes {
  private TimelineShapes() {}

  /** One line of the timeline. */
  static ObjectNode line(Transaction tx, TimelineEntry entry) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    Job job = entry.job();
    node.put("at", entry.at().toString());
    node.put("kind", entry.isReset() ? "reset" : kind(job.type()));
    node.put("job_id", job == null ? null : job.id().toString());
    node.put("status", job == null ? "succeeded" : job.status().wire());
    node.put("title", title(entry));
    put(node, "backup_id", job == null ? null : job.backupId());
    put(node, "release_id", releaseId(tx, entry));
    node.put("scope", entry.backup() == null ? null : entry.backup().scope().wire());
    node.put("dry_run", entry.restore() != null && entry.restore().dryRun());
    node.put("undo", entry.restore() != null && entry.restore().undoOf() != null);
    node.put("duration_ms", job == null ? null : duration(job));
    node.put("size_bytes", entry.backup() == null ? null : entry.backup().sizeBytes());
    node.put("downtime_ms", job == null ? null : downtime(job));
    node.put("error_code", job == null ? null : job.errorCode());
    node.put("message", job == null ? null : message(job));
    node.put("by", entry.by());
    return node;
  }

  /** The word for a kind of job in the timeline. */
  static String kind(JobType type) {
    return switch (type) {
      case BACKUP_CREATE -> "backup";
      case BACKUP_VERIFY -> "verify";
      case BACKUP_CLEANUP -> "cleanup";
      case ENV_RESTORE -> "restore";
      case ENV_DEPLOY -> "deploy";
      case ENV_UPDATE -> "update";
      case RELEASE_ROLLBACK -> "rollback";
      case HEALTH_CHECK -> "health";
    };
  }

  private static String title(TimelineEntry entry) {
    if (entry.isReset()) {
      return "Taken back to active";
    }
    Backup backup = entry.backup();
    Restore restore = entry.restore();
    String scope = backup == null ? "" : " (" + backup.scope().wire() + ")";
    return switch (entry.job().type()) {
      case BACKUP_CREATE -> "Backup" + scope;
      case BACKUP_VERIFY -> "Backup verified" + scope;
      case BACKUP_CLEANUP -> "Clean-up";
      case ENV_RESTORE ->
          restore == null
              ? "Restore"
              : restore.undoOf() != null
                  ? "Restore taken back"
                  : restore.dryRun()
                      ? "Restore tried out" + scope
                      : restore.destination() != null
                          ? "Copy restored to " + restore.destination()
                          : "Restore" + scope;
      case ENV_DEPLOY ->
          "Deploy of "
              + Json.stored(entry.job().parameters()).path("source_ref").asString("new code");
      case ENV_UPDATE ->
          "Update of "
              + Json.stored(entry.job().parameters())
                  .path("update_scope")
                  .asString("WordPress")
                  .toLowerCase(java.util.Locale.ROOT);
      case RELEASE_ROLLBACK -> "Rollback";
      case HEALTH_CHECK -> "Health check";
    };
  }

  /** The release that the job made or went back to. */
  private static UUID releaseId(Transaction tx, TimelineEntry entry) {
    if (entry.release() != null) {
      return entry.release().id();
    }
    String path = entry.isReset() ? null : told(entry.job()).at("/to/release").asString(null);
    return path == null
        ? null
        : tx.releases()
            .byPath(entry.job().environmentId(), path)
            .map(io.jenkins.plugins.pressluft.model.Release::id)
            .orElse(null);
  }

  private static Long duration(Job job) {
    return job.startedAt() == null || job.finishedAt() == null
        ? null
        : Long.valueOf(Math.max(0, Duration.between(job.startedAt(), job.finishedAt()).toMillis()));
  }

  /** How long visitors saw errors or the wrong thing, as the node measured it. */
  private static Long downtime(Job job) {
    JsonNode told = told(job);
    JsonNode unhealthy = told.path("unhealthy_ms");
    JsonNode down = unhealthy.isNumber() ? unhealthy : told.path("downtime_ms");
    return down.isNumber() ? Long.valueOf(Math.max(0, down.longValue())) : null;
  }

  /** What the node reported of a change; an empty object when it reported nothing. */
  private static JsonNode told(Job job) {
    JsonNode result = Json.stored(job.result());
    JsonNode told = result == null ? null : result.get(kind(job.type()));
    return told == null || !told.isObject() ? JsonNodeFactory.instance.objectNode() : told;
  }

  private static String message(Job job) {
    return Json.stored(job.parameters()).path("message").asString(null);
  }

  private static void put(ObjectNode node, String name, UUID id) {
    node.put(name, id == null ? null : id.toString());
  }
}
