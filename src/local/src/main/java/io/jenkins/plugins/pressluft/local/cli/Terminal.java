package io.jenkins.plugins.pressluft.local.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where the program's words go and a person's come from.
 *
 * @param in what the person types
 * @param out results, and with {@code --json} nothing but the server's answer
 * @param err everything else: progress, questions, refusals
 * @param isInteractive whether a person can be asked
 * @param isLive whether {@code err} can be drawn on
 * @param isColoured whether {@code out} and {@code err} understand colours
 * @param variables the environment's
 */
public record Terminal(
    BufferedReader in,
    PrintWriter out,
    PrintWriter err,
    boolean isInteractive,
    boolean isLive,
    boolean isColoured,
    Map<String, String> variables) {

  /** The process's own. */
  public static Terminal system() {
    Map<String, String> variables = System.getenv();
    boolean dumb = "dumb".equals(variables.get("TERM"));
    boolean err = isTerminal(2);
    String noColour = variables.get("NO_COLOR");
    Charset charset = Charset.defaultCharset();
    return new Terminal(
        new BufferedReader(new InputStreamReader(System.in, charset)),
        new PrintWriter(System.out, true, charset),
        new PrintWriter(System.err, true, charset),
        isTerminal(0) && err,
        err && !dumb,
        isTerminal(1) && err && !dumb && (noColour == null || noColour.isEmpty()),
        variables);
  }

  /** Asks on {@code err} and reads one line; empty at the end of input. */
  String ask(String question) {
    err.print(question);
    err.flush();
    try {
      String line = in.readLine();
      return line == null ? "" : line.strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The text in a colour of the ANSI numbers, where colours are understood. */
  String coloured(String text, int colour) {
    return isColoured ? "\u001b[" + colour + "m" + text + "\u001b[0m" : text;
  }

  private static boolean isTerminal(int descriptor) {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException e) {
      return System.console() != null;
    }
  }
}
