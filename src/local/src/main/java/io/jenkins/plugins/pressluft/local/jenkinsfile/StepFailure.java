package io.jenkins.plugins.pressluft.local.jenkinsfile;

/** A step failed. Its message is for people; a Jenkinsfile may catch it like any exception. */
public class StepFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  /**
   * A failure.
   *
   * @param exitCode what the program exits with when no script catches it
   */
  public StepFailure(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** What the program exits with when no script catches it. */
  public int exitCode() {
    return exitCode;
  }
}
