package io.jenkins.plugins.pressluft.plugin.rest;

import hudson.model.Item;
import hudson.security.ACL;
import hudson.security.ACLContext;
import hudson.security.AccessControlled;
import hudson.security.Permission;
import io.jenkins.plugins.pressluft.model.Caller;
import jenkins.model.Jenkins;
import org.springframework.security.core.Authentication;

/**
 * What Jenkins' authorization strategy has granted. Where a folder is missing nothing is granted
 * but to whoever administers Jenkins: a renamed folder must not open what it guarded.
 */
record JenkinsGrants(Authentication authentication) implements FolderRule.Grants {
  @Override
  public boolean has(Caller.Permission permission, String folder) {
    AccessControlled place = folder.isEmpty() ? Jenkins.get() : item(folder);
    Permission wanted = PressluftPermissions.of(permission);
    return place == null
        ? Jenkins.get().getACL().hasPermission2(authentication, Jenkins.ADMINISTER)
        : place.getACL().hasPermission2(authentication, wanted);
  }

  private static AccessControlled item(String folder) {
    try (ACLContext context = ACL.as2(ACL.SYSTEM2)) {
      return Jenkins.get().getItemByFullName(folder, Item.class);
    }
  }
}
