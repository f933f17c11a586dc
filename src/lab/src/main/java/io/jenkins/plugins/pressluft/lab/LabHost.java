package io.jenkins.plugins.pressluft.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A whole WordPress host below one directory: database, PHP, web server and optionally sshd, none
 * of them known to the system. Closing it stops every process and removes the directory; when this
 * JVM is killed instead, a watchdog does the same within seconds, and {@link #sweep} later for a
 * watchdog that was killed too.
 */
public final class LabHost implements AutoCloseable {

  private final LabOptions options;
  private final LabHome home;
  private final MariaDbServer database;
  private final PhpFpm php;
  private final Nginx nginx;
  private final SshServer ssh;
  private final Map<String, WordPress> installations = new LinkedHashMap<>();
  private final List<Daemon> companions = new ArrayList<>();
  private Watchdog watchdog;
  private boolean closed;

  private LabHost(LabOptions options, LabHome home) {
    this.options = options;
    this.home = home;
    this.database = new MariaDbServer(home, options.bufferPoolMib());
    this.php = new PhpFpm(home, options.phpWorkers());
    this.nginx = new Nginx(home, php.address());
    this.ssh = options.ssh() ? new SshServer(home) : null;
  }

  /**
   * Starts a lab; WordPress answers when this returns.
   *
   * @throws IllegalStateException with what the failing part wrote, after everything was stopped
   */
  public static LabHost start(LabOptions options) {
    LabHome home = LabHome.prepare(options.directory());
    LabHost lab = new LabHost(options, home);
    try {
      ProcessIdentity.of(ProcessHandle.current().pid()).orElseThrow().write(home.ownerFile());
      lab.watchdog = Watchdog.start(home, options.keep());
      lab.startParts();
      return lab;
    } catch (IOException e) {
      lab.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      lab.close();
      throw e;
    }
  }

  private void startParts() throws IOException {
    try (InputStream script = getClass().getResourceAsStream("/pressluft/lab/wordpress.php")) {
      Files.write(home.etc().resolve("wordpress.php"), script.readAllBytes());
    }
    database.start();
    Map<String, ReleaseLayout> layouts = new LinkedHashMap<>();
    for (String slugPath : options.environments()) {
      String name = "wp_" + slugPath.replaceAll("[/-]", "_");
      Path path = home.directory().resolve("sites").resolve(slugPath);
      ReleaseLayout layout = new ReleaseLayout(home, database, path, name);
      layout.create();
      layouts.put(slugPath, layout);
    }
    php.start();
    nginx.start(layouts.values().stream().map(ReleaseLayout::path).toList());
    if (ssh != null) {
      ssh.start();
    }
    layouts.forEach(
        (slugPath, layout) -> {
          WordPress installation =
              new WordPress(home, database, layout, slugPath, nginx.port(layout.path()));
          installation.install();
          installations.put(slugPath, installation);
        });
    nginx.blockInstaller();
  }

  /** The lab's directory, a real path. */
  public Path directory() {
    return home.directory();
  }

  /** The directory where backups of kind {@code file} may go; 0700. */
  public Path backups() {
    return home.backups();
  }

  /** The first environment. */
  public WordPress wordpress() {
    return installations.values().iterator().next();
  }

  /** An environment by its slug path. */
  public WordPress wordpress(String slugPath) {
    WordPress found = installations.get(slugPath);
    if (found == null) {
      throw new IllegalArgumentException("this lab has " + installations.keySet());
    }
    return found;
  }

  public List<WordPress> installations() {
    return List.copyOf(installations.values());
  }

  public MariaDbServer database() {
    return database;
  }

  public PhpFpm php() {
    return php;
  }

  public Nginx nginx() {
    return nginx;
  }

  /**
   * The way in by SSH.
   *
   * @throws IllegalStateException when the lab was started without it
   */
  public SshServer ssh() {
    if (ssh == null) {
      throw new IllegalStateException("this lab was started without SSH");
    }
    return ssh;
  }

  /** Remembers the state of each WordPress for {@link #reset()}. */
  public void remember() {
    installations.values().forEach(WordPress::remember);
  }

  /**
   * Brings every WordPress, database and daemon back to the remembered state, in about a second:
   * for the next test. Backups are removed.
   */
  public void reset() {
    ProcessGroup.killMarkedExcept(mark(), ownPids());
    if (!database.alive()) {
      database.start();
    }
    installations.values().forEach(WordPress::reset);
    php.restart();
    if (!nginx.alive()) {
      nginx.kill();
      nginx.start();
    }
    if (ssh != null && !ssh.alive()) {
      ssh.start();
    }
    Command.of("find", backups().toString(), "-mindepth", "1", "-delete").text();
  }

  /**
   * Runs another long-lived program that belongs to this lab and ends with it.
   *
   * @param name unique within the lab; names the log
   */
  Daemon companion(String name, Map<String, String> environment, List<String> command) {
    Daemon daemon = Daemon.start(home, name, environment, command);
    companions.add(daemon);
    return daemon;
  }

  /** The ends of what the companions wrote, for a report of what went wrong. */
  String companionLogs() {
    StringBuilder text = new StringBuilder();
    companions.forEach(companion -> text.append(companion.logTail()).append('\n'));
    return text.toString();
  }

  /** Every process of this lab that lives now, detached ones included. */
  public List<Long> processes() {
    List<Long> pids = new ArrayList<>();
    ProcessGroup.marked(mark()).forEach(process -> pids.add(process.pid()));
    groups(home.directory()).stream()
        .flatMap(group -> group.members().stream())
        .map(ProcessIdentity::pid)
        .filter(pid -> !pids.contains(pid))
        .forEach(pids::add);
    return pids;
  }

  private List<Long> ownPids() {
    return groups(home.directory()).stream()
        .flatMap(group -> group.members().stream())
        .map(ProcessIdentity::pid)
        .toList();
  }

  private String mark() {
    return LabHome.MARK + "=" + home.directory();
  }

  /** Stops everything; only the first call does anything, others wait for it. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    for (Daemon companion : companions) {
      companion.stop();
    }
    nginx.stop();
    php.stop();
    if (ssh != null) {
      ssh.stop();
    }
    database.stop();
    clear(home.directory(), options.keep());
    if (watchdog != null) {
      watchdog.dismiss();
    }
  }

  /**
   * Stops and removes every lab directly below {@code parent} whose owner is gone; labs of living
   * owners and of other users are left alone.
   *
   * @return the directories that were cleared away
   */
  public static List<Path> sweep(Path parent) {
    List<Path> swept = new ArrayList<>();
    try (Stream<Path> entries = Files.list(parent)) {
      for (Path entry : entries.toList()) {
        if (entry.getFileName().toString().startsWith(LabOptions.PREFIX)
            && !Files.isSymbolicLink(entry)
            && Files.getOwner(entry).getName().equals(LabHome.currentUser())
            && ProcessIdentity.read(entry.resolve("owner"))
                .filter(owner -> !owner.alive())
                .isPresent()) {
          clear(entry.toRealPath(), false);
          swept.add(entry);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return swept;
  }

  private static void clear(Path directory, boolean keep) {
    groups(directory).forEach(group -> group.stop(Duration.ofSeconds(5)));
    ProcessGroup.killMarked(LabHome.MARK + "=" + directory);
    if (!keep) {
      Command.of("rm", "-rf", "--", directory.toString()).text();
    }
  }

  private static List<ProcessGroup> groups(Path directory) {
    Path run = directory.resolve("run");
    if (!Files.isDirectory(run)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(run)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(".pid"))
          .filter(file -> !file.getFileName().toString().endsWith("-own.pid"))
          .flatMap(file -> ProcessIdentity.read(file).stream())
          .map(ProcessGroup::new)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Hands files to the account that PHP runs as, as if WordPress itself had written them. */
  void giveToWeb(Path... paths) {
    home.giveTo(home.webUser(), paths);
  }

  /** Makes a directory that only its owner may read. */
  static Path privateDirectory(Path wanted) {
    try {
      Files.createDirectories(wanted);
      Files.setPosixFilePermissions(wanted, PosixFilePermissions.fromString("rwx------"));
      return wanted;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
