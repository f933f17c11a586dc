package io.jenkins.plugins.pressluft.model;

/** What the health checks said of a release; it never gets better by itself. */
public enum ReleaseHealth implements WireName {
  UNKNOWN,
  HEALTHY,
  UNHEALTHY;

  /**
   * The constant whose wire name this is; {@link IllegalArgumentException} names what is allowed.
   */
  public static ReleaseHealth of(String wire) {
    return WireName.parse(ReleaseHealth.class, wire);
  }

  /** Whether the contract's state machine allows this state to be followed by {@code next}. */
  public boolean canBecome(ReleaseHealth next) {
    return switch (this) {
      case UNKNOWN -> next == HEALTHY || next == UNHEALTHY;
      case HEALTHY -> next == UNHEALTHY;
      case UNHEALTHY -> false;
    };
  }
}
