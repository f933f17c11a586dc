package jenkins.model.queue;

import hudson.model.ModelObject;

/** What pages show of something in the queue. */
public interface QueueItem extends ModelObject {
  @Override
  default String getDisplayName() {
    throw new UnsupportedOperationException();
  }
}
