package io.jenkins.plugins.pressluft.plugin.step;

import hudson.ExtensionPoint;
import hudson.model.Run;
import java.util.Map;

/** Told what the steps of builds did. */
public interface StepListener extends ExtensionPoint {
  /**
   * A step has ended, well or not, or was refused. Called on a thread that may write files.
   *
   * @param result the map that the step returns, or would have returned; unmodifiable
   */
  void ended(Run<?, ?> run, Map<String, Object> result);
}
