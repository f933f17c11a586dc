package io.jenkins.plugins.pressluft.it.here;

import hudson.Extension;
import io.jenkins.plugins.pressluft.ansible.LocalPlaybookLauncher;
import io.jenkins.plugins.pressluft.ansible.LocalSecrets;
import io.jenkins.plugins.pressluft.ansible.PlaybookLauncher;
import io.jenkins.plugins.pressluft.plugin.LauncherSource;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/** Starts playbooks on the controller's machine. */
@Extension(ordinal = 1000)
public final class HereLauncherSource implements LauncherSource {
  @Override
  public PlaybookLauncher launcher(Path home, Clock clock) {
    return LocalPlaybookLauncher.of(home, new LocalSecrets(home, Map.of()), clock);
  }
}
