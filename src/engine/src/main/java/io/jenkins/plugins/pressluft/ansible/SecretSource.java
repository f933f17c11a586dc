package io.jenkins.plugins.pressluft.ansible;

import io.jenkins.plugins.pressluft.model.Secret;
import java.util.Optional;

/** Where the host keeps secrets. One implementation per host: files, or Jenkins credentials. */
public interface SecretSource {
  /**
   * The secret's value as it is now; asked just before a playbook starts and kept nowhere else.
   *
   * @return empty when there is no such secret
   * @throws LaunchException if there is one that must not be used as it is kept; the message says
   *     what to do
   */
  Optional<String> value(Secret secret);
}
