package io.jenkins.plugins.pressluft.local.cli;

/** What the program's exit status tells a script; see docs/command-line.md. Append only. */
final class ExitCode {
  /** Done. */
  static final int OK = 0;

  /** The job ended, and not well: failed, or an unhealthy environment. */
  static final int JOB_FAILED = 1;

  /** The command line, or a value in it, is wrong. */
  static final int USAGE = 2;

  /** A guard refused it; nothing was changed. */
  static final int REFUSED = 3;

  /** There is no such thing, or the caller may not know of it. */
  static final int NOT_FOUND = 4;

  /** The token is missing or wrong, or does not allow it. */
  static final int NOT_ALLOWED = 5;

  /** The server did not answer. */
  static final int UNREACHABLE = 6;

  /** The server answered something that is a defect. */
  static final int SERVER_FAULT = 7;

  /** Nobody confirmed it; nothing was asked of the server. */
  static final int NOT_CONFIRMED = 8;

  /** The job was cancelled. */
  static final int JOB_CANCELLED = 9;

  /** A Jenkinsfile ran to its end, and said that it is not all well. */
  static final int UNSTABLE = 10;

  private ExitCode() {}
}
