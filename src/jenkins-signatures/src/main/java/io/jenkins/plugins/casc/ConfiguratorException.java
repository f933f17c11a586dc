package io.jenkins.plugins.casc;

/** See the Javadoc of Jenkins. */
public class ConfiguratorException extends RuntimeException {
  public ConfiguratorException(Configurator configurator, String message) {}
}
