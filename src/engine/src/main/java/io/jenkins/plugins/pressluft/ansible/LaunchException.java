package io.jenkins.plugins.pressluft.ansible;

import io.jenkins.plugins.pressluft.model.ErrorCode;

/** The playbook could not be started; nothing runs. */
public class LaunchException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  /** A sentence for the operator that says what to do. */
  public LaunchException(ErrorCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** How the job shall end. */
  public ErrorCode code() {
    return code;
  }
}
