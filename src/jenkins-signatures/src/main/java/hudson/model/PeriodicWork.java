package hudson.model;

import hudson.ExtensionPoint;
import hudson.triggers.SafeTimerTask;

/** Work that Jenkins does again and again. */
public abstract class PeriodicWork extends SafeTimerTask implements ExtensionPoint {
  public PeriodicWork() {}

  public long getInitialDelay() {
    throw new UnsupportedOperationException();
  }

  public abstract long getRecurrencePeriod();
}
