package io.jenkins.plugins.pressluft.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A small process that outlives us and clears the lab away when we were killed. It holds the
 * reading end of a pipe whose other end is ours alone: no signal to this JVM can keep that end
 * open.
 */
final class Watchdog {

  private final Process process;

  private Watchdog(Process process) {
    this.process = process;
  }

  static Watchdog start(LabHome home, boolean keep) {
    try (InputStream script = Watchdog.class.getResourceAsStream("/pressluft/lab/watchdog.sh")) {
      Path file = home.etc().resolve("watchdog.sh");
      Files.write(file, script.readAllBytes());
      List<String> words =
          List.of(
              "setsid",
              "bash",
              file.toString(),
              home.directory().toString(),
              keep ? "keep" : "remove");
      Process process =
          new ProcessBuilder(words)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .directory(Path.of("/").toFile())
              .start();
      return new Watchdog(process);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Tells it that everything was cleared away, and waits until it has ended. */
  void dismiss() {
    try (OutputStream pipe = process.getOutputStream()) {
      pipe.write("done\n".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException ended) {
      // It was killed; then there is nothing to dismiss.
    }
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
