package io.jenkins.plugins.casc;

/** See the Javadoc of Jenkins. */
public class ConfigurationContext {
  private ConfigurationContext() {}

  public SecretSourceResolver getSecretSourceResolver() {
    throw new UnsupportedOperationException();
  }
}
