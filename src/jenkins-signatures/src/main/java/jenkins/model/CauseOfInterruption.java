package jenkins.model;

import hudson.model.User;
import java.io.Serializable;

/** Why a build was interrupted, for people. */
public abstract class CauseOfInterruption implements Serializable {
  public CauseOfInterruption() {}

  /** Somebody interrupted it. */
  public static final class UserInterruption extends CauseOfInterruption {
    private UserInterruption() {}

    public User getUserOrNull() {
      throw new UnsupportedOperationException();
    }
  }
}
