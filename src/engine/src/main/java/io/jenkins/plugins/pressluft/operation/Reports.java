package io.jenkins.plugins.pressluft.operation;

import io.jenkins.plugins.pressluft.job.ChangeFacts;
import io.jenkins.plugins.pressluft.job.Live;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** Pieces of a node's results as values; what is not there is null, never a guess. */
final class Reports {
  private Reports() {}

  /** {@code live}, {@code from} or {@code to}. */
  static Live live(JsonNode node) {
    if (!node.isObject()) {
      return null;
    }
    return new Live(
        node.path("release").asString(null),
        node.path("generation").isInt() ? node.path("generation").asInt() : null,
        node.path("database").asString(null),
        node.path("proven").asBoolean(false));
  }

  /** The object of a result that tells what a restore, deploy, update or rollback came to. */
  static ChangeFacts change(JsonNode node) {
    if (!node.isObject() || node.path("outcome").asString("").isEmpty()) {
      return null;
    }
    JsonNode health = node.path("health");
    return new ChangeFacts(
        node.path("outcome").asString(),
        live(node.path("from")),
        live(node.path("to")),
        instant(node.path("undo_until").asString(null)),
        node.path("commit").asString(null),
        health.isArray() ? health.toString() : null,
        node.path("removed_releases").valueStream().map(path -> path.asString("")).toList());
  }

  /** An id; empty when it is none. */
  static Optional<UUID> id(JsonNode node) {
    try {
      return Optional.ofNullable(node.asString(null)).map(UUID::fromString);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Instant instant(String text) {
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
