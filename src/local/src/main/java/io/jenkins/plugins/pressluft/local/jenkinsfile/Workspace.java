package io.jenkins.plugins.pressluft.local.jenkinsfile;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Where {@code sh}, {@code dir} and the file steps work, and the variables they see. */
final class Workspace {
  private static final Duration LEFT_OPEN = Duration.ofSeconds(2);

  private final boolean isOwn;
  private final RunLog log;
  private final Deque<Path> inside = new ArrayDeque<>();
  private final Map<String, String> variables = new LinkedHashMap<>();

  /**
   * A workspace.
   *
   * @param isOwn whether the directory was made for this run
   */
  Workspace(Path root, boolean isOwn, RunLog log) {
    this.isOwn = isOwn;
    this.log = log;
    inside.push(root);
    variables.put("WORKSPACE", root.toString());
  }

  /** {@code env}: live, so that what a Jenkinsfile puts in is seen by {@code sh}. */
  Map<String, String> variables() {
    return variables;
  }

  Path directory() {
    return inside.element();
  }

  void enter(String path) {
    try {
      inside.push(Files.createDirectories(resolve(path)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void leave() {
    inside.pop();
  }

  Path resolve(String path) {
    return directory().resolve(path).normalize();
  }

  /** Empties the directory; only ever the run's own, never one that a person named. */
  Object deleteDirectory() {
    if (!isOwn) {
      throw new StepFailure(
          RunEnd.FAILED,
          "deleteDir is not done in a directory given with --workspace; empty it yourself.");
    }
    clear(directory());
    return null;
  }

  static void clear(Path directory) {
    try (Stream<Path> below = Files.walk(directory)) {
      for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
        if (!path.equals(directory)) {
          Files.delete(path);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a script came to. */
  record Ended(int status, String out) {}

  /**
   * Runs a script with {@code /bin/sh -xe}, as Jenkins does.
   *
   * @param keep whether its standard output is returned instead of shown
   * @throws InterruptedException when time is over; everything it started is stopped
   */
  Ended sh(String script, boolean keep) throws InterruptedException {
    Process process = null;
    try {
      Path file = Files.createTempFile("pressluft-sh", ".sh");
      try {
        Files.writeString(file, script);
        boolean own = script.startsWith("#!");
        List<String> words =
            own
                ? List.of("/bin/sh", "-c", "chmod 0700 \"$0\" && exec \"$0\"", file.toString())
                : List.of("/bin/sh", "-xe", file.toString());
        ProcessBuilder builder = new ProcessBuilder(words).directory(directory().toFile());
        builder.environment().remove("PRESSLUFT_TOKEN");
        builder.environment().putAll(variables);
        builder.redirectInput(new File("/dev/null"));
        process = builder.start();
        StringBuffer kept = new StringBuffer();
        Thread errors = drain(process.getErrorStream(), log::output);
        Thread out =
            drain(
                process.getInputStream(),
                keep ? line -> kept.append(line).append('\n') : log::output);
        int status = process.waitFor();
        // What it left running in the background may hold these open; the step ends without it.
        errors.join(LEFT_OPEN.toMillis());
        out.join(LEFT_OPEN.toMillis());
        return new Ended(status, kept.toString());
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      if (process != null && process.isAlive()) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    }
  }

  private static Thread drain(InputStream from, Consumer<String> lines) {
    Thread thread =
        new Thread(
            () -> {
              try (BufferedReader text =
                  new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
                text.lines().forEach(lines);
              } catch (IOException | UncheckedIOException e) {
                lines.accept("(the rest could not be read: " + e.getMessage() + ")");
              }
            },
            "sh output");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
