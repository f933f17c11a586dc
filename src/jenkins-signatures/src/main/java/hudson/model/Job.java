package hudson.model;

import hudson.ExtensionPoint;
import hudson.security.ACL;
import java.io.IOException;
import jenkins.model.ModelObjectWithChildren;
import jenkins.widgets.HasWidgets;

/** An item that has builds. */
public abstract class Job<JobT extends Job<JobT, RunT>, RunT extends Run<JobT, RunT>>
    extends AbstractItem implements ExtensionPoint, ModelObjectWithChildren, HasWidgets {
  private Job() {
    super((ItemGroup) null, (String) null);
  }

  @Override
  public ACL getACL() {
    throw new UnsupportedOperationException();
  }

  public RunT getLastBuild() {
    throw new UnsupportedOperationException();
  }

  public <T extends JobProperty> T getProperty(Class<T> clazz) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void save() throws IOException {
    throw new UnsupportedOperationException();
  }
}
