package io.jenkins.plugins.pressluft.model;

/** Where the code of a release came from. */
public enum SourceType implements WireName {
  GIT,
  UPLOAD;

  /**
   * The constant whose wire name this is; {@link IllegalArgumentException} names what is allowed.
   */
  public static SourceType of(String wire) {
    return WireName.parse(SourceType.class, wire);
  }
}
