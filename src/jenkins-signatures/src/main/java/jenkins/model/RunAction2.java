package jenkins.model;

import hudson.model.Action;
import hudson.model.Run;

/** See the Javadoc of Jenkins. */
public interface RunAction2 extends Action {
  void onAttached(Run<?, ?> r);

  void onLoad(Run<?, ?> r);
}
