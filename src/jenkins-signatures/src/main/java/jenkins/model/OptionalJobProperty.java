package jenkins.model;

import hudson.model.Job;
import hudson.model.JobProperty;

/** See the Javadoc of Jenkins. */
public abstract class OptionalJobProperty<J extends Job<?, ?>> extends JobProperty<J> {
  public OptionalJobProperty() {}
}
