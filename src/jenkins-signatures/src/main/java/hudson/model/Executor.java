package hudson.model;

import java.util.Collection;
import jenkins.model.CauseOfInterruption;

/** See the Javadoc of Jenkins. */
public class Executor extends Thread implements ModelObject {
  private Executor() {}

  public static Executor currentExecutor() {
    throw new UnsupportedOperationException();
  }

  public Collection<CauseOfInterruption> getCausesOfInterruption() {
    throw new UnsupportedOperationException();
  }

  @Override
  public String getDisplayName() {
    throw new UnsupportedOperationException();
  }

  public Computer getOwner() {
    throw new UnsupportedOperationException();
  }
}
