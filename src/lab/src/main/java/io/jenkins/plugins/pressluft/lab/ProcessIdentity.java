package io.jenkins.plugins.pressluft.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A process that cannot be mistaken for another one: Linux gives a process id again, but never the
 * same id with the same start time.
 *
 * @param pid the process id
 * @param startTicks field 22 of {@code /proc/<pid>/stat}: clock ticks between boot and start
 */
record ProcessIdentity(long pid, long startTicks) {

  /** What {@code /proc/<pid>/stat} says of a process, as far as it matters here. */
  record Stat(ProcessIdentity identity, char state, long group, long session) {}

  static Optional<ProcessIdentity> of(long pid) {
    return stat(pid).map(Stat::identity);
  }

  /** The process's state, or nothing when there is no such process (any more). */
  static Optional<Stat> stat(long pid) {
    try {
      String line = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      // The command's name stands in brackets and may itself hold spaces and brackets.
      String[] fields = line.substring(line.lastIndexOf(')') + 2).trim().split(" ");
      return Optional.of(
          new Stat(
              new ProcessIdentity(pid, Long.parseLong(fields[19])),
              fields[0].charAt(0),
              Long.parseLong(fields[2]),
              Long.parseLong(fields[3])));
    } catch (IOException | IndexOutOfBoundsException | NumberFormatException gone) {
      return Optional.empty();
    }
  }

  /** Reads what {@link #write} or a child's own first lines wrote: {@code <pid> <start ticks>}. */
  static Optional<ProcessIdentity> read(Path file) {
    try {
      String[] fields = Files.readString(file).trim().split(" ");
      return Optional.of(new ProcessIdentity(Long.parseLong(fields[0]), Long.parseLong(fields[1])));
    } catch (IOException | IndexOutOfBoundsException | NumberFormatException unreadable) {
      return Optional.empty();
    }
  }

  void write(Path file) throws IOException {
    Files.writeString(file, pid + " " + startTicks + "\n");
  }

  /** Whether exactly this process still runs; one that only waits to be reaped does not. */
  boolean alive() {
    return stat(pid).filter(s -> s.identity().equals(this) && s.state() != 'Z').isPresent();
  }
}
