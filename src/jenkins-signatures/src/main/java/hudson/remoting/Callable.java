package hudson.remoting;

import java.io.Serializable;
import org.jenkinsci.remoting.RoleSensitive;

/** See the Javadoc of Jenkins. */
public interface Callable<V, T extends Throwable> extends Serializable, RoleSensitive {
  V call() throws T;
}
