package org.jenkinsci.plugins.durabletask;

import hudson.ExtensionPoint;
import hudson.model.AbstractDescribableImpl;

/** See the Javadoc of Jenkins. */
public abstract class DurableTask extends AbstractDescribableImpl<DurableTask>
    implements ExtensionPoint {
  public DurableTask() {}
}
