package hudson.model.queue;

/** What became of putting a task into the queue. */
public abstract class ScheduleResult {
  private ScheduleResult() {}
}
