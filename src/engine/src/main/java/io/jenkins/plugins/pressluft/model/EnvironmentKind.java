package io.jenkins.plugins.pressluft.model;

/** What an environment is made of, and so which role of the playbooks works on it. */
public enum EnvironmentKind implements WireName {
  WORDPRESS,
  POSTGRES,
  DIRECTORY;

  /**
   * The constant whose wire name this is; {@link IllegalArgumentException} names what is allowed.
   */
  public static EnvironmentKind of(String wire) {
    return WireName.parse(EnvironmentKind.class, wire);
  }
}
