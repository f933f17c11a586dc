package io.jenkins.plugins.pressluft.local.cli;

import picocli.CommandLine.Option;

/** A person's word that something may be replaced. */
final class Consent {
  @Option(
      names = "--confirm",
      paramLabel = "PHRASE",
      description = "The phrase that the environment asks for, instead of typing it.")
  private String phrase;

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask. A protected environment needs --confirm all the same.")
  private boolean yes;

  /** The phrase of the command line; null when there is none. */
  String given() {
    return phrase;
  }

  /**
   * The phrase to send; null when the server shall decide without one.
   *
   * @param wanted what a person has to type
   * @param plan shows what is about to happen
   * @throws CommandException when nobody can be asked, or something else was typed
   */
  String ask(Common common, String wanted, Runnable plan) {
    if (phrase != null || yes) {
      return phrase;
    }
    if (!common.terminal().isInteractive()) {
      throw new CommandException(
          ExitCode.NOT_CONFIRMED,
          "This replaces what is live, and nobody is here to ask. Nothing was done; add --confirm"
              + " \""
              + Plain.line(wanted)
              + "\", or --yes where the environment is not protected.");
    }
    plan.run();
    String typed = common.terminal().ask("Type \"" + Plain.line(wanted) + "\" to go on: ");
    if (!typed.equals(wanted)) {
      throw new CommandException(
          ExitCode.NOT_CONFIRMED, "That was not the phrase. Nothing was done.");
    }
    return typed;
  }
}
