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
  /** Names the variable that says where the runs are kept. */
  public static final String RUNS = "PRESSLUFT_TEST_RUNS";

  @Override
  public PlaybookLauncher launcher(Path home, Clock clock) {
    Path runs = Path.of(System.getenv(RUNS));
    return LocalPlaybookLauncher.of(runs, new LocalSecrets(home, Map.of()), clock);
  }
}
