package hudson.model;

import hudson.ExtensionPoint;
import hudson.triggers.SafeTimerTask;

/** See the Javadoc of Jenkins. */
public abstract class PeriodicWork extends SafeTimerTask implements ExtensionPoint {
  public PeriodicWork() {}

  public long getInitialDelay() {
    throw new UnsupportedOperationException();
  }

  public abstract long getRecurrencePeriod();
}
