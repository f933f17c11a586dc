package io.jenkins.plugins.pressluft.plugin;

import hudson.ExtensionPoint;
import io.jenkins.plugins.pressluft.ansible.PlaybookLauncher;
import java.nio.file.Path;
import java.time.Clock;

/**
 * How this controller starts playbooks. The one with the highest ordinal is asked, once, when the
 * engine opens.
 */
public interface LauncherSource extends ExtensionPoint {
  /**
   * The launcher of a home.
   *
   * @param home where it may keep what it must find again after a restart; mode 0700
   */
  PlaybookLauncher launcher(Path home, Clock clock);
}
