package io.jenkins.plugins.pressluft.local.jenkinsfile;

/**
 * How a run ended.
 *
 * @param result {@code SUCCESS}, {@code UNSTABLE}, {@code FAILURE} or {@code ABORTED}, as Jenkins
 *     would say
 * @param exitCode what the program exits with
 * @param message why it did not end well; null when no exception ended it
 */
public record RunEnd(String result, int exitCode, String message) {
  static final int OK = 0;
  static final int FAILED = 1;
  static final int NOT_A_SCRIPT = 2;
  static final int NOT_ANSWERED = 8;
  static final int ABORTED = 9;
  static final int UNSTABLE = 10;

  static RunEnd of(String result, String message) {
    return new RunEnd(
        result,
        switch (result) {
          case "SUCCESS" -> OK;
          case "UNSTABLE" -> UNSTABLE;
          case "ABORTED" -> ABORTED;
          default -> FAILED;
        },
        message);
  }
}
