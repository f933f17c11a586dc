package hudson.model.queue;

/** See the Javadoc of Jenkins. */
public abstract class ScheduleResult {
  private ScheduleResult() {}
}
