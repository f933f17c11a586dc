package io.jenkins.plugins.pressluft.model;

/** Why a backup was made: asked for, or as the way back of a restore or an update. */
public enum BackupPurpose implements WireName {
  REQUESTED,
  SAFETY,
  SCHEDULED;

  /**
   * The constant whose wire name this is; {@link IllegalArgumentException} names what is allowed.
   */
  public static BackupPurpose of(String wire) {
    return WireName.parse(BackupPurpose.class, wire);
  }
}
