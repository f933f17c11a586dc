package io.jenkins.plugins.pressluft.local.cli;

import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** The one-time code that an authenticator shows, where an environment asks for it. */
final class CodeFromDevice {
  @Option(
      names = "--otp",
      paramLabel = "CODE",
      description =
          "The one-time code, where the environment asks for one; without it a person is asked.")
  private String code;

  /**
   * The code to send; null when the environment asks for none, or nobody can be asked: the server
   * says then what is missing.
   */
  String ask(Common common, JsonNode environment) {
    if (code != null) {
      return plain(code);
    }
    boolean wanted = environment.path("otp_required").booleanValue(false);
    return wanted && common.terminal().isInteractive()
        ? plain(common.terminal().ask("One-time code: "))
        : null;
  }

  /** Authenticators show the digits in groups. */
  private static String plain(String typed) {
    return typed.replaceAll("\\s", "");
  }
}
