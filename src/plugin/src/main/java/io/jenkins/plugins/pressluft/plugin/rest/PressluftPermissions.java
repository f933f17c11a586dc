package io.jenkins.plugins.pressluft.plugin.rest;

import hudson.init.InitMilestone;
import hudson.init.Initializer;
import hudson.security.Permission;
import hudson.security.PermissionGroup;
import hudson.security.PermissionScope;
import io.jenkins.plugins.pressluft.model.Caller;
import jenkins.model.Jenkins;
import org.jvnet.localizer.Localizable;
import org.jvnet.localizer.ResourceBundleHolder;

/**
 * What can be granted, in Jenkins as a whole or in a folder. Whoever administers Jenkins has all of
 * it; whoever may back up, deploy or restore may also view.
 */
public final class PressluftPermissions {
  private static final ResourceBundleHolder TEXTS =
      ResourceBundleHolder.get(PressluftPermissions.class);

  /** The group as a matrix shows it. */
  public static final PermissionGroup GROUP =
      new PermissionGroup(PressluftPermissions.class, text("Title"));

  /** Cancelling jobs, and everything below. */
  public static final Permission ADMINISTER = permission("Administer", Jenkins.ADMINISTER);

  /** Replacing what an environment holds: restores, undoing them, resets. */
  public static final Permission RESTORE = permission("Restore", ADMINISTER);

  /** New code: deploys, updates, rollbacks, uploads. */
  public static final Permission DEPLOY = permission("Deploy", ADMINISTER);

  /** Making backups. */
  public static final Permission BACKUP = permission("Backup", ADMINISTER);

  /** Knowing that an environment exists, and reading all about it but its secrets. */
  public static final Permission VIEW = permission("View", ADMINISTER);

  private PressluftPermissions() {}

  /** Makes the permissions known before the authorization strategy is read. */
  @Initializer(after = InitMilestone.PLUGINS_STARTED, before = InitMilestone.EXTENSIONS_AUGMENTED)
  public static void declare() {
    // being loaded is enough
  }

  /** The permission that stands for one of the engine's. */
  public static Permission of(Caller.Permission permission) {
    return switch (permission) {
      case VIEW -> VIEW;
      case BACKUP -> BACKUP;
      case DEPLOY -> DEPLOY;
      case RESTORE -> RESTORE;
      case ADMINISTER -> ADMINISTER;
    };
  }

  private static Permission permission(String name, Permission impliedBy) {
    return new Permission(
        GROUP,
        name,
        text(name),
        impliedBy,
        true,
        new PermissionScope[] {PermissionScope.ITEM_GROUP});
  }

  private static Localizable text(String key) {
    return new Localizable(TEXTS, key);
  }
}
