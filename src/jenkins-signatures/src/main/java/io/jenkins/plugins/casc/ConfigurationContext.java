package io.jenkins.plugins.casc;

/** What a configurator needs to know while it reads or writes. */
public class ConfigurationContext {
  private ConfigurationContext() {}

  public SecretSourceResolver getSecretSourceResolver() {
    throw new UnsupportedOperationException();
  }
}
