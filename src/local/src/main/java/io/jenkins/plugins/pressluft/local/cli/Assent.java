package io.jenkins.plugins.pressluft.local.cli;

import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** A person's word that what visitors see may change; where something is behind it, by design. */
final class Assent {
  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask.")
  private boolean yes;

  /**
   * Lets a person type the environment's name.
   *
   * @param what happens to it, as a sentence without its end
   * @throws CommandException when nobody can be asked, or something else was typed
   */
  void ask(Common common, JsonNode environment, String what) {
    if (yes) {
      return;
    }
    String name = Plain.line(Common.text(environment, "slug_path"));
    if (!common.terminal().isInteractive()) {
      throw new CommandException(
          ExitCode.NOT_CONFIRMED,
          "This changes what visitors of "
              + name
              + " see, and nobody is here to ask. Nothing was"
              + " done; add --yes.");
    }
    Terminal terminal = common.terminal();
    terminal.err().println();
    terminal
        .err()
        .println(
            "  "
                + terminal.coloured(name, 1)
                + " ("
                + Plain.line(Common.text(environment, "environment_type"))
                + ", "
                + Plain.line(Common.text(environment, "preview_url"))
                + ") "
                + what
                + ".");
    terminal.err().println();
    if (!terminal.ask("Type \"" + name + "\" to go on: ").equals(name)) {
      throw new CommandException(
          ExitCode.NOT_CONFIRMED, "That was not its name. Nothing was done.");
    }
  }
}
