package org.jenkinsci.plugins.workflow.flow;

import hudson.model.Queue;
import java.io.Serializable;

/** See the Javadoc of Jenkins. */
public abstract class FlowExecutionOwner implements Serializable {
  private FlowExecutionOwner() {}

  public FlowExecution getOrNull() {
    throw new UnsupportedOperationException();
  }

  /** See the Javadoc of Jenkins. */
  public interface Executable extends Queue.Executable {
    FlowExecutionOwner asFlowExecutionOwner();
  }
}
