package hudson.model;

import hudson.security.ACL;
import hudson.security.AccessControlled;

/** See the Javadoc of Jenkins. */
public abstract class AbstractItem extends Actionable
    implements Item, AccessControlled, DescriptorByNameOwner {
  protected AbstractItem(ItemGroup parent, String name) {}

  @Override
  public ACL getACL() {
    throw new UnsupportedOperationException();
  }

  @Override
  public String getDisplayName() {
    throw new UnsupportedOperationException();
  }

  public final String getFullName() {
    throw new UnsupportedOperationException();
  }
}
