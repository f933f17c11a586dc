package io.jenkins.plugins.pressluft.pipeline;

import io.jenkins.plugins.pressluft.guard.Refusal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/**
 * What a step returns: a map of texts, numbers, booleans, lists and maps, in the order in which
 * people read it. It is serializable and needs no approval in a sandbox.
 *
 * <p>Always there: {@code step}, {@code refused}, {@code status}, {@code environment}. What is not
 * known is left out, so a Jenkinsfile reads it as null.
 */
public final class StepResult {
  private static final int MAX_DEPTH = 8;

  private StepResult() {}

  /** The end of a job. */
  public static LinkedHashMap<String, Object> of(PipelineStep step, JobEnd end) {
    LinkedHashMap<String, Object> map = new LinkedHashMap<>();
    map.put("step", step.stepName());
    map.put("refused", false);
    map.put("status", end.status());
    put(map, "environment", end.environment());
    map.put("environmentId", end.environmentId().toString());
    map.put("jobId", end.id().toString());
    map.put("jobType", end.type());
    put(map, "durationMs", end.duration() == null ? null : end.duration().toMillis());
    put(map, "errorCode", end.errorCode());
    put(map, "errorMessage", sentence(end.errorMessage()));
    JsonNode told = end.result().path(step.section());
    switch (step) {
      case BACKUP -> backup(map, "", end.backup());
      case RESTORE -> {
        backup(map, "", end.backup());
        safety(map, end.result().path("backup"));
        change(map, told, end.releaseId());
        put(map, "dryRun", told.path("outcome").asString("").equals("dry_run"));
        put(map, "destination", told.path("destination").stringValue(null));
        put(map, "undoUntil", told.path("undo_until").stringValue(null));
        put(map, "plan", value(told.path("plan"), 0));
        for (String count : List.of("bytes", "files", "tables", "rows")) {
          put(map, count, value(told.path(count), 0));
        }
      }
      case DEPLOY, ROLLBACK -> {
        change(map, told, end.releaseId());
        put(map, "commit", told.path("commit").stringValue(null));
        put(map, "rollbackJobId", end.result().path("rollback_job_id").stringValue(null));
      }
      case UPDATE -> {
        backup(map, "safety", end.backup());
        change(map, told, end.releaseId());
        put(map, "components", value(told.path("components"), 0));
        put(map, "rollbackJobId", end.result().path("rollback_job_id").stringValue(null));
      }
      case HEALTH -> {
        put(map, "healthy", value(told.path("healthy"), 0));
        put(map, "health", value(told.path("checks"), 0));
      }
    }
    return map;
  }

  /**
   * A refusal; nothing was changed.
   *
   * @param environment as the step gave it
   */
  public static LinkedHashMap<String, Object> of(
      PipelineStep step, String environment, Refusal refusal) {
    LinkedHashMap<String, Object> map = new LinkedHashMap<>();
    map.put("step", step.stepName());
    map.put("refused", true);
    map.put("status", "refused");
    map.put("environment", environment);
    map.put("code", refusal.code());
    map.put("message", refusal.message());
    LinkedHashMap<String, Object> details = new LinkedHashMap<>();
    refusal.details().forEach((name, value) -> details.put(camel(name), plain(value)));
    if (!details.isEmpty()) {
      map.put("details", details);
    }
    return map;
  }

  /** The words with which a step fails on a refusal: the code stands first. */
  public static String refusal(PipelineStep step, Refusal refusal) {
    return step.stepName() + " refused: " + refusal.code() + ": " + refusal.message();
  }

  /**
   * Why the step has to fail after its job ended, with the code first; empty when it ended well.
   *
   * @param result what {@link #of(PipelineStep, JobEnd)} gave
   */
  public static Optional<String> failure(StepRequest request, Map<String, Object> result) {
    String name = request.step().stepName();
    String job = " Job " + result.get("jobId") + ".";
    if ("cancelled".equals(result.get("status"))) {
      return Optional.of(name + " was cancelled." + job);
    }
    if (!"succeeded".equals(result.get("status"))) {
      Object message = result.get("errorMessage");
      return Optional.of(
          name
              + " failed: "
              + result.getOrDefault("errorCode", "unknown")
              + (message == null ? "." : ": " + message)
              + job);
    }
    if (Boolean.FALSE.equals(result.get("healthy")) && request.failOnUnhealthy()) {
      return Optional.of(
          name
              + " failed: HEALTH_CHECK_FAILED: "
              + result.get("environment")
              + " is not healthy: "
              + reasons(result.get("health"))
              + job);
    }
    return Optional.empty();
  }

  private static String reasons(Object checks) {
    List<String> reasons = new ArrayList<>();
    if (checks instanceof List<?> list) {
      for (Object check : list) {
        if (check instanceof Map<?, ?> one && !Boolean.TRUE.equals(one.get("ok"))) {
          reasons.add(one.get("name") + ": " + one.get("reason"));
        }
      }
    }
    return reasons.isEmpty() ? "no check says why." : String.join("; ", reasons) + ".";
  }

  private static void backup(Map<String, Object> map, String prefix, JobEnd.Artifact backup) {
    if (backup == null) {
      return;
    }
    put(map, name(prefix, "backupId"), backup.id().toString());
    put(map, name(prefix, "backupScope"), backup.scope());
    put(map, name(prefix, "checksum"), backup.checksum());
    put(map, name(prefix, "sizeBytes"), backup.sizeBytes());
    put(map, name(prefix, "createdAt"), backup.createdAt());
  }

  private static void safety(Map<String, Object> map, JsonNode backup) {
    put(map, "safetyBackupId", backup.path("id").stringValue(null));
    String sha256 = backup.path("manifest_sha256").stringValue(null);
    put(map, "safetyChecksum", sha256 == null ? null : "sha256:" + sha256);
    put(map, "safetySizeBytes", value(backup.path("size_bytes"), 0));
  }

  private static void change(Map<String, Object> map, JsonNode told, UUID releaseId) {
    put(map, "outcome", told.path("outcome").stringValue(null));
    put(map, "releaseBefore", told.path("from").path("release").stringValue(null));
    put(map, "release", told.path("to").path("release").stringValue(null));
    put(map, "releaseId", releaseId == null ? null : releaseId.toString());
    put(map, "downtimeMs", value(told.path("downtime_ms"), 0));
    put(map, "health", value(told.path("health"), 0));
  }

  private static String name(String prefix, String name) {
    return prefix.isEmpty()
        ? name
        : prefix + Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }

  private static void put(Map<String, Object> map, String name, Object value) {
    if (value != null) {
      map.put(name, value);
    }
  }

  private static Object value(JsonNode node, int depth) {
    if (depth > MAX_DEPTH || node.isNull() || node.isMissingNode()) {
      return null;
    } else if (node.isObject()) {
      LinkedHashMap<String, Object> map = new LinkedHashMap<>();
      node.properties().forEach(e -> put(map, camel(e.getKey()), value(e.getValue(), depth + 1)));
      return map;
    } else if (node.isArray()) {
      ArrayList<Object> list = new ArrayList<>();
      node.valueStream().forEach(item -> list.add(value(item, depth + 1)));
      return list;
    } else if (node.isBoolean()) {
      return node.booleanValue();
    } else if (node.isIntegralNumber() && node.canConvertToLong()) {
      return node.longValue();
    }
    return node.isNumber() ? (Object) node.doubleValue() : node.asString();
  }

  private static Object plain(Object value) {
    return value instanceof Boolean || value instanceof Integer || value instanceof Long
        ? value
        : String.valueOf(value);
  }

  /** A message carries the end of a log behind its first paragraph; that is for the job's page. */
  private static String sentence(String message) {
    return message == null
        ? null
        : message.lines().filter(line -> !line.isBlank()).findFirst().orElse("").strip();
  }

  private static String camel(String wire) {
    StringBuilder name = new StringBuilder();
    boolean upper = false;
    for (char c : wire.toCharArray()) {
      if (c == '_') {
        upper = true;
      } else {
        name.append(upper ? Character.toUpperCase(c) : c);
        upper = false;
      }
    }
    return name.toString();
  }
}
