package io.jenkins.plugins.pressluft.plugin.launch;

import io.jenkins.plugins.pressluft.plugin.config.PressluftConfiguration;

/**
 * Which machines run playbooks that are asked for outside {@code node { }}, and with what.
 *
 * @param label the agents' label expression; empty: none was configured, and what would need one is
 *     refused
 * @param ansibleInstallation the name of an Ansible installation among Jenkins' tools; empty: the
 *     {@code ansible-playbook} of the machine's {@code PATH}
 * @param allowController whether playbooks may run on the controller itself
 */
record AgentSettings(String label, String ansibleInstallation, boolean allowController) {
  /** Nothing was configured. */
  static final AgentSettings NONE = new AgentSettings("", "", false);

  /** Takes null for empty. */
  AgentSettings {
    label = label == null ? "" : label.strip();
    ansibleInstallation = ansibleInstallation == null ? "" : ansibleInstallation.strip();
  }

  /** As an administrator configured them. */
  static AgentSettings now() {
    PressluftConfiguration configuration = PressluftConfiguration.get();
    return new AgentSettings(
        configuration.getAgentLabel(),
        configuration.getAnsibleInstallation(),
        configuration.isAllowOnController());
  }
}
