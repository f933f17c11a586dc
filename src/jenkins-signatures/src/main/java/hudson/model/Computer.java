package hudson.model;

import hudson.security.AccessControlled;
import jenkins.model.IComputer;

/** See the Javadoc of Jenkins. */
public abstract class Computer extends Actionable
    implements AccessControlled, IComputer, ExecutorListener, DescriptorByNameOwner {
  private Computer() {}

  @Override
  public String getDisplayName() {
    throw new UnsupportedOperationException();
  }

  public String getName() {
    throw new UnsupportedOperationException();
  }
}
