package io.jenkins.plugins.pressluft.api;

import io.jenkins.plugins.pressluft.guard.Refusal;
import io.jenkins.plugins.pressluft.guard.RefusedException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON as it is taken in from strangers, and as it is sent out. */
final class Json {
  /** No body of the contract is deeper than two. */
  private static final int MAX_DEPTH = 16;

  private static final JsonMapper STRICT =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(40)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final JsonMapper PLAIN = new JsonMapper();

  private Json() {}

  /**
   * Reads a request's body.
   *
   * @throws RefusedException 400 for everything that is not exactly one JSON object in UTF-8
   */
  static ObjectNode object(byte[] body) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw bad("The body is not UTF-8.");
    }
    JsonNode node;
    try {
      node = STRICT.readTree(text);
    } catch (StreamConstraintsException e) {
      throw bad(
          "The body is nested deeper than " + MAX_DEPTH + " levels or has a number too long.");
    } catch (JacksonException e) {
      String reason = String.valueOf(e.getOriginalMessage());
      if (reason.startsWith("Duplicate")) {
        throw bad("The body has the same field twice" + where(e) + ".");
      }
      throw bad("The body is not valid JSON" + where(e) + ".");
    }
    if (!(node instanceof ObjectNode object)) {
      throw bad("The body must be one JSON object.");
    }
    return object;
  }

  /** A JSON text of our own, for example from a row; null stays null. */
  static JsonNode stored(String text) {
    return text == null ? null : PLAIN.readTree(text);
  }

  /** Compact, in UTF-8. */
  static byte[] bytes(JsonNode node) {
    return PLAIN.writeValueAsBytes(node);
  }

  /** Any plain value as a tree. */
  static JsonNode tree(Object value) {
    return PLAIN.valueToTree(value);
  }

  private static String where(JacksonException e) {
    return e.getLocation() == null || e.getLocation().getLineNr() < 1
        ? ""
        : " (line "
            + e.getLocation().getLineNr()
            + ", column "
            + e.getLocation().getColumnNr()
            + ")";
  }

  private static RefusedException bad(String message) {
    return new RefusedException(Refusal.badRequest(message));
  }
}
