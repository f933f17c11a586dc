package io.jenkins.plugins.pressluft.api;

import io.jenkins.plugins.pressluft.model.OverviewEntry;
import java.time.Instant;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** What of an environment needs a person, in the contract's shape. */
final class Attention {
  private Attention() {}

  static ArrayNode of(OverviewEntry entry, Instant now) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    entry
        .glance()
        .concerns(now)
        .forEach(
            concern ->
                list.addObject().put("code", concern.code()).put("sentence", concern.sentence()));
    return list;
  }
}
