package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.ansible.RunEvent;
import io.jenkins.plugins.pressluft.model.BackupStatus;
import io.jenkins.plugins.pressluft.store.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Turns what the callback plugin wrote into rows: stages, tasks, warnings, failures, and progress
 * at most once a second. Rows and the offset they were read to are written together, so that a
 * restart neither loses nor repeats one.
 */
final class EventRecorder {
  private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);
  private static final Duration PROGRESS = Duration.ofSeconds(1);
  private static final int MAX_TEXT = 2000;

  private final Operation operation;
  private Instant lastProgress = Instant.MIN;

  EventRecorder(Operation operation) {
    this.operation = operation;
  }

  /** One row to be. */
  private record Row(String type, String payload) {}

  /** Writes the rows of these events and returns what the job has to remember after them. */
  Progress record(
      Transaction tx, Attempt attempt, List<RunEvent> events, long offset, Progress before) {
    Progress progress = before;
    List<Row> rows = new ArrayList<>();
    for (RunEvent event : events) {
      if (event.stage() != null && !event.stage().equals(progress.stage())) {
        progress = progress.in(event.stage());
        rows.add(new Row("stage", Json.object("stage", event.stage())));
      }
      row(event, tx.now()).ifPresent(rows::add);
      artifact(attempt, event).ifPresent(artifact -> complete(tx, artifact, rows));
    }
    rows.forEach(row -> tx.events().append(attempt.job().id(), row.type(), row.payload()));
    Progress after = progress.at(offset);
    tx.jobs().heartbeat(attempt.job().id(), after.json());
    return after;
  }

  private Optional<Row> row(RunEvent event, Instant now) {
    JsonNode body = event.body();
    return switch (event.name()) {
      case "task" ->
          Optional.of(
              new Row("task", Json.object("task", text(body, "task"), "stage", event.stage())));
      case "warning" ->
          Optional.of(new Row("warning", Json.object("message", text(body, "message"))));
      case "failed", "unreachable" ->
          Optional.of(
              new Row(
                  "failure",
                  Json.object(
                      "task", text(body, "task"),
                      "stage", event.stage(),
                      "code", text(body.path("error"), "code"),
                      "message", message(body))));
      case "progress" -> progress(event, now);
      default -> Optional.empty();
    };
  }

  private Optional<Row> progress(RunEvent event, Instant now) {
    JsonNode body = event.body();
    boolean whole =
        !body.path("total").isMissingNode() && body.get("total").equals(body.get("done"));
    if (!whole && lastProgress != Instant.MIN && now.isBefore(lastProgress.plus(PROGRESS))) {
      return Optional.empty();
    }
    lastProgress = now;
    ObjectNode payload = Json.MAPPER.createObjectNode();
    for (String field : List.of("stage", "done", "total", "unit", "rate", "message")) {
      JsonNode value = body.get(field);
      if (value != null && value.isValueNode()) {
        payload.set(field, value);
      }
    }
    return Optional.of(new Row("progress", payload.toString()));
  }

  private static String message(JsonNode body) {
    String ours = text(body.path("error"), "message");
    return ours == null ? text(body, "message") : ours;
  }

  private static String text(JsonNode node, String field) {
    JsonNode value = node.get(field);
    if (value == null || !value.isString()) {
      return null;
    }
    String text = value.stringValue();
    return text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text;
  }

  /** Only the way back is recorded early; a backup of its own is completed by its job's success. */
  private Optional<BackupArtifact> artifact(Attempt attempt, RunEvent event) {
    if (attempt.safety() == null) {
      return Optional.empty();
    }
    try {
      return operation
          .artifact(attempt, event)
          .filter(artifact -> artifact.backupId().equals(attempt.safety().id()));
    } catch (OperationException e) {
      LOG.warn("Job {} reported a backup that is not as signed.", attempt.job().id(), e);
      return Optional.empty();
    }
  }

  private static void complete(Transaction tx, BackupArtifact artifact, List<Row> rows) {
    boolean running =
        tx.backups()
            .byId(artifact.backupId())
            .filter(backup -> backup.status() == BackupStatus.RUNNING)
            .isPresent();
    if (running) {
      tx.backups()
          .complete(
              artifact.backupId(),
              artifact.checksum(),
              artifact.sizeBytes(),
              artifact.manifest(),
              artifact.signature());
      rows.add(
          new Row(
              "backup",
              Json.object(
                  "backup_id", artifact.backupId().toString(),
                  "status", "completed",
                  "size_bytes", artifact.sizeBytes())));
    }
  }
}
