package io.jenkins.plugins.pressluft.api;

import io.jenkins.plugins.pressluft.model.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/**
 * A request that agrees with the contract.
 *
 * @param caller null for an operation that anyone may call
 * @param parameters of path, query and header, defaults filled in
 * @param body a JSON object; empty when none was sent
 */
record Call(
    Caller caller, HttpServletRequest request, Map<String, JsonNode> parameters, JsonNode body) {

  /** A parameter that the contract requires or that has a default. */
  String text(String name) {
    return parameters.get(name).stringValue();
  }

  /** A parameter that the contract requires or that has a default. */
  long number(String name) {
    return parameters.get(name).longValue();
  }

  /** A parameter that may be missing. */
  Optional<JsonNode> optional(String name) {
    return Optional.ofNullable(parameters.get(name));
  }

  /** A path parameter of type UUID. */
  UUID uuid(String name) {
    return UUID.fromString(text(name));
  }

  /** A text of the body; null when it is missing or null. */
  String field(String name) {
    JsonNode value = body.get(name);
    return value == null ? null : value.stringValue(null);
  }

  /** A flag of the body; false when it is missing. */
  boolean flag(String name) {
    JsonNode value = body.get(name);
    return value != null && value.booleanValue(false);
  }
}
