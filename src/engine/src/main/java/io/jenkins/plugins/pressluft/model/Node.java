package io.jenkins.plugins.pressluft.model;

import java.time.Instant;
import java.util.UUID;

/**
 * A machine that carries environments.
 *
 * @param declared whether it is still in the registry; what vanished is kept, but no job may touch
 *     it
 */
public record Node(
    UUID id,
    String name,
    Spec spec,
    boolean declared,
    Instant createdAt,
    Instant updatedAt,
    int stateVersion) {

  /** How a node is reached. */
  public enum Connection implements WireName {
    LOCAL,
    SSH
  }

  /**
   * What the registry declares of a node.
   *
   * @param connection {@code local} for the machine the playbooks run on, otherwise {@code ssh}
   * @param host name or address; null when local
   * @param port 1 to 65535; null: 22
   * @param user the remote user; null when local
   * @param privateKey the SSH key; null when local
   * @param hostKey the node's public host key as in known_hosts without the name; required for ssh
   * @param become whether root is reached by sudo on the node
   * @param python the Python 3.9+ interpreter on the node; null: {@code /usr/bin/python3}
   */
  public record Spec(
      Connection connection,
      String host,
      Integer port,
      String user,
      Secret privateKey,
      String hostKey,
      boolean become,
      String python) {}
}
