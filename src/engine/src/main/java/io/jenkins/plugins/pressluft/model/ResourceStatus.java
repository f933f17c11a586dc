package io.jenkins.plugins.pressluft.model;

/**
 * The state of an environment or a site; only {@code FAILED → ACTIVE} needs a person (the reset).
 */
public enum ResourceStatus implements WireName {
  ACTIVE,
  CLONING,
  DEPLOYING,
  RESTORING,
  FAILED;

  /**
   * The constant whose wire name this is; {@link IllegalArgumentException} names what is allowed.
   */
  public static ResourceStatus of(String wire) {
    return WireName.parse(ResourceStatus.class, wire);
  }

  /** Whether the contract's state machine allows this state to be followed by {@code next}. */
  public boolean canBecome(ResourceStatus next) {
    return switch (this) {
      case ACTIVE -> next == CLONING || next == DEPLOYING || next == RESTORING;
      case CLONING, DEPLOYING, RESTORING -> next == ACTIVE || next == FAILED;
      case FAILED -> next == ACTIVE;
    };
  }
}
