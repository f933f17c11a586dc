package jenkins.model;

import hudson.model.Action;
import hudson.model.Run;

/** An action of a build that is told when it was attached and when it was loaded. */
public interface RunAction2 extends Action {
  void onAttached(Run<?, ?> r);

  void onLoad(Run<?, ?> r);
}
