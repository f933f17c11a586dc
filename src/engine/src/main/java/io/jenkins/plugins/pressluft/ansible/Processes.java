package io.jenkins.plugins.pressluft.ansible;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What Linux tells of processes below {@code /proc}. The dead that nobody has reaped are gone. */
final class Processes {
  private static final Path PROC = Path.of("/proc");

  private Processes() {}

  /**
   * A process as {@code /proc/<pid>/stat} shows it.
   *
   * @param start clock ticks after the machine's start; with the pid it names a process for good
   */
  record Process(long pid, long session, long start) {}

  /** Changes with every start of the machine. */
  static String bootId() {
    try {
      return Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      return "unknown";
    }
  }

  /** The living process of this id. */
  static Optional<Process> byId(long pid) {
    try {
      String stat =
          new String(Files.readAllBytes(PROC.resolve(pid + "/stat")), StandardCharsets.ISO_8859_1);
      // The name in parentheses is the program's own choice and may hold spaces and parentheses.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      boolean dead = fields[0].equals("Z") || fields[0].equals("X");
      return dead
          ? Optional.empty()
          : Optional.of(new Process(pid, Long.parseLong(fields[3]), Long.parseLong(fields[19])));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  /** The living processes of a session. */
  static List<Process> ofSession(long session) {
    return all().stream().filter(process -> process.session() == session).toList();
  }

  /** The living processes whose environment has this line; of other accounts none can be seen. */
  static List<Process> withEnvironment(String line) {
    return all().stream()
        .filter(p -> ("\0" + read(p.pid(), "environ") + "\0").contains("\0" + line + "\0"))
        .toList();
  }

  /**
   * The living processes whose command line has this text. A shared ssh connection is found by
   * nothing else: it writes its title, with its socket's path, over its arguments and environment.
   */
  static List<Process> withCommand(String text) {
    return all().stream().filter(p -> read(p.pid(), "cmdline").contains(text)).toList();
  }

  private static String read(long pid, String name) {
    try {
      return new String(
          Files.readAllBytes(PROC.resolve(pid + "/" + name)), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  private static List<Process> all() {
    List<Process> all = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path entry : entries) {
        byId(Long.parseLong(entry.getFileName().toString())).ifPresent(all::add);
      }
    } catch (IOException e) {
      throw new IllegalStateException("/proc cannot be read", e);
    }
    return all;
  }
}
