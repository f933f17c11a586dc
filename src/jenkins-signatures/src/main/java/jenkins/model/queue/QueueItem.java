package jenkins.model.queue;

import hudson.model.ModelObject;

/** See the Javadoc of Jenkins. */
public interface QueueItem extends ModelObject {
  @Override
  default String getDisplayName() {
    throw new UnsupportedOperationException();
  }
}
