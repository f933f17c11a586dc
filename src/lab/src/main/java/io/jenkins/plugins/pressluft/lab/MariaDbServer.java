package io.jenkins.plugins.pressluft.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A MariaDB server of the lab's own, reached by its unix socket alone. The current system account
 * is its administrator, proven by the socket, so that there is no password to keep.
 */
public final class MariaDbServer {

  private final LabHome home;
  private final int bufferPoolMib;
  private Daemon daemon;

  MariaDbServer(LabHome home, int bufferPoolMib) {
    this.home = home;
    this.bufferPoolMib = bufferPoolMib;
  }

  /** Starts it, with a new and empty data directory when there is none yet. */
  public void start() {
    if (!Files.isDirectory(dataDirectory().resolve("mysql"))) {
      install();
    }
    List<String> command = new ArrayList<>(List.of(Tools.find("mariadbd"), "--no-defaults"));
    command.addAll(memory());
    command.add("--user=" + home.databaseUser());
    command.add("--datadir=" + dataDirectory());
    command.add("--tmpdir=" + home.tmp());
    command.add("--socket=" + socket());
    command.add("--pid-file=" + home.sockets().resolve("mariadb-own.pid"));
    command.add("--skip-networking");
    command.add("--skip-name-resolve");
    command.add("--character-set-server=utf8mb4");
    command.add("--collation-server=utf8mb4_unicode_ci");
    command.add("--max-allowed-packet=1G");
    daemon = Daemon.start(home, "mariadb", Map.of(), command);
    daemon.awaitReady(Duration.ofSeconds(60), () -> client("").input("select 1").run().ok());
  }

  private void install() {
    List<String> command = new ArrayList<>(List.of(Tools.find("mariadb-install-db")));
    command.add("--no-defaults");
    command.addAll(memory());
    command.add("--user=" + home.databaseUser());
    command.add("--datadir=" + dataDirectory());
    // Its own as well: a starting server deletes what others left there, live or not.
    command.add("--tmpdir=" + home.tmp());
    command.add("--auth-root-authentication-method=socket");
    command.add("--auth-root-socket-user=" + adminUser());
    command.add("--skip-test-db");
    command.add("--skip-name-resolve");
    Command.of(command).in(home.directory()).text();
  }

  /** The log is kept small for a small pool: a new one is written in full at the first start. */
  private List<String> memory() {
    int logMib = bufferPoolMib >= 512 ? 512 : 24;
    return List.of(
        "--innodb-buffer-pool-size=" + bufferPoolMib + "M",
        "--innodb-log-file-size=" + logMib + "M");
  }

  private Path dataDirectory() {
    return home.directory().resolve("database");
  }

  public Path socket() {
    return home.sockets().resolve("mariadb.sock");
  }

  /** The account that the socket makes administrator. */
  public String adminUser() {
    return LabHome.currentUser();
  }

  /**
   * Runs statements as the administrator.
   *
   * @param database the default database; empty for none
   * @return the rows, columns separated by tabs, without a head line
   * @throws IllegalStateException with the server's message when one fails
   */
  public String sql(String database, String statements) {
    return client(database).input(statements).text().strip();
  }

  /** The words of a client program, {@code mariadb} or {@code mariadb-dump}, for this server. */
  public List<String> clientWords(String program) {
    return List.of(
        Tools.find(program),
        "--no-defaults",
        "--socket=" + socket(),
        "--user=" + adminUser(),
        "--default-character-set=utf8mb4");
  }

  private Command client(String database) {
    List<String> words = new ArrayList<>(clientWords("mariadb"));
    words.addAll(List.of("--batch", "--skip-column-names", "--raw"));
    if (!database.isEmpty()) {
      words.add(database);
    }
    return Command.of(words).within(Duration.ofMinutes(20));
  }

  public boolean alive() {
    return daemon != null && daemon.alive();
  }

  public void stop() {
    if (daemon != null) {
      daemon.stop();
    }
  }

  /** Kills it as a power cut would, as far as the database can tell. */
  public void kill() {
    if (daemon != null) {
      daemon.kill();
    }
  }
}
