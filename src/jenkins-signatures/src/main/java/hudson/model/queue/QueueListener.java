package hudson.model.queue;

import hudson.ExtensionPoint;
import hudson.model.Queue;

/** Hears when things enter, change and leave the queue. */
public abstract class QueueListener implements ExtensionPoint {
  public QueueListener() {}

  public void onLeft(Queue.LeftItem li) {
    throw new UnsupportedOperationException();
  }
}
