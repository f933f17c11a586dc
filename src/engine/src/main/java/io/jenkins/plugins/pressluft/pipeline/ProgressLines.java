package io.jenkins.plugins.pressluft.pipeline;

import io.jenkins.plugins.pressluft.model.ByteSize;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * The events of one job as lines of a build's log: every stage, its progress at each tenth of the
 * way, every warning and failure. Not for several threads.
 */
public final class ProgressLines {
  private String stage = "";
  private String status = "";
  private int tenth;

  /** The line for one event, or nothing when it is not worth one. */
  public Optional<String> line(String type, JsonNode payload) {
    return switch (type) {
      case "status" -> status(payload.path("status").asString(""));
      case "stage" -> stage(payload.path("stage").asString(""));
      case "progress" -> progress(payload);
      case "warning" -> Optional.of("warning: " + payload.path("message").asString(""));
      case "failure" ->
          Optional.of(
              (payload.path("code").asString("") + " " + payload.path("message").asString(""))
                  .strip());
      case "backup" ->
          Optional.of("safety backup " + payload.path("backup_id").asString("") + " is stored");
      case "rollback" ->
          Optional.of("switched back by release_rollback " + payload.path("job_id").asString(""));
      case "cancel_requested" -> Optional.of("asked to stop");
      case "settling" -> Optional.of("asking the node what is live");
      case "taken_up" -> Optional.of("taken up again");
      case "taken_over" ->
          Optional.of("taken over by controller " + payload.path("to").asString(""));
      default -> Optional.empty();
    };
  }

  private Optional<String> status(String next) {
    boolean worth = !next.equals(status) && (next.equals("queued") || next.equals("running"));
    status = next;
    return worth ? Optional.of(next) : Optional.empty();
  }

  private Optional<String> stage(String next) {
    if (next.isEmpty() || next.equals(stage)) {
      return Optional.empty();
    }
    stage = next;
    tenth = 0;
    return Optional.of(next);
  }

  private Optional<String> progress(JsonNode payload) {
    double done = payload.path("done").asDouble(0);
    double total = payload.path("total").asDouble(0);
    int now = total > 0 ? (int) Math.min(10, Math.floor(10 * done / total)) : 0;
    if (now <= tenth) {
      return Optional.empty();
    }
    tenth = now;
    String unit = payload.path("unit").asString("");
    return Optional.of(
        String.format(
            Locale.ROOT,
            "%s %d %% (%s of %s)",
            payload.path("stage").asString(stage),
            now * 10,
            amount(done, unit),
            amount(total, unit)));
  }

  private static String amount(double value, String unit) {
    if (!unit.equals("bytes")) {
      return String.format(Locale.ROOT, "%,d %s", (long) value, unit).strip();
    }
    return ByteSize.words((long) value);
  }
}
