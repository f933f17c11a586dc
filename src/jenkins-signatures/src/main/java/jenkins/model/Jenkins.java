package jenkins.model;

import hudson.model.AbstractCIBase;
import java.io.File;

/** The controller. */
public class Jenkins extends AbstractCIBase {
  private Jenkins() {}

  /** The one of this process. */
  public static Jenkins get() throws IllegalStateException {
    throw new UnsupportedOperationException();
  }

  /** {@code JENKINS_HOME}. */
  public File getRootDir() {
    throw new UnsupportedOperationException();
  }
}
