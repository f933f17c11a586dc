package io.jenkins.plugins.casc;

import io.jenkins.plugins.casc.model.CNode;
import java.util.List;
import java.util.Set;

/** Reads one type from configuration as code, and writes it again. */
public interface Configurator<T> {
  T check(CNode config, ConfigurationContext context) throws ConfiguratorException;

  T configure(CNode config, ConfigurationContext context) throws ConfiguratorException;

  Set<Attribute<T, ?>> describe();

  default CNode describe(T instance, ConfigurationContext context) throws Exception {
    throw new UnsupportedOperationException();
  }

  default String getName() {
    throw new UnsupportedOperationException();
  }

  default List<String> getNames() {
    throw new UnsupportedOperationException();
  }

  Class<T> getTarget();
}
