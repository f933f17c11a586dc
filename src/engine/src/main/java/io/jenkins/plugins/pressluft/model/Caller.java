package io.jenkins.plugins.pressluft.model;

import java.util.Set;
import java.util.UUID;

/**
 * Who asks, and what they may do. One implementation per host: a bearer token, or Jenkins'
 * permissions. The engine asks it before every operation and never decides on its own.
 */
public interface Caller {
  /** The name for people and records. */
  String name();

  /** The way the request came: {@code api}, {@code cli}, {@code step} or {@code schedule}. */
  String origin();

  /**
   * Whether the caller has the permission on this environment, or anywhere when the environment is
   * null. {@link Permission#VIEW} decides between "forbidden" and "not found".
   */
  boolean may(Permission permission, UUID environmentId);

  /** The holds under which the caller works: what others may not do meanwhile, it may. */
  default Set<UUID> holds() {
    return Set.of();
  }

  /**
   * The host's name of the machine that the playbooks must run on; null: the host decides. A host
   * with one machine takes no notice.
   */
  default String runOn() {
    return null;
  }

  /**
   * The host's name of what asks, such as the full name of a Jenkins job: secrets that are kept
   * beside it can be used. Null when it has none.
   */
  default String askedIn() {
    return null;
  }

  /**
   * Whether the caller is known to have the permission on every environment there is, so that long
   * lists need not ask for each. False is always right, and only slower.
   */
  default boolean mayEverywhere(Permission permission) {
    return false;
  }

  /** Whether this is somebody who did not say who they are, but is let in. */
  default boolean anonymous() {
    return false;
  }

  /** What can be allowed. */
  enum Permission implements WireName {
    VIEW,
    BACKUP,
    DEPLOY,
    RESTORE,
    ADMINISTER
  }
}
