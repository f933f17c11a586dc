package io.jenkins.plugins.pressluft.plugin.launch;

import hudson.FilePath;
import hudson.model.Computer;
import hudson.model.Label;
import hudson.model.Node;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import jenkins.model.Jenkins;

/** The agents of this controller. */
final class JenkinsAgents implements Agents {
  private final DurableTasks tasks = new DurableTasks();

  @Override
  public Optional<Agent> online(String name) {
    Node node = node(name);
    FilePath root = node == null ? null : node.getRootPath();
    return root == null ? Optional.empty() : Optional.of(new JenkinsAgent(node, root, tasks));
  }

  @Override
  public boolean exists(String name) {
    return node(name) != null;
  }

  @Override
  public boolean hasAny(String label, boolean controller) {
    Label found = Label.get(label);
    return found != null
        && (!found.getClouds().isEmpty()
            || found.getNodes().stream().anyMatch(node -> controller || !isController(node)));
  }

  @Override
  public List<String> labelled(String label) {
    Label found = Label.get(label);
    Set<Node> nodes = found == null ? Set.of() : found.getNodes();
    return nodes.stream()
        .filter(node -> node.getRootPath() != null)
        .sorted(Comparator.comparingInt(JenkinsAgents::idle).reversed())
        .map(Node::getNodeName)
        .toList();
  }

  private static int idle(Node node) {
    Computer computer = node.toComputer();
    return computer == null ? 0 : computer.countIdle();
  }

  static boolean isController(Node node) {
    return node.getNodeName().isEmpty();
  }

  private static Node node(String name) {
    return name.isEmpty() ? Jenkins.get() : Jenkins.get().getNode(name);
  }
}
