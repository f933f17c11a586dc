package io.jenkins.plugins.pressluft.plugin;

import hudson.Extension;
import hudson.model.AsyncPeriodicWork;
import hudson.model.TaskListener;
import java.util.concurrent.TimeUnit;

/**
 * Tries every minute to open an engine that could not be opened: a database that other controllers
 * share may be away when this one starts, and come back while nobody looks.
 */
@Extension
public final class Reopening extends AsyncPeriodicWork {
  public Reopening() {
    super("Pressluft: open the engine where that failed");
  }

  @Override
  public long getRecurrencePeriod() {
    return TimeUnit.MINUTES.toMillis(1);
  }

  @Override
  public long getInitialDelay() {
    return getRecurrencePeriod();
  }

  @Override
  protected void execute(TaskListener listener) {
    Pressluft.get().openAgain();
  }
}
