package io.jenkins.plugins.pressluft.model;

/** The state of a job; {@code RUNNING → QUEUED} is a retry. */
public enum JobStatus implements WireName {
  QUEUED,
  RUNNING,
  SUCCEEDED,
  FAILED,
  CANCELLED;

  /**
   * The constant whose wire name this is; {@link IllegalArgumentException} names what is allowed.
   */
  public static JobStatus of(String wire) {
    return WireName.parse(JobStatus.class, wire);
  }

  /** Whether the contract's state machine allows this state to be followed by {@code next}. */
  public boolean canBecome(JobStatus next) {
    return switch (this) {
      case QUEUED -> next == RUNNING || next == CANCELLED;
      case RUNNING -> next == QUEUED || next == SUCCEEDED || next == FAILED || next == CANCELLED;
      case SUCCEEDED, FAILED, CANCELLED -> false;
    };
  }

  /** Whether nothing more will happen to the job. */
  public boolean isFinal() {
    return this == SUCCEEDED || this == FAILED || this == CANCELLED;
  }
}
