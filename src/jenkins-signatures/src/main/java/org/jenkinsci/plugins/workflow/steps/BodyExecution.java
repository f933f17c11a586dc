package org.jenkinsci.plugins.workflow.steps;

import java.io.Serializable;

/** See the Javadoc of Jenkins. */
public abstract class BodyExecution implements Serializable {
  private BodyExecution() {}

  public boolean cancel(Throwable t) {
    throw new UnsupportedOperationException();
  }
}
