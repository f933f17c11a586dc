package hudson.model;

import hudson.ExtensionPoint;
import hudson.security.ACL;
import hudson.security.AccessControlled;
import java.io.IOException;
import jenkins.model.ModelObjectWithChildren;
import jenkins.widgets.HasWidgets;

/** A page that lists jobs, one tab of Jenkins or of a folder. */
public abstract class View extends AbstractModelObject
    implements AccessControlled,
        Describable<View>,
        ExtensionPoint,
        Saveable,
        ModelObjectWithChildren,
        DescriptorByNameOwner,
        HasWidgets {
  private View() {}

  @Override
  public ACL getACL() {
    throw new UnsupportedOperationException();
  }

  @Override
  public String getDisplayName() {
    throw new UnsupportedOperationException();
  }

  public String getUrl() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void save() throws IOException {
    throw new UnsupportedOperationException();
  }
}
