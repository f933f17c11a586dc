package io.jenkins.plugins.pressluft.model;

/** What an environment is for (contract: {@code environment_type}). */
public enum EnvironmentType implements WireName {
  PRODUCTION,
  STAGING,
  CLONE;

  /**
   * The constant whose wire name this is; {@link IllegalArgumentException} names what is allowed.
   */
  public static EnvironmentType of(String wire) {
    return WireName.parse(EnvironmentType.class, wire);
  }
}
