package org.jenkinsci.plugins.workflow.flow;

import hudson.model.Queue;
import java.io.Serializable;

/** What a Pipeline's execution belongs to: its build. */
public abstract class FlowExecutionOwner implements Serializable {
  private FlowExecutionOwner() {}

  public FlowExecution getOrNull() {
    throw new UnsupportedOperationException();
  }

  /** What the queue runs when it runs a Pipeline's build. */
  public interface Executable extends Queue.Executable {
    FlowExecutionOwner asFlowExecutionOwner();
  }
}
