package io.jenkins.plugins.pressluft.ansible;

import io.jenkins.plugins.pressluft.model.Node;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** The inventory of one run: one host in the group {@code pressluft}, with its key and host key. */
final class Inventory {
  /** A name that the run's script knows. */
  static final String FILE = "inventory.json";

  private Inventory() {}

  /**
   * The text of {@code inventory.json}, and for ssh of {@code key} and {@code known_hosts}, by
   * name.
   *
   * @param privateKey the value of the node's key; null when local
   */
  static Map<String, String> files(RunPaths paths, Node node, String privateKey) {
    Map<String, String> files = new LinkedHashMap<>();
    Map<String, Object> host = new LinkedHashMap<>();
    Node.Spec spec = node.spec();
    host.put("ansible_connection", spec.connection().wire());
    host.put(
        "ansible_python_interpreter",
        Optional.ofNullable(spec.python()).orElse("/usr/bin/python3"));
    if (spec.become()) {
      host.put("ansible_become", true);
      host.put("ansible_become_method", "sudo");
    }
    if (spec.connection() == Node.Connection.SSH) {
      files.put("key", privateKey.stripTrailing() + "\n");
      files.put("known_hosts", "pressluft " + spec.hostKey() + "\n");
      host.put("ansible_host", spec.host());
      host.put("ansible_port", spec.port() == null ? 22 : spec.port());
      host.put("ansible_user", spec.user());
      host.put("ansible_ssh_private_key_file", paths.file("key"));
      host.put(
          "ansible_ssh_common_args",
          "-o HostKeyAlias=pressluft -o StrictHostKeyChecking=yes -o CheckHostIP=no"
              + " -o IdentitiesOnly=yes -o GlobalKnownHostsFile=/dev/null -o UserKnownHostsFile="
              + paths.file("known_hosts"));
    }
    files.put(
        FILE,
        JsonMapper.shared()
            .writeValueAsString(Map.of("pressluft", Map.of("hosts", Map.of(node.name(), host)))));
    return files;
  }
}
