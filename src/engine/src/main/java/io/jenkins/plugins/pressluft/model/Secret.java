package io.jenkins.plugins.pressluft.model;

/**
 * The name of a secret, never its value. The host's secret source resolves it just before a
 * playbook starts, into a file with mode 0600 that is gone afterwards.
 *
 * @param name the name under which it is kept, 1 to 128 characters of {@code [A-Za-z0-9_.-]}
 * @param keeper who keeps it; null: the host
 */
public record Secret(String name, Keeper keeper) {
  /** Who keeps secrets. */
  public enum Keeper implements WireName {
    /** Files and environment variables of the host. */
    HOST,
    /** The credentials of a Jenkins controller; the name is a credential's id. */
    CREDENTIALS
  }

  /** A record that was written before there were keepers names none. */
  public Secret {
    keeper = keeper == null ? Keeper.HOST : keeper;
  }

  /** A secret that the host keeps. */
  public Secret(String name) {
    this(name, Keeper.HOST);
  }
}
