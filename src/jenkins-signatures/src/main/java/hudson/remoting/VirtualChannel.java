package hudson.remoting;

import java.io.IOException;

/** A connection that callables are sent over. */
public interface VirtualChannel {
  <V, T extends Throwable> V call(Callable<V, T> callable)
      throws IOException, T, InterruptedException;
}
