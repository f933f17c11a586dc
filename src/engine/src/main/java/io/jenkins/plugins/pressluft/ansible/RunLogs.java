package io.jenkins.plugins.pressluft.ansible;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The plain output of runs, for people: {@code logs/<job id>.log} below the home with mode 0600,
 * one attempt after the other, secrets masked before anything is written. While a run goes on its
 * part is read from where it writes.
 */
public final class RunLogs {
  /** No log grows beyond this; a later attempt's output is then left out. In bytes. */
  static final long MAX_BYTES = 8L * 1024 * 1024;

  private static final int MAX_ATTEMPT_BYTES = 1024 * 1024;

  private final Path logs;
  private final Path runs;
  private final Clock clock;

  /** The logs below this home. */
  public RunLogs(Path home, Clock clock) {
    this.logs = home.toAbsolutePath().normalize().resolve("logs");
    this.runs = home.toAbsolutePath().normalize().resolve("runs");
    this.clock = clock;
  }

  /**
   * What was written for a job so far, at most {@code most} bytes from the end; empty when nothing
   * was.
   *
   * @param name the job's id, or of a run without a job the run's
   */
  public String read(String name, int most) {
    StringBuilder text = new StringBuilder();
    try {
      text.append(Files.readString(file(name), StandardCharsets.UTF_8));
    } catch (NoSuchFileException e) {
      text.setLength(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try (Stream<Path> entries = Files.exists(runs) ? Files.list(runs) : Stream.empty()) {
      entries
          .map(RunDirectory::new)
          .filter(run -> run.logName().equals(name))
          .forEach(run -> text.append(run.output(run.masking(), MAX_ATTEMPT_BYTES)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.length() <= most ? text.toString() : text.substring(text.length() - most);
  }

  /** As {@link PlaybookLauncher#tidy} for the logs, for a launcher that keeps nothing else here. */
  public void tidy(Instant before, Predicate<UUID> unfinished) {
    try {
      new HomeRetention(logs.getParent(), clock).removeLogs(before, unfinished);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Appends the output of an ended run, below a line that says when. */
  void append(RunDirectory run) {
    String output = run.output(run.masking(), MAX_ATTEMPT_BYTES);
    if (output.isBlank()) {
      return;
    }
    String header = "=== ended " + clock.instant().truncatedTo(ChronoUnit.SECONDS) + " ===\n";
    try {
      PrivateFiles.directories(logs);
      Path file = file(run.logName());
      byte[] bytes =
          (output + (output.endsWith("\n") ? "" : "\n") + header).getBytes(StandardCharsets.UTF_8);
      try (FileChannel channel = PrivateFiles.append(file)) {
        if (channel.size() + bytes.length <= MAX_BYTES) {
          ByteBuffer buffer = ByteBuffer.wrap(bytes);
          while (buffer.hasRemaining()) {
            channel.write(buffer);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path file(String name) {
    if (!name.matches("[A-Za-z0-9-]{1,64}")) {
      throw new IllegalArgumentException("no name of a log");
    }
    return logs.resolve(name + ".log");
  }
}
