package jenkins.model.queue;

import hudson.model.ModelObject;

/** See the Javadoc of Jenkins. */
public interface ITask extends ModelObject {
  default String getFullDisplayName() {
    throw new UnsupportedOperationException();
  }

  String getUrl();

  default boolean hasAbortPermission() {
    throw new UnsupportedOperationException();
  }
}
