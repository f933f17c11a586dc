package io.jenkins.plugins.pressluft.model;

/** Where artifacts are kept. */
public enum StorageType implements WireName {
  FILE,
  S3;

  /**
   * The constant whose wire name this is; {@link IllegalArgumentException} names what is allowed.
   */
  public static StorageType of(String wire) {
    return WireName.parse(StorageType.class, wire);
  }
}
