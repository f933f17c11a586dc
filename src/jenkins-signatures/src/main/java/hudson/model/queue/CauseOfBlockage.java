package hudson.model.queue;

/** Why something stays in the queue. */
public abstract class CauseOfBlockage {
  public CauseOfBlockage() {}

  public abstract String getShortDescription();
}
