package hudson.model.queue;

import hudson.ExtensionPoint;
import hudson.model.Node;
import hudson.model.Queue;

/** Has a say in whether a task may run, and where. */
public abstract class QueueTaskDispatcher implements ExtensionPoint {
  public QueueTaskDispatcher() {}

  public CauseOfBlockage canTake(Node node, Queue.BuildableItem item) {
    throw new UnsupportedOperationException();
  }
}
