package io.jenkins.plugins.pressluft.pipeline;

import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * A job that has ended, as rows of the store or as the contract's shapes tell it.
 *
 * @param status {@code succeeded}, {@code failed} or {@code cancelled}
 * @param environment {@code site/environment}
 * @param errorCode null for a job that succeeded
 * @param errorMessage what went wrong, its first line a sentence for the operator; null likewise
 * @param duration from the start of the first attempt; null when it never started
 * @param result what came out; missing when there is nothing
 * @param backup the backup that the job names: made, restored, or the way back of an update; null
 *     when it names none
 * @param releaseId the row of the release that {@link #releasePath} names; null when there is none
 */
public record JobEnd(
    UUID id,
    String type,
    String status,
    String environment,
    UUID environmentId,
    String errorCode,
    String errorMessage,
    Duration duration,
    JsonNode result,
    Artifact backup,
    UUID releaseId) {
  private static final List<String> CHANGES = List.of("restore", "deploy", "update", "rollback");

  /**
   * What a step tells of a backup.
   *
   * @param checksum {@code sha256:<hex>} of its manifest; null until it is completed
   * @param sizeBytes as stored; null until it is completed
   */
  public record Artifact(
      UUID id, String scope, String checksum, Long sizeBytes, String createdAt) {}

  /**
   * The release that a job's result says is live now, relative to the environment's path; nothing
   * for a job that changed no release.
   *
   * @param result the job's; may be missing or null
   */
  public static Optional<String> releasePath(JsonNode result) {
    return CHANGES.stream()
        .map(change -> result.path(change).path("to").path("release").stringValue(null))
        .filter(Objects::nonNull)
        .findFirst();
  }

  /**
   * From rows.
   *
   * @param releases finds a release's row by its path
   */
  public static JobEnd of(
      Job job, String environment, Backup backup, Function<String, Optional<UUID>> releases) {
    JsonNode result =
        job.result() == null
            ? MissingNode.getInstance()
            : JsonMapper.shared().readTree(job.result());
    return new JobEnd(
        job.id(),
        job.type().wire(),
        job.status().wire(),
        environment,
        job.environmentId(),
        job.errorCode(),
        job.errorMessage(),
        between(job.startedAt(), job.finishedAt()),
        result,
        backup == null
            ? null
            : new Artifact(
                backup.id(),
                backup.scope().wire(),
                backup.checksum(),
                backup.sizeBytes(),
                backup.createdAt().toString()),
        releasePath(result).flatMap(releases).orElse(null));
  }

  /**
   * From the contract's shapes.
   *
   * @param backup null when the job names none
   * @param releases the environment's; missing when the job changed none
   */
  public static JobEnd of(JsonNode job, JsonNode backup, JsonNode releases) {
    return new JobEnd(
        UUID.fromString(job.path("id").stringValue()),
        job.path("job_type").asString(""),
        job.path("status").asString(""),
        job.path("environment").stringValue(null),
        UUID.fromString(job.path("environment_id").stringValue()),
        job.path("error_code").stringValue(null),
        job.path("error_message").stringValue(null),
        between(instant(job, "started_at"), instant(job, "finished_at")),
        job.path("result"),
        backup == null
            ? null
            : new Artifact(
                UUID.fromString(backup.path("id").stringValue()),
                backup.path("backup_scope").asString(""),
                backup.path("checksum").stringValue(null),
                backup.path("size_bytes").isNumber() ? backup.path("size_bytes").longValue() : null,
                backup.path("created_at").stringValue(null)),
        releasePath(job.path("result"))
            .flatMap(
                path ->
                    releases
                        .valueStream()
                        .filter(release -> path.equals(release.path("path").stringValue(null)))
                        .map(release -> UUID.fromString(release.path("id").stringValue()))
                        .findFirst())
            .orElse(null));
  }

  private static Instant instant(JsonNode node, String field) {
    String text = node.path(field).stringValue(null);
    return text == null ? null : Instant.parse(text);
  }

  private static Duration between(Instant from, Instant to) {
    return from == null || to == null ? null : Duration.between(from, to);
  }
}
