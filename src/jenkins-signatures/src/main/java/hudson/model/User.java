package hudson.model;

import hudson.security.ACL;
import hudson.security.AccessControlled;
import jenkins.model.ModelObjectWithContextMenu;

/** See the Javadoc of Jenkins. */
public class User extends AbstractModelObject
    implements AccessControlled,
        DescriptorByNameOwner,
        Comparable<User>,
        ModelObjectWithContextMenu {
  private User() {}

  public int compareTo(User that) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ACL getACL() {
    throw new UnsupportedOperationException();
  }

  @Override
  public String getDisplayName() {
    throw new UnsupportedOperationException();
  }

  public String getId() {
    throw new UnsupportedOperationException();
  }
}
