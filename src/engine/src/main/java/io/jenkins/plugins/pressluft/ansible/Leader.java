package io.jenkins.plugins.pressluft.ansible;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The process that leads a run's session, named for good.
 *
 * @param pid the session's id too
 * @param start when it started, in clock ticks after the machine's start: a later process with the
 *     same id has another one
 * @param boot the machine's start that {@code start} counts from
 */
public record Leader(long pid, long start, String boot) {

  /** As the run's own script has noted it; empty before that. */
  public static Optional<Leader> of(Path directory) {
    try {
      String[] words = Files.readString(directory.resolve(RunFiles.LEADER)).strip().split(" ");
      return words.length == 3
          ? Optional.of(new Leader(Long.parseLong(words[0]), Long.parseLong(words[1]), words[2]))
          : Optional.empty();
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /**
   * Whether processes of the session may still live. No id is given to a new process while it names
   * a session with living members, so a leader that started at another time means that all are
   * gone.
   */
  boolean mayLive() {
    return boot.equals(Processes.bootId())
        && Processes.byId(pid).map(leader -> leader.start() == start).orElse(true);
  }
}
