package hudson.model;

import hudson.security.AccessControlled;
import java.util.concurrent.ExecutorService;
import jenkins.model.IComputer;
import jenkins.widgets.HasWidgets;

/** The running side of a node: its connection and its executors. */
public abstract class Computer extends Actionable
    implements AccessControlled, IComputer, ExecutorListener, DescriptorByNameOwner, HasWidgets {
  public static final ExecutorService threadPoolForRemoting = null;

  private Computer() {}

  public int countIdle() {
    throw new UnsupportedOperationException();
  }

  @Override
  public String getDisplayName() {
    throw new UnsupportedOperationException();
  }

  public String getName() {
    throw new UnsupportedOperationException();
  }
}
