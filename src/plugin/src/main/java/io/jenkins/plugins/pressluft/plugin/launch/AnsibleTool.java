package io.jenkins.plugins.pressluft.plugin.launch;

import hudson.EnvVars;
import hudson.model.Node;
import hudson.model.TaskListener;
import io.jenkins.plugins.pressluft.ansible.LaunchException;
import io.jenkins.plugins.pressluft.model.ErrorCode;
import java.io.IOException;
import java.util.Arrays;
import org.jenkinsci.plugins.ansible.AnsibleCommand;
import org.jenkinsci.plugins.ansible.AnsibleInstallation;

/**
 * The Ansible that an administrator installed as a tool, at its place on a node. A class of its
 * own: only who uses it needs the Ansible plugin.
 */
final class AnsibleTool {
  private AnsibleTool() {}

  /**
   * The path of {@code ansible-playbook} of an installation.
   *
   * @throws LaunchException if there is no installation of this name
   */
  static String program(String installation, Node node, TaskListener listener)
      throws IOException, InterruptedException {
    boolean known =
        Arrays.stream(AnsibleInstallation.allInstallations())
            .anyMatch(tool -> tool.getName().equals(installation));
    if (!known) {
      throw new LaunchException(
          ErrorCode.ANSIBLE_PLAY_ERROR,
          "There is no Ansible installation \""
              + installation
              + "\"; add it under Manage Jenkins, Tools, or choose another one for Pressluft.",
          null);
    }
    return AnsibleInstallation.getExecutable(
        installation, AnsibleCommand.ANSIBLE_PLAYBOOK, node, listener, new EnvVars());
  }
}
