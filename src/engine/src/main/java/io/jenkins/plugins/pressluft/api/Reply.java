package io.jenkins.plugins.pressluft.api;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** An answer, whole or still to come. */
sealed interface Reply {
  /**
   * A body that is ready.
   *
   * @param headers beside those that every answer has
   */
  record Whole(int status, String contentType, byte[] body, Map<String, String> headers)
      implements Reply {
    /** The same answer with one more header. */
    Whole with(String name, String value) {
      Map<String, String> more = new LinkedHashMap<>(headers);
      more.put(name, value);
      return new Whole(status, contentType, body, more);
    }
  }

  /**
   * A file of this machine, or a piece of one.
   *
   * @param headers beside those that every answer has
   */
  record Piece(int status, Path file, ByteRange range, Map<String, String> headers)
      implements Reply {
    /** The same answer with one more header. */
    Piece with(String name, String value) {
      Map<String, String> more = new LinkedHashMap<>(headers);
      more.put(name, value);
      return new Piece(status, file, range, more);
    }
  }

  /**
   * Server-sent events.
   *
   * @param after only events with a greater sequence
   */
  record Events(EventFeed feed, long after) implements Reply {}

  /** JSON. */
  static Whole json(int status, JsonNode body) {
    return bytes(status, "application/json", Json.bytes(body));
  }

  /** JSON with status 200. */
  static Whole ok(JsonNode body) {
    return json(200, body);
  }

  /** The answer of an accepted mutation. */
  static Whole accepted(UUID jobId) {
    return json(202, JsonNodeFactory.instance.objectNode().put("job_id", jobId.toString()));
  }

  /** Text in UTF-8. */
  static Whole text(String contentType, String body) {
    return bytes(200, contentType + "; charset=utf-8", body.getBytes(StandardCharsets.UTF_8));
  }

  /** Anything. */
  static Whole bytes(int status, String contentType, byte[] body) {
    return new Whole(status, contentType, body, Map.of());
  }
}
