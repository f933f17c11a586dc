package io.jenkins.plugins.pressluft.ansible;

import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.Node;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Starts playbooks that outlive the engine, and finds them again. One implementation per host:
 * processes of the same machine, or of a Jenkins agent.
 */
public interface PlaybookLauncher {
  /**
   * Why nothing could run there, asked before a job is accepted; empty where it can, or where it
   * will be able to.
   *
   * @param runOn as {@link io.jenkins.plugins.pressluft.model.Caller#runOn()}
   * @param node the one that the playbooks are for
   */
  default Optional<Impediment> impediment(String runOn, Node node) {
    return Optional.empty();
  }

  /**
   * Whether there is room for a queued job now. One that must wait for room asks for it here, and
   * calls back when there is some; the job stays queued meanwhile. Asked again and again; never
   * waits.
   */
  default boolean ready(Job job) {
    return true;
  }

  /**
   * Takes what to call when {@link #ready} may answer otherwise than before; for launchers that
   * wait for room.
   */
  default void onRoom(Runnable wake) {}

  /**
   * Starts a playbook detached from this process.
   *
   * @return a durable handle: with it alone, another process can go on polling after a restart
   * @throws LaunchException if it cannot be started; nothing runs then
   */
  String launch(Launch launch);

  /**
   * Looks at a run without waiting.
   *
   * @param eventOffset 0, or {@link Poll#nextOffset()} of the poll before
   */
  Poll poll(String handle, long eventOffset);

  /** Ends the run's whole process group; returns when none of it lives. Doing it twice is fine. */
  void stop(String handle);

  /** Removes everything that was kept of an ended run. Doing it twice is fine. */
  void discard(String handle);

  /**
   * Removes what no run needs any more; one that keeps nothing between runs has nothing to do.
   *
   * @param logsBefore logs of jobs that were last written before this moment may go
   * @param unfinished whether a job has not ended; its log stays
   */
  default void tidy(Instant logsBefore, Predicate<UUID> unfinished) {}
}
