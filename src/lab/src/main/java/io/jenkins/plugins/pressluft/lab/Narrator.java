package io.jenkins.plugins.pressluft.lab;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.Supplier;

/** Tells people what happens, step by step and with the time it took; in colour on a terminal. */
final class Narrator {

  private static final int WIDTH = 70;

  private final PrintStream out;
  private final boolean colour;
  private int steps;

  Narrator(PrintStream out, boolean colour) {
    this.out = out;
    this.colour = colour;
  }

  /**
   * Whether the output is a terminal that wants colours. The launcher tells, since a JVM only knows
   * whether input and output both are one.
   */
  static boolean onTerminal() {
    return "1".equals(System.getenv("PRESSLUFT_TERMINAL"))
        && System.getenv("NO_COLOR") == null
        && !"dumb".equals(System.getenv("TERM"));
  }

  void title(String text) {
    out.println(paint("1", text));
    out.println();
  }

  /** Runs one step and prints its name, then the time that it took. */
  <T> T step(String name, Supplier<T> work) {
    steps++;
    String head = "%2d  %s".formatted(steps, name);
    if (colour) {
      out.print(head + " ...");
      out.flush();
    }
    long start = System.nanoTime();
    T result = work.get();
    double seconds = (System.nanoTime() - start) / 1e9;
    String dots = " ".repeat(Math.max(1, WIDTH - head.length()));
    out.println(
        (colour ? "\r\033[K" : "")
            + paint("1", head)
            + dots
            + String.format(Locale.ROOT, "%6.1f s", seconds));
    return result;
  }

  /** A fact that the step before brought to light. */
  void fact(String text) {
    text.lines().forEach(line -> out.println("      " + line));
  }

  /** A fact that is as it should be. */
  void good(String text) {
    text.lines().forEach(line -> out.println("    " + paint("32", "+") + " " + line));
  }

  /** A fact that is bad, on purpose. */
  void bad(String text) {
    text.lines().forEach(line -> out.println("    " + paint("31", "-") + " " + line));
  }

  void line(String text) {
    out.println(text);
  }

  private String paint(String code, String text) {
    return colour ? "\033[" + code + "m" + text + "\033[0m" : text;
  }
}
