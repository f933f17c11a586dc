package hudson.triggers;

import java.util.TimerTask;

/** A timer's task whose exceptions end only one of its runs. */
public abstract class SafeTimerTask extends TimerTask {
  public SafeTimerTask() {}

  protected abstract void doRun() throws Exception;

  @Override
  public final void run() {
    throw new UnsupportedOperationException();
  }
}
