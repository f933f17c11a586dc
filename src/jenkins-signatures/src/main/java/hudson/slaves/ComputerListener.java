package hudson.slaves;

import hudson.ExtensionPoint;
import hudson.model.Computer;
import hudson.model.TaskListener;
import java.io.IOException;

/** Hears when agents come, go and change. */
public abstract class ComputerListener implements ExtensionPoint {
  public ComputerListener() {}

  public void onOnline(Computer c, TaskListener listener) throws IOException, InterruptedException {
    throw new UnsupportedOperationException();
  }
}
