package io.jenkins.plugins.pressluft.plugin;

import hudson.ExtensionPoint;

/** Told when the engine of this controller has opened, and before it closes. */
public interface EngineListener extends ExtensionPoint {
  /** All parts answer from now on; what is thrown here closes the engine again. */
  void opened(Pressluft pressluft);

  /** The parts still answer, but not for long. */
  default void closing() {}
}
