package io.jenkins.plugins.pressluft.ansible;

import io.jenkins.plugins.pressluft.model.Node;
import io.jenkins.plugins.pressluft.model.Secret;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * One run of one playbook on one node.
 *
 * @param runId names the run in logs and directories; unique for each launch
 * @param playbook the file below {@code ansible/playbooks}
 * @param node the one host of the inventory
 * @param variables what the play gets below its one key {@code pressluft}; values may be {@link
 *     Secret}, which the launcher resolves only into the private file
 * @param secrets what must never appear in a message or a log, beside the resolved secrets
 */
public record Launch(
    UUID runId, String playbook, Node node, Map<String, Object> variables, List<String> secrets) {

  /** Without secrets of its own. */
  public Launch(UUID runId, String playbook, Node node, Map<String, Object> variables) {
    this(runId, playbook, node, variables, List.of());
  }

  /** Copies the list; the variables may hold null values and stay as given. */
  public Launch {
    secrets = List.copyOf(secrets);
  }

  /** The job that it is for; empty for a question to the node outside any job. */
  public Optional<UUID> job() {
    return variables.get("job") instanceof Map<?, ?> job && job.get("id") != null
        ? Optional.of(UUID.fromString(job.get("id").toString()))
        : Optional.empty();
  }

  /** The log that its output belongs to: its job's, where it has a job. */
  String logName() {
    return job().orElse(runId).toString();
  }

  /** Names the run, never its variables, which may hold keys. */
  @Override
  public String toString() {
    return "Launch[" + runId + " " + playbook + "]";
  }
}
