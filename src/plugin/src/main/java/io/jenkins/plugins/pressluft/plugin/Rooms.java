package io.jenkins.plugins.pressluft.plugin;

import io.jenkins.plugins.pressluft.ansible.PlaybookLauncher;
import io.jenkins.plugins.pressluft.ansible.SecretSource;
import io.jenkins.plugins.pressluft.audit.OperationsLog;
import io.jenkins.plugins.pressluft.job.ControllerIdentity;
import io.jenkins.plugins.pressluft.job.Engine;
import io.jenkins.plugins.pressluft.job.JobSettings;
import io.jenkins.plugins.pressluft.operation.ManifestKeys;
import io.jenkins.plugins.pressluft.operation.Operations;
import io.jenkins.plugins.pressluft.registry.Registry;
import io.jenkins.plugins.pressluft.registry.RegistryFile;
import io.jenkins.plugins.pressluft.store.Database;
import io.jenkins.plugins.pressluft.store.Store;
import io.jenkins.plugins.pressluft.upload.Uploads;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A running engine of one home. What was opened is closed in the opposite order, also when the
 * start fails half-way. Knows nothing of Jenkins.
 */
final class Rooms implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Rooms.class.getName());

  /** Executors of Jenkins bound what runs; this only keeps the engine's threads from growing. */
  private static final int WORKERS = 64;

  private static final Duration REGISTRY_LOOK = Duration.ofSeconds(2);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private Store store;
  private Engine engine;
  private RegistryFile registry;
  private Uploads uploads;
  private PrometheusMeterRegistry meters;

  private Rooms() {}

  /** Opens the home, made with mode 0700 where it is not there, and begins to work. */
  static Rooms open(
      Path home,
      Database database,
      Path registryFile,
      PlaybookLauncher launcher,
      SecretSource secrets,
      Clock clock) {
    Rooms rooms = new Rooms();
    try {
      rooms.start(home, database, registryFile, launcher, secrets, clock);
      return rooms;
    } catch (RuntimeException e) {
      rooms.close();
      throw e;
    }
  }

  private void start(
      Path home,
      Database database,
      Path registryFile,
      PlaybookLauncher launcher,
      SecretSource secrets,
      Clock clock) {
    makePrivate(home);
    makePrivate(home.resolve("logs"));
    ManifestKeys keys = ManifestKeys.open(home);
    store = keep(Store.open(database, clock));
    registry = keep(new RegistryFile(registryFile, new Registry(store), clock));
    ControllerIdentity controller = ControllerIdentity.ofThisMachine(home, !store.isShared());
    if (store.isShared()) {
      registry.sharedBy(controller.name(), store);
      keys.agree(store, controller.name(), home);
    }
    registry.watch(REGISTRY_LOOK);
    meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    keep(meters::close);
    uploads = new Uploads(home, clock);
    engine =
        keep(
            Engine.of(
                store,
                launcher,
                Operations.all(keys, uploads),
                Operations.settlement(keys),
                new OperationsLog(home.resolve("logs").resolve("operations.jsonl")),
                meters,
                clock,
                JobSettings.defaults("jenkins:" + ProcessHandle.current().pid())
                    .with(registry::limits)
                    .withWorkers(WORKERS)
                    .at(controller),
                secrets));
    engine.runner().start();
  }

  Store store() {
    return store;
  }

  Engine engine() {
    return engine;
  }

  RegistryFile registry() {
    return registry;
  }

  Uploads uploads() {
    return uploads;
  }

  PrometheusMeterRegistry meters() {
    return meters;
  }

  private <T extends AutoCloseable> T keep(T part) {
    parts.push(part);
    return part;
  }

  @Override
  public void close() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        LOG.log(Level.WARNING, "A part did not close cleanly", e);
      }
    }
  }

  private static void makePrivate(Path directory) {
    try {
      if (!Files.isDirectory(directory)) {
        Files.createDirectory(
            directory,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The directory " + directory + " cannot be made", e);
    }
  }
}
