package io.jenkins.plugins.pressluft.registry;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** A tree of declared keys and values that knows where each of them stands. */
interface LinedTree {
  /** The whole tree. */
  JsonNode root();

  /** The line of the value with these keys, or of its nearest parent; counted from 1. */
  int line(List<String> keys);

  /** Whether there is a value with these keys. */
  default boolean has(List<String> keys) {
    JsonNode node = root();
    for (String key : keys) {
      node = node.path(key);
    }
    return !node.isMissingNode();
  }
}
