package io.jenkins.plugins.pressluft.lab;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives a test the lab: {@code @ExtendWith(LabExtension.class)} and a parameter {@link LabHost} (or
 * {@link WordPress} for its first environment) on the test or its {@code @BeforeEach}.
 *
 * <p>One lab serves all tests of the JVM, since starting one costs seconds; before every test it is
 * brought back to the state after its installation, whatever the test before it broke. It has two
 * environments, {@code acme/production} and {@code shop/production}, and SSH.
 */
public final class LabExtension implements BeforeEachCallback, ParameterResolver {

  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(LabExtension.class);

  /** The one lab; closed by JUnit with its root context. */
  private static final class Shared implements AutoCloseable {
    private final LabHost lab;
    private boolean used;

    Shared() {
      lab =
          LabHost.start(
              LabOptions.temporary()
                  .withEnvironments("acme/production", "shop/production")
                  .withSsh());
      lab.remember();
    }

    @Override
    public void close() {
      lab.close();
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    Shared shared = shared(context);
    if (shared.used) {
      shared.lab.reset();
    }
    shared.used = true;
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == LabHost.class || type == WordPress.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    LabHost lab = shared(context).lab;
    Map<Class<?>, Object> values = new HashMap<>();
    values.put(LabHost.class, lab);
    values.put(WordPress.class, lab.wordpress());
    return values.get(parameter.getParameter().getType());
  }

  private static Shared shared(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(Shared.class, type -> new Shared(), Shared.class);
  }
}
