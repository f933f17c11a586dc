package hudson.model.queue;

import hudson.model.Label;
import hudson.model.Queue;
import hudson.model.ResourceActivity;
import java.io.IOException;
import jenkins.model.queue.ITask;

/** A part of a task, with what executes it. */
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
