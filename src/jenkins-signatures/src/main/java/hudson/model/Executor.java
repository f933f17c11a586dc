package hudson.model;

import java.util.Collection;
import jenkins.model.CauseOfInterruption;

/** A thread that works on one thing of the queue at a time. */
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
