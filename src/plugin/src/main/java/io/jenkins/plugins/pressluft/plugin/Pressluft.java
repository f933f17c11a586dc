package io.jenkins.plugins.pressluft.plugin;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.init.InitMilestone;
import hudson.init.Initializer;
import hudson.init.Terminator;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.pressluft.ansible.LocalSecrets;
import io.jenkins.plugins.pressluft.ansible.PlaybookLauncher;
import io.jenkins.plugins.pressluft.ansible.SecretSource;
import io.jenkins.plugins.pressluft.job.EventStream;
import io.jenkins.plugins.pressluft.job.Holds;
import io.jenkins.plugins.pressluft.job.JobService;
import io.jenkins.plugins.pressluft.plugin.credential.JenkinsSecrets;
import io.jenkins.plugins.pressluft.registry.RegistryFile;
import io.jenkins.plugins.pressluft.store.Database;
import io.jenkins.plugins.pressluft.store.Store;
import io.jenkins.plugins.pressluft.upload.Uploads;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;

/**
 * The engine of this controller: opened when configuration and jobs are loaded, closed before
 * Jenkins ends. Its state lies in {@code JENKINS_HOME/pressluft/}.
 *
 * <p>A home that cannot be opened does not keep Jenkins from starting: {@link #trouble} says what
 * is wrong, every use throws {@link IllegalStateException} with that sentence, and {@link
 * Reopening} tries again.
 */
@Extension
public final class Pressluft {
  private static final Logger LOG = Logger.getLogger(Pressluft.class.getName());
  private static final String CLOSED = "Pressluft has not started yet; try again in a moment.";

  private Rooms rooms;
  private String trouble = CLOSED;

  /** The start, or another try at it, while it goes on; null before and after. */
  private volatile Thread opening;

  /** Whether Jenkins has come to our start. */
  private volatile boolean begun;

  /** Whether the start was over, well or not; then it goes on only as another try. */
  private volatile boolean tried;

  private boolean ended;

  /** The one of this controller. */
  public static Pressluft get() {
    return ExtensionList.lookupSingleton(Pressluft.class);
  }

  /**
   * Opens the home as the extensions of this controller say. Jenkins does not wait for it; whoever
   * uses a part of the engine does.
   */
  @Initializer(after = InitMilestone.JOB_CONFIG_ADAPTED, before = InitMilestone.COMPLETED)
  public static void start() {
    get().begun = true;
    get().openBeside(home(), Clock.systemUTC());
  }

  /**
   * Tries to open what could not be opened, with what is configured now; does not wait for it. Does
   * nothing where it is open, or where the start is still to come.
   */
  public void openAgain() {
    if (begun && opening == null) {
      openBeside(home(), Clock.systemUTC());
    }
  }

  /** Lets running playbooks go on; the next start takes them up again. */
  @Terminator
  public static void stop() {
    get().end();
  }

  private void end() {
    synchronized (this) {
      ended = true;
    }
    awaitOpening();
    close();
  }

  /** The plugin's directory, absolute. */
  public static Path home() {
    return Jenkins.get().getRootDir().toPath().toAbsolutePath().resolve("pressluft");
  }

  private synchronized void openBeside(Path home, Clock clock) {
    if (rooms != null || opening != null || ended) {
      return;
    }
    Thread thread =
        new Thread(
            () -> {
              try (ACLContext context = ACL.as2(ACL.SYSTEM2)) {
                open(home, clock);
              } finally {
                tried = true;
                opening = null;
              }
            },
            "pressluft-start");
    thread.setDaemon(true);
    opening = thread;
    thread.start();
  }

  /** Whether the start goes on; until it is over, every use of the engine waits for it. */
  public boolean isOpening() {
    return opening != null && !tried;
  }

  private void awaitOpening() {
    Thread thread = opening;
    if (thread == null || thread == Thread.currentThread()) {
      return;
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(CLOSED, e);
    }
  }

  private synchronized void open(Path home, Clock clock) {
    if (rooms != null) {
      return;
    }
    try {
      rooms =
          Rooms.open(
              home, database(home), registryFile(home), launcher(home, clock), seeds(home), clock);
      trouble = null;
      ExtensionList.lookup(EngineListener.class).forEach(listener -> listener.opened(this));
    } catch (RuntimeException | LinkageError e) {
      close();
      String now = "Pressluft could not start in " + home + ": " + e.getMessage();
      if (!now.equals(trouble)) {
        LOG.log(Level.SEVERE, now, e);
      }
      trouble = now;
    }
  }

  private static PlaybookLauncher launcher(Path home, Clock clock) {
    List<LauncherSource> sources = ExtensionList.lookup(LauncherSource.class);
    if (sources.isEmpty()) {
      throw new IllegalStateException("no extension can start playbooks");
    }
    return sources.get(0).launcher(home, clock);
  }

  private static Database database(Path home) {
    List<DatabaseSource> sources = ExtensionList.lookup(DatabaseSource.class);
    return sources.isEmpty()
        ? Database.file(home.resolve("pressluft.db"))
        : sources.get(0).database(home);
  }

  private static Path registryFile(Path home) {
    List<RegistrySource> sources = ExtensionList.lookup(RegistrySource.class);
    return sources.isEmpty() ? home.resolve("pressluft.yml") : sources.get(0).file(home);
  }

  /** Not under the lock: the engine's threads, which it waits for, ask for its parts to the end. */
  private void close() {
    Rooms open;
    synchronized (this) {
      open = rooms;
    }
    if (open == null) {
      return;
    }
    ExtensionList.lookup(EngineListener.class).forEach(EngineListener::closing);
    open.close();
    synchronized (this) {
      rooms = null;
      trouble = CLOSED;
    }
  }

  /** Where the seeds of one-time codes are: they are asked for before there is a job. */
  private static SecretSource seeds(Path home) {
    return JenkinsSecrets.of(new LocalSecrets(home, System.getenv()), null, null, null);
  }

  /** Why nothing works, for the operator; empty when all is well. */
  public Optional<String> trouble() {
    awaitOpening();
    synchronized (this) {
      return Optional.ofNullable(trouble);
    }
  }

  /** The way in for every request. */
  public JobService service() {
    return rooms().engine().service();
  }

  /** The database. Never ask it on the thread that runs a pipeline's script. */
  public Store store() {
    return rooms().store();
  }

  /** Sites that are kept for a sequence of jobs. */
  public Holds holds() {
    return rooms().engine().holds();
  }

  /** Wakes readers of a job's events. */
  public EventStream events() {
    return rooms().engine().events();
  }

  /** The registry file and how it stands. */
  public RegistryFile registry() {
    return rooms().registry();
  }

  /** Uploaded archives. */
  public Uploads uploads() {
    return rooms().uploads();
  }

  /** What is counted and measured. */
  public PrometheusMeterRegistry meters() {
    return rooms().meters();
  }

  private Rooms rooms() {
    awaitOpening();
    synchronized (this) {
      if (rooms == null) {
        throw new IllegalStateException(trouble);
      }
      return rooms;
    }
  }
}
