package hudson.model;

import hudson.security.AccessControlled;

/** See the Javadoc of Jenkins. */
public abstract class AbstractItem extends Actionable
    implements Item, AccessControlled, DescriptorByNameOwner {
  protected AbstractItem(ItemGroup parent, String name) {}

  public final String getFullName() {
    throw new UnsupportedOperationException();
  }
}
