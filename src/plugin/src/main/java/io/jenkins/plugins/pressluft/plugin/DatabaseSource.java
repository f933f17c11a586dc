package io.jenkins.plugins.pressluft.plugin;

import hudson.ExtensionPoint;
import io.jenkins.plugins.pressluft.store.Database;
import java.nio.file.Path;

/** Where this controller keeps its state. The one with the highest ordinal is asked. */
public interface DatabaseSource extends ExtensionPoint {
  /**
   * The database, asked anew whenever the engine is opened; nothing is connected yet.
   *
   * @param home the plugin's directory below {@code JENKINS_HOME}
   * @throws RuntimeException with a sentence for the operator if what was configured cannot be used
   */
  Database database(Path home);
}
