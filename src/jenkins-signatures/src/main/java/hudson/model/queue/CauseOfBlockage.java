package hudson.model.queue;

/** See the Javadoc of Jenkins. */
public abstract class CauseOfBlockage {
  public CauseOfBlockage() {}

  public abstract String getShortDescription();
}
