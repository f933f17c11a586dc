package io.jenkins.plugins.pressluft.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A Pressluft server in a process of its own, as a user would start it, on a free port and with its
 * home inside the lab. It ends with the lab at the latest.
 */
public final class LabServer implements AutoCloseable {

  private static final String PROGRAM = "io.jenkins.plugins.pressluft.local.Main";

  private final LabHost lab;
  private final Path home;
  private Daemon daemon;

  private LabServer(LabHost lab, Path home) {
    this.lab = lab;
    this.home = home;
  }

  /**
   * Starts a server that knows every environment of the lab.
   *
   * @throws IllegalStateException with the server's own words when it does not accept the registry
   */
  public static LabServer start(LabHost lab, RegistryFile registry) {
    LabServer server = new LabServer(lab, lab.directory().resolve("server"));
    registry.writeTo(server.home);
    server.start();
    if (server.client().get("/sites").json().isEmpty()) {
      String words = server.logTail();
      server.close();
      throw new IllegalStateException("the server knows no site: " + words);
    }
    return server;
  }

  /** Starts it again with the home that it has, after {@link #kill} or {@link #close}. */
  public void start() {
    try {
      Files.deleteIfExists(home.resolve("server.url"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon =
        lab.companion(
            "server",
            Map.of(),
            JavaPrograms.words(
                PROGRAM,
                List.of("-Xmx512m", "-Djava.awt.headless=true"),
                List.of("serve", "--home", home.toString(), "--port", "0")));
    daemon.awaitReady(
        Duration.ofSeconds(60),
        () -> Files.exists(home.resolve("server.url")) && Files.exists(home.resolve("token")));
  }

  /** The directory with its database, its logs and its token. */
  public Path home() {
    return home;
  }

  public Path tokenFile() {
    return home.resolve("token");
  }

  /** The REST endpoint's address, without a slash at its end. */
  public String url() {
    return read("server.url");
  }

  /** A client that shows the server's own token. */
  public RestClient client() {
    return new RestClient(url(), read("token"));
  }

  /** Runs the command line program against this server; any exit code is an answer. */
  public CommandLineAnswer command(String... words) {
    List<String> options = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    if (words[0].equals("run")) {
      options.addAll(JavaPrograms.OPEN_FOR_GROOVY);
    }
    Command.Output output =
        Command.of(JavaPrograms.words(PROGRAM, options, List.of(words)))
            .with("PRESSLUFT_HOME", home.toString())
            .within(Duration.ofMinutes(40))
            .run();
    return new CommandLineAnswer(output.exit(), output.out(), output.err());
  }

  /** What the command line program wrote. */
  public record CommandLineAnswer(int exit, String out, String err) {}

  public boolean alive() {
    return daemon.alive();
  }

  /** The server's process id. */
  public long pid() {
    return daemon.leader().pid();
  }

  /** The end of what it wrote. */
  public String logTail() {
    return daemon.logTail();
  }

  /** Kills the server alone with SIGKILL; playbooks that it started live on, as they must. */
  public void kill() {
    daemon.kill();
  }

  /** Lets the server end in good order. */
  @Override
  public void close() {
    daemon.stop();
  }

  private String read(String file) {
    try {
      return Files.readString(home.resolve(file)).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
