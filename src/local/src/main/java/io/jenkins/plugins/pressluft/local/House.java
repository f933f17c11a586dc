package io.jenkins.plugins.pressluft.local;

import io.jenkins.plugins.pressluft.ansible.LocalSecrets;
import io.jenkins.plugins.pressluft.ansible.PlaybookLauncher;
import io.jenkins.plugins.pressluft.ansible.SecretSource;
import io.jenkins.plugins.pressluft.api.ApiServlet;
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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A whole running Pressluft of one home: the only place where the parts are put together. What was
 * opened is closed in the opposite order, also when the start fails half-way.
 */
public final class House implements AutoCloseable {
  /** How often a playbook is looked at, which is reading two files of this machine. */
  private static final Duration LOOK = Duration.ofMillis(100);

  private static final Logger LOG = LoggerFactory.getLogger(House.class);
  private static final Duration REGISTRY_LOOK = Duration.ofSeconds(2);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final Home home;
  private PressluftServer server;
  private Store store;
  private RegistryFile registry;

  private House(Home home) {
    this.home = home;
  }

  /**
   * Opens the home and begins to work and to listen.
   *
   * @throws ServerException with a sentence for the operator
   */
  public static House open(Home home, Settings settings, LauncherSource launchers) {
    House house = new House(home);
    try {
      house.start(settings, launchers);
      return house;
    } catch (RuntimeException e) {
      house.close();
      throw e;
    }
  }

  /** The web server. */
  public PressluftServer server() {
    return server;
  }

  /** The database. */
  public Store store() {
    return store;
  }

  /** How the registry file stands. */
  public RegistryFile.State registry() {
    return registry.state();
  }

  /** Reads the registry file again now, if it was modified. */
  public RegistryFile.State checkRegistry() {
    return registry.check();
  }

  @Override
  public void close() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        LOG.warn("A part did not close cleanly", e);
      }
    }
  }

  private void start(Settings settings, LauncherSource launchers) {
    home.create();
    keep(HomeLock.take(home));
    SecureRandom random = new SecureRandom();
    AccessToken token = AccessToken.load(home.token(), random);
    ManifestKeys keys = ManifestKeys.open(home.directory());
    store = keep(Store.open(settings.databaseOf(home), settings.clock()));
    registry = keep(new RegistryFile(settings.config(), new Registry(store), settings.clock()));
    ControllerIdentity controller =
        ControllerIdentity.ofThisMachine(home.directory(), !store.isShared());
    if (store.isShared()) {
      registry.sharedBy(controller.name(), store);
      keys.agree(store, controller.name(), home.directory());
    }
    registry.watch(REGISTRY_LOOK);
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    keep(meters::close);
    makeLogs();
    Uploads uploads = new Uploads(home.directory(), settings.clock());
    Engine engine =
        keep(
            Engine.of(
                store,
                launchers.of(home, settings.clock()),
                Operations.all(keys, uploads),
                Operations.settlement(keys),
                new OperationsLog(home.operationsLog()),
                meters,
                settings.clock(),
                settings.jobs().with(registry::limits).at(controller),
                launchers.secrets(home)));
    ApiServlet api =
        new ApiServlet(
            store,
            engine.service(),
            engine.events(),
            new TokenCallers(token, random, settings.clock()),
            uploads,
            meters,
            settings.api());
    server = new PressluftServer(settings.bind(), api);
    server.start();
    keep(server);
    writeAddress();
    keep(() -> Files.deleteIfExists(home.address()));
    engine.runner().start();
  }

  private <T extends AutoCloseable> T keep(T part) {
    parts.push(part);
    return part;
  }

  private void makeLogs() {
    new Home(home.logs()).create();
  }

  private void writeAddress() {
    try {
      Path made = home.directory().resolve("server.url.new");
      Files.writeString(made, server.endpoint() + "\n", StandardCharsets.US_ASCII);
      Files.move(made, home.address(), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new ServerException(
          "The home " + home.directory() + " cannot be written: " + e.getMessage());
    }
  }

  /** How playbooks are started: as processes of this machine, or as a test says. */
  @FunctionalInterface
  public interface LauncherSource {
    /** The launcher for a home. */
    PlaybookLauncher of(Home home, Clock clock);

    /** Where the secrets of a home are: those that no playbook gets, too. */
    default SecretSource secrets(Home home) {
      return new LocalSecrets(home.directory(), Map.of());
    }
  }

  /**
   * What a house can be told.
   *
   * @param config the registry file
   * @param database where the state is; null: in the home's own file
   */
  public record Settings(
      Path config,
      PressluftServer.Bind bind,
      JobSettings jobs,
      ApiServlet.Settings api,
      Clock clock,
      Database database) {
    /** With the state in the home's own file. */
    public Settings(
        Path config,
        PressluftServer.Bind bind,
        JobSettings jobs,
        ApiServlet.Settings api,
        Clock clock) {
      this(config, bind, jobs, api, clock, null);
    }

    /** The usual ones. */
    public static Settings of(Path config, PressluftServer.Bind bind) {
      return new Settings(
          config,
          bind,
          JobSettings.defaults(worker()).withLook(LOOK),
          ApiServlet.Settings.defaults(),
          Clock.systemUTC());
    }

    /** With the state in another database; null: in the home's own file. */
    public Settings on(Database other) {
      return new Settings(config, bind, jobs, api, clock, other);
    }

    private Database databaseOf(Home home) {
      return database == null ? Database.file(home.database()) : database;
    }

    private static String worker() {
      String host;
      try {
        host = java.net.InetAddress.getLocalHost().getHostName();
      } catch (java.net.UnknownHostException e) {
        host = "localhost";
      }
      return host + ":" + ProcessHandle.current().pid();
    }
  }
}
