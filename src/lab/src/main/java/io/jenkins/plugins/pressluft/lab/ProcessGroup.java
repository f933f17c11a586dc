package io.jenkins.plugins.pressluft.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A daemon and all of its workers. The leader was started in a session of its own, so that its
 * workers are found even after it was killed and they were given to another parent.
 */
record ProcessGroup(ProcessIdentity leader) {

  private static final Duration POLL = Duration.ofMillis(20);

  /** Every living process of the leader's session. */
  List<ProcessIdentity> members() {
    return processes(
        s ->
            s.session() == leader.pid()
                && s.identity().startTicks() >= leader.startTicks()
                && s.state() != 'Z');
  }

  boolean alive() {
    return !members().isEmpty();
  }

  /** Asks the leader to end, waits for at most {@code grace}, and kills what is left. */
  void stop(Duration grace) {
    if (leader.alive()) {
      ProcessHandle.of(leader.pid()).ifPresent(ProcessHandle::destroy);
      await(grace, () -> !leader.alive());
    }
    kill();
  }

  /** Kills leader and workers with SIGKILL and returns when none of them is left. */
  void kill() {
    killUntilGone(this::members);
  }

  /**
   * Kills every process that carries a line in its environment, whatever session it is in: the
   * playbooks that a server started detached are found by this alone.
   */
  static void killMarked(String environmentLine) {
    killMarkedExcept(environmentLine, List.of());
  }

  /** As {@link #killMarked}, but spares some. */
  static void killMarkedExcept(String environmentLine, List<Long> spared) {
    byte[] mark = environmentLine.getBytes(StandardCharsets.UTF_8);
    long self = ProcessHandle.current().pid();
    killUntilGone(
        () ->
            processes(
                s ->
                    s.identity().pid() != self
                        && !spared.contains(s.identity().pid())
                        && s.state() != 'Z'
                        && environmentHolds(s.identity().pid(), mark)));
  }

  /** The processes that carry a line in their environment. */
  static List<ProcessIdentity> marked(String environmentLine) {
    byte[] mark = environmentLine.getBytes(StandardCharsets.UTF_8);
    return processes(s -> s.state() != 'Z' && environmentHolds(s.identity().pid(), mark));
  }

  private static boolean environmentHolds(long pid, byte[] mark) {
    try {
      byte[] environment = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "environ"));
      String text = "\0" + new String(environment, StandardCharsets.ISO_8859_1) + "\0";
      return text.contains("\0" + new String(mark, StandardCharsets.ISO_8859_1) + "\0");
    } catch (IOException notOursOrGone) {
      return false;
    }
  }

  private static void killUntilGone(java.util.function.Supplier<List<ProcessIdentity>> victims) {
    // A process that forks while it is being killed leaves a child that the next round finds.
    boolean gone =
        await(
            Duration.ofSeconds(20),
            () -> {
              List<ProcessIdentity> left = victims.get();
              left.forEach(
                  v -> ProcessHandle.of(v.pid()).ifPresent(ProcessHandle::destroyForcibly));
              return left.isEmpty();
            });
    if (!gone) {
      throw new IllegalStateException("these processes survive SIGKILL: " + victims.get());
    }
  }

  private static List<ProcessIdentity> processes(Predicate<ProcessIdentity.Stat> wanted) {
    List<ProcessIdentity> found = new ArrayList<>();
    try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
      entries
          .map(entry -> entry.getFileName().toString())
          .filter(name -> Character.isDigit(name.charAt(0)))
          .map(Long::parseLong)
          .forEach(
              pid ->
                  ProcessIdentity.stat(pid).filter(wanted).ifPresent(s -> found.add(s.identity())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  private static boolean await(Duration limit, java.util.function.BooleanSupplier condition) {
    return Waiting.until(limit, POLL, condition);
  }
}
