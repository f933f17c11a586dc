package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.model.ErrorCode;

/** An operation cannot go on; the job ends with this code. */
public class OperationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  /** A sentence for the operator that says what to do. */
  public OperationException(ErrorCode code, String message) {
    super(message);
    this.code = code;
  }

  /** How the job shall end. */
  public ErrorCode code() {
    return code;
  }
}
