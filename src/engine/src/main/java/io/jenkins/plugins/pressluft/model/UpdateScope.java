package io.jenkins.plugins.pressluft.model;

/** What of a WordPress is updated. */
public enum UpdateScope implements WireName {
  CORE,
  PLUGINS,
  THEMES,
  ALL;

  /**
   * The constant whose wire name this is; {@link IllegalArgumentException} names what is allowed.
   */
  public static UpdateScope of(String wire) {
    return WireName.parse(UpdateScope.class, wire);
  }
}
