package io.jenkins.plugins.pressluft.local.cli;

import io.jenkins.plugins.pressluft.model.ByteSize;
import java.time.Duration;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/**
 * What a job is doing, on standard error: one line that is drawn again and again on a terminal,
 * otherwise a line for each stage.
 */
final class Progress {
  private static final int BAR = 24;

  private final Terminal terminal;
  private final boolean silent;
  private String stage = "";
  private String status = "";
  private int drawn;

  /**
   * Progress on a terminal's {@code err}.
   *
   * @param silent for {@code --json}: draws on a live terminal only
   */
  Progress(Terminal terminal, boolean silent) {
    this.terminal = terminal;
    this.silent = silent;
  }

  /** Takes in one event. */
  synchronized void show(String type, JsonNode payload) {
    switch (type) {
      case "status" -> status(Common.text(payload, "status"));
      case "stage" -> stage(Common.text(payload, "stage"));
      case "progress" -> {
        stage(Common.text(payload, "stage"));
        draw(bar(payload));
      }
      case "failure" ->
          line(
              Plain.line(Common.text(payload, "code") + " " + Common.text(payload, "message"))
                  .strip());
      case "warning" -> line("warning: " + Plain.line(Common.text(payload, "message")));
      default -> {
        // the log has the rest
      }
    }
  }

  /** Takes the drawn line away. */
  synchronized void close() {
    draw("");
  }

  /** The program is ended from outside while the job goes on. */
  synchronized void leave(String jobId) {
    draw("");
    terminal
        .err()
        .println(
            "The job goes on; \"pressluft job follow "
                + Plain.line(jobId)
                + "\" takes it up again.");
    terminal.err().flush();
  }

  private void status(String next) {
    if (!next.isEmpty() && !next.equals(status)) {
      status = next;
      if (next.equals("queued") || next.equals("running")) {
        line(next);
      }
    }
  }

  private void stage(String next) {
    if (!next.isEmpty() && !next.equals(stage)) {
      stage = next;
      if (terminal.isLive()) {
        draw(Plain.line(next));
      } else {
        line(Plain.line(next));
      }
    }
  }

  private String bar(JsonNode payload) {
    double done = payload.path("done").doubleValue(0);
    double total = payload.path("total").doubleValue(0);
    double rate = payload.path("rate").doubleValue(0);
    boolean bytes = Common.text(payload, "unit").equals("bytes");
    String unit = bytes ? "" : " " + Plain.line(Common.text(payload, "unit"));
    StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%-8s ", Plain.line(stage)));
    if (total > 0) {
      int full = (int) Math.min(BAR, Math.round(BAR * done / total));
      text.append('[').append("#".repeat(full)).append(".".repeat(BAR - full)).append("] ");
    }
    text.append(amount(done, bytes));
    if (total > 0) {
      text.append(" of ").append(amount(total, bytes));
    }
    text.append(unit);
    if (rate > 0) {
      text.append("  ").append(amount(rate, bytes)).append(unit).append("/s");
      if (total > done) {
        text.append("  ")
            .append(Plain.span(Duration.ofSeconds(Math.round((total - done) / rate))))
            .append(" left");
      }
    }
    String message = Common.text(payload, "message");
    return message.isEmpty() ? text.toString() : text + "  " + Plain.line(message);
  }

  private static String amount(double value, boolean bytes) {
    return bytes ? ByteSize.words((long) value) : Plain.count((long) value);
  }

  private void line(String text) {
    if (!silent) {
      draw("");
      terminal.err().println(text);
      terminal.err().flush();
    }
  }

  private void draw(String text) {
    if (!terminal.isLive()) {
      return;
    }
    String shown = text.length() > 100 ? text.substring(0, 100) : text;
    terminal
        .err()
        .print(
            "\r"
                + shown
                + " ".repeat(Math.max(0, drawn - shown.length()))
                + (text.isEmpty() ? "\r" : ""));
    terminal.err().flush();
    drawn = shown.length();
  }
}
