package hudson.model;

import hudson.ExtensionPoint;

/** Something more that is configured of a job. */
public abstract class JobProperty<J extends Job<?, ?>>
    implements ReconfigurableDescribable<JobProperty<?>>, ExtensionPoint {
  public JobProperty() {}
}
