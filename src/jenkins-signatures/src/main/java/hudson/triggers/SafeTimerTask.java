package hudson.triggers;

import java.util.TimerTask;

/** See the Javadoc of Jenkins. */
public abstract class SafeTimerTask extends TimerTask {
  public SafeTimerTask() {}

  protected abstract void doRun() throws Exception;

  @Override
  public final void run() {
    throw new UnsupportedOperationException();
  }
}
