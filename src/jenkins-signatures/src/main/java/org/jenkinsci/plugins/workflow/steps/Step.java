package org.jenkinsci.plugins.workflow.steps;

import hudson.ExtensionPoint;
import hudson.model.AbstractDescribableImpl;

/** See the Javadoc of Jenkins. */
public abstract class Step extends AbstractDescribableImpl<Step> implements ExtensionPoint {
  public Step() {}

  public abstract StepExecution start(StepContext context) throws Exception;
}
