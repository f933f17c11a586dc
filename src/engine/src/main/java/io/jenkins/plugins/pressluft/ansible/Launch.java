package io.jenkins.plugins.pressluft.ansible;

import io.jenkins.plugins.pressluft.model.Node;
import io.jenkins.plugins.pressluft.model.Secret;
import java.util.List;
import java.util.Map;
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

  /** Names the run, never its variables, which may hold keys. */
  @Override
  public String toString() {
    return "Launch[" + runId + " " + playbook + "]";
  }
}
