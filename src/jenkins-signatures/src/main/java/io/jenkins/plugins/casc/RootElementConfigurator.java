package io.jenkins.plugins.casc;

/** A configurator for a key at the top of the document. */
public interface RootElementConfigurator<T> extends Configurator<T> {
  T getTargetComponent(ConfigurationContext context);
}
