package io.jenkins.plugins.pressluft.plugin.launch;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import java.util.List;

/**
 * Which machines run playbooks that are asked for outside {@code node { }}, and with what.
 *
 * @param label the agents' label expression; empty: none was configured, and what would need one is
 *     refused
 * @param ansibleInstallation the name of an Ansible installation among Jenkins' tools; empty: the
 *     {@code ansible-playbook} of the machine's {@code PATH}
 * @param allowController whether playbooks may run on the controller itself
 */
public record AgentSettings(String label, String ansibleInstallation, boolean allowController) {
  /** Nothing was configured. */
  public static final AgentSettings NONE = new AgentSettings("", "", false);

  /** Takes null for empty. */
  public AgentSettings {
    label = label == null ? "" : label.strip();
    ansibleInstallation = ansibleInstallation == null ? "" : ansibleInstallation.strip();
  }

  /** Where they are kept. The one with the highest ordinal is asked, each time anew. */
  public interface Source extends ExtensionPoint {
    /** As they are now. */
    AgentSettings settings();
  }

  /** As they are now; nothing when nobody keeps them. */
  static AgentSettings now() {
    List<Source> sources = ExtensionList.lookup(Source.class);
    return sources.isEmpty() ? NONE : sources.get(0).settings();
  }
}
