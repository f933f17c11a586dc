package io.jenkins.plugins.pressluft.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * A long-running child in a session of its own, known by a pid file that it writes itself before it
 * becomes the program: there is no moment in which it runs and cannot be found again.
 */
final class Daemon {

  private static final Duration GRACE = Duration.ofSeconds(20);

  /** Writes pid and start time, then becomes the program; the pid stays the same. */
  private static final String BECOME =
      """
      pid_file=$1; shift
      stat=$(<"/proc/$$/stat"); stat=${stat##*) }; set -f; fields=($stat); set +f
      printf '%s %s\\n' "$$" "${fields[19]}" >"$pid_file.new" && mv "$pid_file.new" "$pid_file" &&
      exec "$@"
      """;

  private final String name;
  private final Path log;
  private final ProcessGroup group;

  private Daemon(String name, Path log, ProcessGroup group) {
    this.name = name;
    this.log = log;
    this.group = group;
  }

  /**
   * Starts a program.
   *
   * @param home the lab's directory; the pid file goes to {@code run}, the output to {@code log}
   */
  static Daemon start(LabHome home, String name, Map<String, String> env, List<String> command) {
    try {
      Path log = home.log().resolve(name + ".log");
      Path pidFile = home.run().resolve(name + ".pid");
      Files.deleteIfExists(pidFile);
      List<String> words = new ArrayList<>(List.of("setsid", "bash", "-c", BECOME, name));
      words.add(pidFile.toString());
      words.addAll(command);
      ProcessBuilder builder = new ProcessBuilder(words);
      builder.environment().put(LabHome.MARK, home.directory().toString());
      builder.environment().putAll(env);
      builder.directory(home.directory().toFile());
      builder.redirectErrorStream(true);
      builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
      Process process = builder.start();
      if (!Waiting.until(
          Duration.ofSeconds(20),
          Duration.ofMillis(5),
          () -> Files.exists(pidFile) || !process.isAlive())) {
        process.destroyForcibly();
        throw new IllegalStateException(name + " did not start within 20 seconds");
      }
      ProcessIdentity leader =
          ProcessIdentity.read(pidFile)
              .orElseThrow(() -> new IllegalStateException(name + " did not start"));
      return new Daemon(name, log, new ProcessGroup(leader));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Waits until the program answers.
   *
   * @throws IllegalStateException with the end of its log when it ends or takes longer
   */
  void awaitReady(Duration limit, BooleanSupplier ready) {
    boolean[] answers = {false};
    Waiting.until(
        limit,
        Duration.ofMillis(20),
        () -> {
          answers[0] = ready.getAsBoolean();
          return answers[0] || !group.leader().alive();
        });
    if (!answers[0]) {
      boolean ended = !group.leader().alive();
      group.kill();
      throw new IllegalStateException(
          name + (ended ? " ended at its start: " : " does not answer: ") + logTail());
    }
  }

  boolean alive() {
    return group.leader().alive();
  }

  ProcessIdentity leader() {
    return group.leader();
  }

  ProcessGroup group() {
    return group;
  }

  void stop() {
    group.stop(GRACE);
  }

  void kill() {
    group.kill();
  }

  String logTail() {
    try {
      String text = Files.readString(log);
      return text.substring(Math.max(0, text.length() - 2000)).strip();
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }
}
