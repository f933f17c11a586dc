package io.jenkins.plugins.pressluft.ansible;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The processes of one run on the machine that this code is executed on. It needs nothing but the
 * JDK and this package, so that a host can have it executed on another machine.
 *
 * <p>A run has ended only when its whole session has: a leader that was killed leaves workers
 * behind, which go on changing the node.
 */
public final class RunProcesses {
  /** The environment variable of every process that belongs to a run; its directory. */
  static final String MARK = "PRESSLUFT_RUN";

  /** How long the rest of a run may take to end by itself after a TERM. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  /** How long the kernel may take to end what was killed. */
  private static final Duration KILL_TIME = Duration.ofSeconds(20);

  private final Path directory;
  private final String control;
  private final Optional<Leader> leader;

  /**
   * A run's.
   *
   * @param leader empty when the run has not noted it: then only what has the run's mark is known
   */
  public RunProcesses(RunPaths paths, Optional<Leader> leader) {
    this.directory = Path.of(paths.directory());
    this.control = paths.control() + "/";
    this.leader = leader;
  }

  /** The exit status, once the run's script has written it. */
  public OptionalInt exit() {
    return exit(directory);
  }

  static OptionalInt exit(Path directory) {
    try {
      return OptionalInt.of(
          Integer.parseInt(Files.readString(directory.resolve(RunDirectory.EXIT)).strip()));
    } catch (IOException | NumberFormatException e) {
      return OptionalInt.empty();
    }
  }

  /**
   * Whether anything of the run lives. What outlives its leader is asked to end, and killed after
   * the grace: nobody would ever take its result.
   *
   * @param now of whoever asks; a later look gives a later time
   */
  public boolean live(Instant now) {
    if (leader.isEmpty() || !leader.get().mayLive()) {
      return false;
    }
    List<Processes.Process> members = Processes.ofSession(leader.get().pid());
    boolean leaderless = exit().isPresent() || Processes.byId(leader.get().pid()).isEmpty();
    if (leaderless && !members.isEmpty()) {
      signal(members, !now.isBefore(orphanedSince(now).plus(GRACE)));
    }
    return !members.isEmpty();
  }

  /** When the leader was first seen to be gone while others were not: now, the first time. */
  private Instant orphanedSince(Instant now) {
    Path mark = directory.resolve("orphaned");
    try {
      if (!Files.exists(mark)) {
        PrivateFiles.write(mark, now.toString());
      }
      return Instant.parse(Files.readString(mark));
    } catch (IOException | DateTimeParseException e) {
      return Instant.EPOCH;
    }
  }

  /**
   * Ends all of them and returns when none lives: asked first, killed after five seconds.
   *
   * @throws IllegalStateException if some do not end even then
   */
  public void stop() {
    long begin = System.nanoTime();
    while (true) {
      List<Processes.Process> members = members();
      if (members.isEmpty()) {
        return;
      }
      Duration waited = Duration.ofNanos(System.nanoTime() - begin);
      if (waited.compareTo(GRACE.plus(KILL_TIME)) > 0) {
        throw new IllegalStateException(
            "processes of the run do not end: "
                + members.stream().map(Processes.Process::pid).toList());
      }
      signal(members, waited.compareTo(GRACE) > 0);
      try {
        TimeUnit.MILLISECONDS.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while a run was being stopped", e);
      }
    }
  }

  /** The session's processes, those that left it with the run's mark, and shared connections. */
  private List<Processes.Process> members() {
    Set<Processes.Process> members = new LinkedHashSet<>();
    if (leader.isPresent() && leader.get().mayLive()) {
      members.addAll(Processes.ofSession(leader.get().pid()));
    }
    members.addAll(Processes.withEnvironment(MARK + "=" + directory));
    members.addAll(Processes.withCommand(control));
    return List.copyOf(members);
  }

  private static void signal(List<Processes.Process> processes, boolean kill) {
    for (Processes.Process process : processes) {
      ProcessHandle.of(process.pid())
          .ifPresent(
              handle -> {
                var unused = kill ? handle.destroyForcibly() : handle.destroy();
              });
    }
  }
}
