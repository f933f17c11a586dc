package org.jenkinsci.plugins.workflow.steps;

import hudson.model.Descriptor;
import java.util.Map;
import java.util.Set;

/** A step's descriptor: its name in Jenkinsfiles and what it needs around it. */
public abstract class StepDescriptor extends Descriptor<Step> {
  public StepDescriptor() {}

  public abstract String getFunctionName();

  public Set<? extends Class<?>> getProvidedContext() {
    throw new UnsupportedOperationException();
  }

  public abstract Set<? extends Class<?>> getRequiredContext();

  public Step newInstance(Map<String, Object> arguments) throws Exception {
    throw new UnsupportedOperationException();
  }

  public boolean takesImplicitBlockArgument() {
    throw new UnsupportedOperationException();
  }
}
