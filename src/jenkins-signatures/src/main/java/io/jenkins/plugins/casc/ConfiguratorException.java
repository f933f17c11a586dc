package io.jenkins.plugins.casc;

/** A document that cannot be applied, with the reason. */
public class ConfiguratorException extends RuntimeException {
  public ConfiguratorException(Configurator configurator, String message) {}
}
