package jenkins.model;

import hudson.model.Job;
import hudson.model.JobProperty;

/** A job property that has a check box before it. */
public abstract class OptionalJobProperty<J extends Job<?, ?>> extends JobProperty<J> {
  public OptionalJobProperty() {}
}
