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

  /**
   * As {@link #value(Secret)}, for what no playbook gets: the seed of one-time codes, which is
   * asked for before there is a job. A host that keeps account of who uses a secret takes note;
   * what is found does not depend on who asks.
   *
   * @param askedIn the host's name of what asks; null when it has none
   */
  default Optional<String> value(Secret secret, String askedIn) {
    return value(secret);
  }
}
