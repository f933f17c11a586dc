package io.jenkins.plugins.casc;

/** See the Javadoc of Jenkins. */
public interface RootElementConfigurator<T> extends Configurator<T> {
  T getTargetComponent(ConfigurationContext context);
}
