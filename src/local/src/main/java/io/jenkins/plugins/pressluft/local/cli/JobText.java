package io.jenkins.plugins.pressluft.local.cli;

import io.jenkins.plugins.pressluft.model.ByteSize;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A job in words. */
final class JobText {
  private JobText() {}

  static void describe(Common common, JsonNode job) {
    common.field("job", Plain.line(Common.text(job, "id")));
    common.field("type", Plain.line(Common.text(job, "job_type")));
    common.field("environment", Plain.line(Common.text(job, "environment")));
    common.field("status", common.status(Common.text(job, "status")));
    common.field("backup", Plain.line(Common.text(job, "backup_id")));
    common.field(
        "asked",
        common.ago(job, "created_at") + " by " + Plain.line(Common.text(job, "requested_by")));
    common.field("took", took(job));
    common.field(
        "attempts",
        job.path("attempt_count").asString() + " of " + job.path("max_attempts").asString());
    common.field("next attempt", common.ago(job, "run_after"));
    common.field("error", Plain.line(Common.text(job, "error_code")));
    String message = Common.text(job, "error_message");
    if (!message.isEmpty()) {
      common.out().println();
      common.out().println(Plain.block(message));
    }
    if (job.path("result").isObject()) {
      common.out().println();
      result(common, job.path("result"));
    }
  }

  /** How it ended, in a sentence, and what came of it. */
  static void ended(Common common, JsonNode job) {
    String status = Common.text(job, "status");
    String took = took(job);
    common
        .out()
        .println(
            Plain.line(Common.text(job, "job_type"))
                + " of "
                + Plain.line(Common.text(job, "environment"))
                + " "
                + common.status(status)
                + (took.isEmpty() ? "" : " after " + took));
    if (job.path("result").isObject()) {
      result(common, job.path("result"));
    }
    String message = Common.text(job, "error_message");
    if (!message.isEmpty()) {
      common
          .err()
          .println(Plain.line(Common.text(job, "error_code")) + ": " + Plain.block(message));
    }
  }

  private static String took(JsonNode job) {
    String from = Common.text(job, "started_at");
    String to = Common.text(job, "finished_at");
    return from.isEmpty() || to.isEmpty()
        ? ""
        : Plain.span(Duration.between(Instant.parse(from), Instant.parse(to)));
  }

  /** A result as an outline; the manifest's text and signatures are for programs. */
  private static void result(Common common, JsonNode result) {
    outline(common, result, "  ");
  }

  private static void outline(Common common, JsonNode node, String indent) {
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      String name = field.getKey();
      JsonNode value = field.getValue();
      if (value.isNull() || name.equals("manifest") || name.equals("signature")) {
        continue;
      }
      String label = indent + Plain.line(name.replace('_', ' '));
      if (value.isObject()) {
        common.out().println(label);
        outline(common, value, indent + "  ");
      } else if (value.isArray()) {
        common.out().println(label);
        list(common, value, indent + "  ");
      } else {
        common.out().println(label + ": " + shown(name, value));
      }
    }
  }

  private static void list(Common common, JsonNode values, String indent) {
    for (JsonNode value : values) {
      common
          .out()
          .println(
              indent
                  + "- "
                  + (value.isObject()
                      ? value.properties().stream()
                          .filter(field -> !field.getValue().isNull())
                          .map(
                              field ->
                                  Plain.line(field.getKey().replace('_', ' '))
                                      + " "
                                      + shown(field.getKey(), field.getValue()))
                          .collect(java.util.stream.Collectors.joining(", "))
                      : Plain.line(value.isValueNode() ? value.asString() : value.toString())));
    }
  }

  private static String shown(String name, JsonNode value) {
    if (value.isNumber() && name.endsWith("_ms")) {
      return Plain.span(Duration.ofMillis(value.longValue()));
    }
    if (value.isNumber()
        && (name.equals("bytes") || name.endsWith("size") || name.endsWith("_bytes"))) {
      return ByteSize.words(value.longValue());
    }
    if (value.isIntegralNumber()) {
      return Plain.count(value.longValue());
    }
    return Plain.line(value.isValueNode() ? value.asString() : value.toString());
  }
}
