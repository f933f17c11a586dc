package io.jenkins.plugins.pressluft.api;

import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.Caller;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.JobEvent;
import io.jenkins.plugins.pressluft.model.OverviewEntry;
import io.jenkins.plugins.pressluft.model.Release;
import java.time.Instant;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** An environment at a glance. What there is none of is null. */
final class OverviewShapes {
  private OverviewShapes() {}

  static ObjectNode environment(OverviewEntry entry, Caller caller, Instant now) {
    Environment environment = entry.environment();
    Environment.Spec spec = environment.spec();
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("id", environment.id().toString());
    node.put("slug_path", environment.slugPath());
    node.putObject("site")
        .put("id", environment.siteId().toString())
        .put("name", entry.siteName())
        .put("slug", environment.siteSlug());
    node.put("name", environment.name());
    node.put("environment_type", spec.type().wire());
    node.put("kind", spec.kind().wire());
    node.put("status", environment.status().wire());
    node.put("preview_url", spec.previewUrl() == null ? "" : spec.previewUrl());
    node.put("protected", spec.protectedEnvironment());
    node.put("otp_required", spec.oneTimeCode() != null);
    node.put("declared", environment.declared());
    node.set("current_release", release(entry.current()));
    node.set("newest_backup", backup(entry.newestBackup()));
    JsonNode proven = JsonNodeFactory.instance.nullNode();
    if (entry.proven() != null) {
      proven =
          ((ObjectNode) backup(entry.proven().backup()))
              .put("proven_at", entry.proven().at().toString())
              .put("proven_by", entry.proven().by());
    }
    node.set("newest_proven_backup", proven);
    node.set("running_job", underWay(entry.underWay(), entry.progress()));
    node.set("last_job", last(entry.last()));
    node.set("attention", Attention.of(entry, now));
    ArrayNode allowed = node.putArray("allowed");
    for (Caller.Permission permission : Caller.Permission.values()) {
      if (permission != Caller.Permission.VIEW
          && (caller.mayEverywhere(permission) || caller.may(permission, environment.id()))) {
        allowed.add(permission.wire());
      }
    }
    return node;
  }

  private static JsonNode release(Release release) {
    return release == null
        ? JsonNodeFactory.instance.nullNode()
        : JsonNodeFactory.instance
            .objectNode()
            .put("id", release.id().toString())
            .put("path", release.path())
            .put("source_ref", release.sourceRef() == null ? "" : release.sourceRef())
            .put("health_status", release.health().wire())
            .put("created_at", release.createdAt().toString());
  }

  private static JsonNode backup(Backup backup) {
    return backup == null
        ? JsonNodeFactory.instance.nullNode()
        : JsonNodeFactory.instance
            .objectNode()
            .put("id", backup.id().toString())
            .put("scope", backup.scope().wire())
            .put("status", backup.status().wire())
            .put("created_at", backup.createdAt().toString())
            .put("size_bytes", backup.sizeBytes());
  }

  private static JsonNode underWay(Job job, JobEvent progress) {
    if (job == null) {
      return JsonNodeFactory.instance.nullNode();
    }
    JsonNode state = Json.stored(job.state());
    JsonNode told =
        progress == null ? JsonNodeFactory.instance.objectNode() : Json.stored(progress.payload());
    String stage = state.path("stage").asString(null);
    boolean ofThisStage = stage != null && stage.equals(told.path("stage").asString(null));
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("id", job.id().toString());
    node.put("job_type", job.type().wire());
    node.put("status", job.status().wire());
    node.put("stage", stage);
    node.put("done", ofThisStage ? number(told.path("done")) : null);
    node.put("total", ofThisStage ? number(told.path("total")) : null);
    node.put("unit", ofThisStage ? told.path("unit").asString(null) : null);
    node.put("started_at", job.startedAt() == null ? null : job.startedAt().toString());
    return node;
  }

  private static Long number(JsonNode node) {
    return node.isNumber() ? Long.valueOf(node.longValue()) : null;
  }

  private static JsonNode last(Job job) {
    return job == null
        ? JsonNodeFactory.instance.nullNode()
        : JsonNodeFactory.instance
            .objectNode()
            .put("id", job.id().toString())
            .put("job_type", job.type().wire())
            .put("status", job.status().wire())
            .put("finished_at", job.finishedAt().toString())
            .put("error_code", job.errorCode());
  }
}
