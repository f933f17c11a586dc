package hudson.model;

import hudson.model.queue.SubTask;

/** See the Javadoc of Jenkins. */
public class Queue {
  private Queue() {}

  /** See the Javadoc of Jenkins. */
  public interface Task extends ModelObject, SubTask {}
}
