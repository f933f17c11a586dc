package io.jenkins.plugins.pressluft.local;

import io.jenkins.plugins.pressluft.local.cli.Pressluft;
import io.jenkins.plugins.pressluft.local.cli.Terminal;

/** The program {@code pressluft}. */
public final class Main {
  private Main() {}

  /** Runs one command line; the exit status is documented in docs/command-line.md. */
  public static void main(String[] args) {
    System.exit(run(Terminal.system(), args));
  }

  /** Runs one command line with the server's command beside the client's. */
  static int run(Terminal terminal, String... args) {
    return Pressluft.run(
        terminal, line -> line.addSubcommand(new ServeCommand(terminal.variables())), args);
  }
}
