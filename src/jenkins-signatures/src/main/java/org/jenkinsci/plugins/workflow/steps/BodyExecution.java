package org.jenkinsci.plugins.workflow.steps;

import java.io.Serializable;

/** A running body of a step. */
public abstract class BodyExecution implements Serializable {
  private BodyExecution() {}

  public boolean cancel(Throwable t) {
    throw new UnsupportedOperationException();
  }
}
