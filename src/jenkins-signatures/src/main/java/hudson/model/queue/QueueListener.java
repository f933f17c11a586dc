package hudson.model.queue;

import hudson.ExtensionPoint;
import hudson.model.Queue;

/** See the Javadoc of Jenkins. */
public abstract class QueueListener implements ExtensionPoint {
  public QueueListener() {}

  public void onLeft(Queue.LeftItem li) {
    throw new UnsupportedOperationException();
  }
}
