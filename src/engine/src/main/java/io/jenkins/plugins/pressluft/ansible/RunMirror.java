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
import java.util.UUID;

/**
 * What this machine keeps of a run on another one: its events and its output as far as they were
 * fetched, so that each byte travels once and the job's log can be read while the other machine is
 * away. No secret is written here: output is masked line by line before, and what else was given to
 * the run stays where it runs.
 */
public final class RunMirror {
  private static final String TAKEN = "taken";
  private static final String STOPPED = "stopped";

  private final Path directory;
  private final RunLogs logs;

  /** The mirror of a run below this home, whether it is there or not. */
  public RunMirror(Path home, UUID run, Clock clock) {
    this.directory = home.toAbsolutePath().normalize().resolve("runs").resolve(run.toString());
    this.logs = new RunLogs(home, clock);
  }

  /** Makes an empty one for a run that is about to start. */
  public void create(Launch launch) {
    try {
      PrivateFiles.directories(directory);
      PrivateFiles.write(directory.resolve(RunDirectory.LOG_NAME), launch.logName());
      PrivateFiles.write(directory.resolve(RunDirectory.EVENTS), "");
      PrivateFiles.write(directory.resolve(RunDirectory.OUTPUT), "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many bytes of the events are here. */
  public long events() {
    try {
      return Files.size(directory.resolve(RunDirectory.EVENTS));
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many bytes of the other machine's output were taken. */
  public long output() {
    try {
      return Long.parseLong(Files.readString(directory.resolve(TAKEN)).strip());
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
  }

  /**
   * Appends what the other machine sent from {@link #events()} and {@link #output()} on.
   *
   * @param secrets as {@link RunPlace#secrets()} says
   * @param whole whether the run has ended: a last line without an end is taken too
   */
  public void append(byte[] events, byte[] output, String secrets, boolean whole) {
    int end = output.length;
    while (!whole && end > 0 && output[end - 1] != '\n') {
      end--;
    }
    String text = Masking.of(secrets).apply(new String(output, 0, end, StandardCharsets.UTF_8));
    try {
      PrivateFiles.directories(directory);
      append(RunDirectory.EVENTS, events);
      if (end > 0) {
        append(RunDirectory.OUTPUT, text.getBytes(StandardCharsets.UTF_8));
        Files.writeString(directory.resolve(TAKEN), Long.toString(output() + end));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void append(String name, byte[] bytes) throws IOException {
    try (FileChannel channel = PrivateFiles.append(directory.resolve(name))) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }
  }

  /** Notes that the run was asked to stop: whatever it still reports, it did not end by itself. */
  public void stopped() {
    try {
      if (Files.isDirectory(directory) && !isStopped()) {
        PrivateFiles.write(directory.resolve(STOPPED), "");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the run was asked to stop. */
  public boolean isStopped() {
    return Files.exists(directory.resolve(STOPPED));
  }

  /**
   * What is here from an event offset on.
   *
   * @param state what the other machine said last; it counts only when no more events are here
   * @param exitCode null unless ended
   * @param secrets as {@link RunPlace#secrets()} says
   */
  public Poll poll(Poll.State state, Integer exitCode, long eventOffset, String secrets) {
    RunDirectory run = new RunDirectory(directory);
    Masking masking = Masking.of(secrets);
    RunDirectory.Events events = run.events(eventOffset, masking);
    Poll.State now = events.more() ? Poll.State.RUNNING : state;
    return new Poll(
        now,
        now == Poll.State.ENDED ? exitCode : null,
        events.events(),
        events.next(),
        run.tail(masking));
  }

  /** Adds the output to the job's log and removes the mirror. Doing it twice is fine. */
  public void discard() {
    RunDirectory run = new RunDirectory(directory);
    if (run.exists()) {
      logs.append(run);
      try {
        PrivateFiles.removeTree(directory);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
