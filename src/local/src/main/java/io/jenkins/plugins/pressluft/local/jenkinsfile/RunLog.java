package io.jenkins.plugins.pressluft.local.jenkinsfile;

import java.util.function.Consumer;

/** The log of a run: every line goes out at once, under the stage it belongs to. */
public final class RunLog {
  private final Consumer<String> lines;
  private int depth;

  /**
   * A log.
   *
   * @param lines takes each line; it makes them safe for where they go
   */
  public RunLog(Consumer<String> lines) {
    this.lines = lines;
  }

  /** A line of the run itself. */
  public synchronized void line(String text) {
    text.lines().forEach(line -> lines.accept("  ".repeat(depth) + line));
    if (text.isEmpty()) {
      lines.accept("");
    }
  }

  /** A line of a program that a step runs. */
  synchronized void output(String line) {
    lines.accept("  ".repeat(depth) + "| " + line);
  }

  synchronized void enter(String stage) {
    line("[" + stage + "]");
    depth++;
  }

  synchronized void leave() {
    depth--;
  }
}
