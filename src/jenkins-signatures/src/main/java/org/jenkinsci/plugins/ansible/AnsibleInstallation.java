package org.jenkinsci.plugins.ansible;

import hudson.EnvVars;
import hudson.model.Node;
import hudson.model.TaskListener;
import hudson.tools.ToolInstallation;
import java.io.IOException;
import java.io.Serializable;

/** An Ansible that an administrator has declared. */
public class AnsibleInstallation extends ToolInstallation implements Serializable {
  private AnsibleInstallation() {
    super((String) null, (String) null);
  }

  public static AnsibleInstallation[] allInstallations() {
    throw new UnsupportedOperationException();
  }

  public static String getExecutable(
      String name, AnsibleCommand command, Node node, TaskListener listener, EnvVars env)
      throws IOException, InterruptedException {
    throw new UnsupportedOperationException();
  }
}
