package io.jenkins.plugins.pressluft.plugin.launch;

import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Node;
import hudson.model.TaskListener;
import hudson.security.ACL;
import hudson.security.ACLContext;
import hudson.util.LogTaskListener;
import io.jenkins.plugins.pressluft.ansible.LaunchException;
import io.jenkins.plugins.pressluft.model.ErrorCode;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.agents.ControllerToAgentCallable;

/**
 * An agent by its connection as it was a moment ago. Engine threads have no name in Jenkins, so
 * what Jenkins is asked here is asked as the system.
 */
final class JenkinsAgent implements Agent {
  private static final Logger LOG = Logger.getLogger(JenkinsAgent.class.getName());

  private final Node node;
  private final FilePath root;
  private final DurableTasks tasks;

  JenkinsAgent(Node node, FilePath root, DurableTasks tasks) {
    this.node = node;
    this.root = root;
    this.tasks = tasks;
  }

  @Override
  public String name() {
    return node.getNodeName();
  }

  /** The controller keeps its own files in the directory of that name, so its runs lie deeper. */
  @Override
  public String home() {
    String below = root.getRemote().replaceAll("/+$", "") + "/pressluft";
    return JenkinsAgents.isController(node) ? below + "/controller" : below;
  }

  @Override
  public <T extends Serializable> T ask(Errand<T> errand) throws IOException, InterruptedException {
    return root.getChannel().call(new Sent<>(errand));
  }

  /** An errand on its way. */
  private record Sent<T extends Serializable>(Errand<T> errand)
      implements ControllerToAgentCallable<T, IOException> {
    @Override
    public T call() throws IOException {
      return errand.perform();
    }
  }

  @Override
  public void fill(String remote, Path file) throws IOException, InterruptedException {
    path(remote).copyFrom(new FilePath(file.toFile()));
  }

  private FilePath path(String remote) {
    return new FilePath(root.getChannel(), remote);
  }

  @Override
  public String program(String installation) throws IOException, InterruptedException {
    if (installation == null) {
      return "ansible-playbook";
    }
    try (ACLContext context = ACL.as2(ACL.SYSTEM2)) {
      return AnsibleTool.program(installation, node, listener());
    } catch (LinkageError e) {
      throw new LaunchException(
          ErrorCode.ANSIBLE_PLAY_ERROR,
          "The Ansible installation \""
              + installation
              + "\" is configured, but Jenkins' Ansible plugin is not there; install it.",
          e);
    }
  }

  @Override
  public String start(String directory, String script) throws IOException, InterruptedException {
    try (ACLContext context = ACL.as2(ACL.SYSTEM2)) {
      return tasks.start(path(directory), launcher(), listener(), script);
    }
  }

  @Override
  public Integer status(String directory, String task) throws IOException, InterruptedException {
    return tasks.status(path(directory), launcher(), listener(), task);
  }

  @Override
  public void end(String directory, String task) throws IOException, InterruptedException {
    tasks.end(path(directory), launcher(), task);
  }

  private Launcher launcher() {
    return node.createLauncher(listener());
  }

  private static TaskListener listener() {
    return new LogTaskListener(LOG, Level.FINE);
  }
}
