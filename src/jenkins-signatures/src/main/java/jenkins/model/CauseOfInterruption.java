package jenkins.model;

import hudson.model.User;
import java.io.Serializable;

/** See the Javadoc of Jenkins. */
public abstract class CauseOfInterruption implements Serializable {
  public CauseOfInterruption() {}

  /** See the Javadoc of Jenkins. */
  public static final class UserInterruption extends CauseOfInterruption {
    private UserInterruption() {}

    public User getUserOrNull() {
      throw new UnsupportedOperationException();
    }
  }
}
