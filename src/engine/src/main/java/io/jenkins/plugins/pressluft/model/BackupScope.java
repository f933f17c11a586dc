package io.jenkins.plugins.pressluft.model;

/** What a backup holds. */
public enum BackupScope implements WireName {
  DB,
  FILES,
  FULL;

  /**
   * The constant whose wire name this is; {@link IllegalArgumentException} names what is allowed.
   */
  public static BackupScope of(String wire) {
    return WireName.parse(BackupScope.class, wire);
  }

  /** Whether a backup of this scope has a database part. */
  public boolean hasDatabase() {
    return this != FILES;
  }

  /** Whether a backup of this scope has a files part. */
  public boolean hasFiles() {
    return this != DB;
  }
}
