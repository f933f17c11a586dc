package hudson.model.queue;

import hudson.model.Label;
import hudson.model.Queue;
import hudson.model.ResourceActivity;
import java.io.IOException;
import jenkins.model.queue.ITask;

/** See the Javadoc of Jenkins. */
public interface SubTask extends ResourceActivity, ITask {
  Queue.Executable createExecutable() throws IOException;

  default Label getAssignedLabel() {
    throw new UnsupportedOperationException();
  }

  @Override
  default String getUrl() {
    throw new UnsupportedOperationException();
  }
}
