package jenkins.model.queue;

import hudson.model.ModelObject;

/** What pages show of a task. */
public interface ITask extends ModelObject {
  default String getFullDisplayName() {
    throw new UnsupportedOperationException();
  }

  String getUrl();

  default boolean hasAbortPermission() {
    throw new UnsupportedOperationException();
  }
}
