package hudson.remoting;

import java.io.Serializable;
import org.jenkinsci.remoting.RoleSensitive;

/** What is sent over a channel, executed there and answered. */
public interface Callable<V, T extends Throwable> extends Serializable, RoleSensitive {
  V call() throws T;
}
