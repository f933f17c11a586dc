package io.jenkins.plugins.pressluft.local;

import io.jenkins.plugins.pressluft.ansible.LocalPlaybookLauncher;
import io.jenkins.plugins.pressluft.ansible.LocalSecrets;
import io.jenkins.plugins.pressluft.ansible.PlaybookLauncher;
import io.jenkins.plugins.pressluft.ansible.SecretSource;
import java.time.Clock;
import java.util.Map;

/**
 * Playbooks as processes of this machine, with the secrets of the home and of the environment.
 *
 * @param variables the environment's
 */
record LocalPlaybooks(Map<String, String> variables) implements House.LauncherSource {
  @Override
  public PlaybookLauncher of(Home home, Clock clock) {
    return LocalPlaybookLauncher.of(home.directory(), secrets(home), clock);
  }

  @Override
  public SecretSource secrets(Home home) {
    return new LocalSecrets(home.directory(), variables);
  }
}
