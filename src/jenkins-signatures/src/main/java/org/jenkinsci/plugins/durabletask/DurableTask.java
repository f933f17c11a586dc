package org.jenkinsci.plugins.durabletask;

import hudson.ExtensionPoint;

/** See the Javadoc of Jenkins. */
public abstract class DurableTask implements ExtensionPoint {
  public DurableTask() {}
}
