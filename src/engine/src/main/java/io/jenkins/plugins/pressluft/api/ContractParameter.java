package io.jenkins.plugins.pressluft.api;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A parameter of the contract.
 *
 * @param in {@code path}, {@code query} or {@code header}
 * @param defaultValue null when there is none
 */
record ContractParameter(
    String name, String in, boolean integer, JsonNode defaultValue, CheckedShape shape) {

  /**
   * The value of a text that came with the request.
   *
   * @throws io.jenkins.plugins.pressluft.guard.RefusedException 400 when it is not what the
   *     contract describes
   */
  JsonNode read(String text) {
    JsonNode value =
        integer && text.matches("-?[0-9]{1,18}")
            ? JsonNodeFactory.instance.numberNode(Long.parseLong(text))
            : JsonNodeFactory.instance.stringNode(text);
    shape.check("The parameter \"" + name + "\"", value);
    return value;
  }
}
