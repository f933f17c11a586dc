package io.jenkins.plugins.pressluft.model;

/**
 * The state of a backup; {@code COMPLETED} means that the stored bytes were read back and agreed.
 */
public enum BackupStatus implements WireName {
  PENDING,
  RUNNING,
  COMPLETED,
  FAILED,
  EXPIRED;

  /**
   * The constant whose wire name this is; {@link IllegalArgumentException} names what is allowed.
   */
  public static BackupStatus of(String wire) {
    return WireName.parse(BackupStatus.class, wire);
  }

  /** Whether the contract's state machine allows this state to be followed by {@code next}. */
  public boolean canBecome(BackupStatus next) {
    return switch (this) {
      case PENDING -> next == RUNNING || next == FAILED;
      case RUNNING -> next == COMPLETED || next == FAILED;
      case COMPLETED -> next == EXPIRED;
      case FAILED, EXPIRED -> false;
    };
  }
}
