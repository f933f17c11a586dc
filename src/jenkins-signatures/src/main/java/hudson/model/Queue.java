package hudson.model;

import hudson.model.queue.SubTask;

/** See the Javadoc of Jenkins. */
public class Queue implements Saveable {
  private Queue() {}

  @Override
  public void save() {
    throw new UnsupportedOperationException();
  }

  /** See the Javadoc of Jenkins. */
  public interface Task extends ModelObject, SubTask {}
}
