package hudson.model.queue;

import hudson.ExtensionPoint;
import hudson.model.Node;
import hudson.model.Queue;

/** See the Javadoc of Jenkins. */
public abstract class QueueTaskDispatcher implements ExtensionPoint {
  public QueueTaskDispatcher() {}

  public CauseOfBlockage canTake(Node node, Queue.BuildableItem item) {
    throw new UnsupportedOperationException();
  }
}
