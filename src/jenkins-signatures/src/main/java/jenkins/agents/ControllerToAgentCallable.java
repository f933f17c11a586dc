package jenkins.agents;

import hudson.remoting.Callable;
import org.jenkinsci.remoting.RoleChecker;

/** What the controller may have an agent do, and never the other way round. */
public interface ControllerToAgentCallable<V, T extends Throwable> extends Callable<V, T> {
  @Override
  default void checkRoles(RoleChecker checker) throws SecurityException {
    throw new UnsupportedOperationException();
  }
}
