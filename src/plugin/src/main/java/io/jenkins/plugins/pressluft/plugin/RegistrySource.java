package io.jenkins.plugins.pressluft.plugin;

import hudson.ExtensionPoint;
import java.nio.file.Path;

/** Where this controller's registry is written down. The one with the highest ordinal is asked. */
public interface RegistrySource extends ExtensionPoint {
  /**
   * The registry file; it need not exist.
   *
   * @param home the plugin's directory below {@code JENKINS_HOME}
   */
  Path file(Path home);
}
