package org.jenkinsci.plugins.durabletask;

import hudson.ExtensionPoint;
import hudson.model.AbstractDescribableImpl;

/** A process on an agent that outlives the connection to it. */
public abstract class DurableTask extends AbstractDescribableImpl<DurableTask>
    implements ExtensionPoint {
  public DurableTask() {}
}
