package hudson.model;

import hudson.ExtensionPoint;

/** See the Javadoc of Jenkins. */
public abstract class JobProperty<J extends Job<?, ?>>
    implements ReconfigurableDescribable<JobProperty<?>>, ExtensionPoint {
  public JobProperty() {}
}
