package io.jenkins.plugins.pressluft.local.cli;

/** The command ends here, with a sentence on standard error and an exit status. */
final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;
  private final String body;

  CommandException(int exitCode, String message) {
    this(exitCode, message, null);
  }

  /**
   * With what the server said.
   *
   * @param body the server's JSON, for {@code --json}; may be null
   */
  CommandException(int exitCode, String message, String body) {
    super(message);
    this.exitCode = exitCode;
    this.body = body;
  }

  int exitCode() {
    return exitCode;
  }

  String body() {
    return body;
  }
}
