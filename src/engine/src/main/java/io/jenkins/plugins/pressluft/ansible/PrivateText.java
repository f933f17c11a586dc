package io.jenkins.plugins.pressluft.ansible;

import io.jenkins.plugins.pressluft.model.Secret;
import java.util.Set;

/**
 * A text that the playbook gets as a file of the run's private directory; the variable is the
 * file's path. Programs such as ssh take keys only from files.
 *
 * @param name the file's name, one of {@link #NAMES}
 * @param secret whose value is the file's text; null: the text itself is given
 * @param text the file's text; null with a secret
 */
public record PrivateText(String name, Secret secret, String text) {
  /** A private key for the machines that code is fetched from. */
  public static final String DEPLOY_KEY = "deploy_key";

  /** What those machines' own keys are. */
  public static final String DEPLOY_KNOWN_HOSTS = "deploy_known_hosts";

  /** No other file of a run's directory can be overwritten. */
  static final Set<String> NAMES = Set.of(DEPLOY_KEY, DEPLOY_KNOWN_HOSTS);

  /** Checks the name. */
  public PrivateText {
    if (!NAMES.contains(name) || (secret == null) == (text == null)) {
      throw new IllegalArgumentException("no private text: " + name);
    }
  }

  /** Names the file, never what is in it. */
  @Override
  public String toString() {
    return "PrivateText[" + name + "]";
  }
}
