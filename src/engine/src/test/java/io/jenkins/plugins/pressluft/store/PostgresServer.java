package io.jenkins.plugins.pressluft.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real PostgreSQL on a free loopback port, with a data directory of its own and, where the tests
 * run as root, under an account that is not. It ends with this process, however that ends.
 *
 * <p>Its default collation is not that of bytes, so that what compares texts must say how.
 */
public final class PostgresServer implements AutoCloseable {
  /** The account that owns the databases, as an operator would make it: it is no superuser. */
  public static final String USER = "pressluft";

  /** That account's password. */
  public static final String PASSWORD = "open-5-sesame";

  private static final String SUPERUSER = "super";
  private static final long ROOM_BYTES = 2L << 30;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path directory;
  private final int port;
  private final List<String> command;
  private Process process;

  /** Starts one. */
  public PostgresServer() {
    try {
      directory = Files.createTempDirectory(place(), "pressluft-postgres");
      port = freePort();
      Path password = directory.resolve("password");
      Files.writeString(password, PASSWORD);
      Path data = directory.resolve("data");
      List<String> unprivileged = unprivileged();
      if (unprivileged.size() > 3) {
        own(directory);
        own(password);
      }
      List<String> initialize = new ArrayList<>(unprivileged);
      initialize.addAll(
          List.of(
              binary("initdb"),
              "--pgdata=" + data,
              "--username=" + SUPERUSER,
              "--auth=scram-sha-256",
              "--pwfile=" + password,
              "--encoding=UTF8",
              "--locale=C.UTF-8",
              "--locale-provider=icu",
              "--icu-locale=en",
              "--no-sync"));
      run(initialize);
      command = new ArrayList<>(unprivileged);
      command.addAll(
          List.of(
              binary("postgres"),
              "-D",
              data.toString(),
              "-p",
              Integer.toString(port),
              "-c",
              "listen_addresses=127.0.0.1",
              "-c",
              "unix_socket_directories=",
              "-c",
              "fsync=off",
              "-c",
              "full_page_writes=off",
              "-c",
              "max_connections=200"));
      Runtime.getRuntime().addShutdownHook(new Thread(this::close));
      start();
      superuser("postgres", "CREATE ROLE " + USER + " LOGIN PASSWORD '" + PASSWORD + "'");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it again, on the same port with the same data. */
  public void start() {
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
              .directory(directory.toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try (Connection connection =
          DriverManager.getConnection(url("postgres"), SUPERUSER, PASSWORD)) {
        return;
      } catch (SQLException e) {
        if (!process.isAlive() || System.nanoTime() > end) {
          throw new IllegalStateException("PostgreSQL did not start: " + said(), e);
        }
        Thread.onSpinWait();
      }
    }
  }

  /** Ends it at once; connections break, what was committed stays. */
  public void stop() {
    try {
      new ProcessBuilder("kill", "-QUIT", Long.toString(process.pid())).start().waitFor();
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Where a database is. */
  public String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  /** One statement past all rules of ownership, in a transaction of its own. */
  public void superuser(String database, String sql) {
    try (Connection connection = DriverManager.getConnection(url(database), SUPERUSER, PASSWORD);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  @Override
  public void close() {
    if (process != null && process.isAlive()) {
      stop();
    }
    if (Files.exists(directory)) {
      try (Stream<Path> all = Files.walk(directory)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private Path log() {
    return directory.resolve("log");
  }

  private String said() {
    try {
      return Files.readString(log());
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** In memory where there is enough of it: what the tests write is worth nothing afterwards. */
  private static Path place() throws IOException {
    Path memory = Path.of("/dev/shm");
    boolean enough =
        Files.isWritable(memory) && Files.getFileStore(memory).getUsableSpace() > ROOM_BYTES;
    return enough ? memory : Path.of(System.getProperty("java.io.tmpdir"));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** What a command begins with so that it ends with this process and is nobody privileged. */
  private static List<String> unprivileged() {
    List<String> words = new ArrayList<>(List.of("setpriv", "--pdeathsig", "QUIT"));
    if (System.getProperty("user.name").equals("root")) {
      words.addAll(List.of("--reuid=postgres", "--regid=postgres", "--clear-groups"));
    }
    return words;
  }

  private static void own(Path path) throws IOException {
    Files.setOwner(
        path,
        path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postgres"));
  }

  /** Debian keeps the programs beside those of other versions; the newest are taken. */
  private static String binary(String name) throws IOException {
    Path versions = Path.of("/usr/lib/postgresql");
    if (Files.isDirectory(versions)) {
      try (Stream<Path> all = Files.list(versions)) {
        return all.map(version -> version.resolve("bin").resolve(name))
            .filter(Files::isExecutable)
            .max(Comparator.comparing(Path::toString))
            .map(Path::toString)
            .orElse(name);
      }
    }
    return name;
  }

  private static void run(List<String> command) throws IOException {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new IllegalStateException(
          "These tests need PostgreSQL (on Debian: apt install postgresql).", e);
    }
    String said = new String(process.getInputStream().readAllBytes());
    try {
      if (process.waitFor() != 0) {
        throw new IllegalStateException(String.join(" ", command) + ": " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
