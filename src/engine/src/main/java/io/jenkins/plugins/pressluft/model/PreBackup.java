package io.jenkins.plugins.pressluft.model;

/** How the way back of a restore or an update comes to be. */
public enum PreBackup implements WireName {
  /** The job itself makes a full backup of the target first; the default. */
  CREATE,
  /** A fresh full backup exists and is verified again by the job before anything changes. */
  VERIFY;

  /**
   * The constant whose wire name this is; {@link IllegalArgumentException} names what is allowed.
   */
  public static PreBackup of(String wire) {
    return WireName.parse(PreBackup.class, wire);
  }
}
