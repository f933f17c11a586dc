package hudson.model;

import hudson.security.ACL;
import hudson.security.AccessControlled;
import java.io.IOException;
import jenkins.model.Loadable;

/** What jobs and folders have in common. */
public abstract class AbstractItem extends Actionable
    implements Loadable, Item, AccessControlled, DescriptorByNameOwner {
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

  @Override
  public void load() throws IOException {
    throw new UnsupportedOperationException();
  }

  @Override
  public void save() throws IOException {
    throw new UnsupportedOperationException();
  }
}
