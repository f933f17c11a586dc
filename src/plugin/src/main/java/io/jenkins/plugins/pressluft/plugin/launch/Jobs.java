package io.jenkins.plugins.pressluft.plugin.launch;

import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.Node;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What the launcher asks the engine's records. */
interface Jobs {
  /** A job as it is now. */
  Optional<Job> byId(UUID id);

  /** A node as it is declared now. */
  Optional<Node> node(UUID id);

  /** All that run. */
  List<Job> running();

  /** The folder whose permissions count for an environment; null: none. */
  String folder(UUID environment);

  /** The name of an environment for people, {@code site/environment}. */
  String title(UUID environment);

  /** Asks for a job's cancellation in the name of someone who may. */
  void cancel(UUID job, String by);

  /** Waits until something happened to any job, at most this long. */
  void await(long millis) throws InterruptedException;
}
