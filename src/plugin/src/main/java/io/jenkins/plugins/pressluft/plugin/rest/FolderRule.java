package io.jenkins.plugins.pressluft.plugin.rest;

import io.jenkins.plugins.pressluft.model.Caller.Permission;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Which permission counts where. An environment that names a folder is ruled by that folder's
 * permissions, and a job may use it only from inside that folder; any other environment is ruled by
 * those of Jenkins as a whole. An environment that nobody knows is nobody's.
 */
final class FolderRule {
  private static final String NOWHERE = "";

  private final Map<UUID, String> folders;
  private final Grants grants;
  private final String job;

  /**
   * The rule for one caller.
   *
   * @param folders the folder of each environment there is; the empty text where it names none
   * @param job the full name of the job that asks; null when a person asks
   */
  FolderRule(Map<UUID, String> folders, Grants grants, String job) {
    this.folders = folders;
    this.grants = grants;
    this.job = job;
  }

  /** Whether the caller may; without an environment, whether Jenkins as a whole allows it. */
  boolean may(Permission permission, UUID environmentId) {
    String folder = environmentId == null ? NOWHERE : folders.get(environmentId);
    return folder != null && isInside(folder) && has(permission, folder);
  }

  /** Whether no environment is kept from a caller who may this in Jenkins as a whole. */
  boolean mayEverywhere(Permission permission) {
    return has(permission, NOWHERE) && folders.values().stream().allMatch(NOWHERE::equals);
  }

  /** Whether there is anything that the caller may see. */
  boolean maySeeAnything() {
    return may(Permission.VIEW, null)
        || folders.values().stream()
            .distinct()
            .anyMatch(folder -> isInside(folder) && has(Permission.VIEW, folder));
  }

  private boolean isInside(String folder) {
    return job == null
        || folder.equals(NOWHERE)
        || job.equals(folder)
        || job.startsWith(folder + "/");
  }

  private boolean has(Permission permission, String folder) {
    if (grants.has(permission, folder)) {
      return true;
    }
    return permission == Permission.VIEW
        && (grants.has(Permission.BACKUP, folder)
            || grants.has(Permission.DEPLOY, folder)
            || grants.has(Permission.RESTORE, folder));
  }

  /** What the host has granted somebody. */
  @FunctionalInterface
  interface Grants {
    /**
     * Whether the permission is granted.
     *
     * @param folder its full name; the empty text for the host as a whole
     */
    boolean has(Permission permission, String folder);

    /** The same answers, each asked for once only. For one thread. */
    static Grants askedOnce(Grants grants) {
      Map<String, Boolean> known = new HashMap<>();
      return (permission, folder) ->
          known.computeIfAbsent(
              permission.wire() + " " + folder, key -> grants.has(permission, folder));
    }
  }
}
