package io.jenkins.plugins.pressluft.plugin.launch;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Agents whose processes and files are real and of this machine. Only the way there is not that of
 * Jenkins: errands are done in place, and scripts are started as durable-task starts them.
 */
final class ProcessAgents implements Agents {
  private final Path root;
  private final String program;
  final Map<String, String> labels = new LinkedHashMap<>();
  final Set<String> away = new TreeSet<>();
  final List<String> ended = new ArrayList<>();
  volatile boolean deaf;

  ProcessAgents(Path root, String program) {
    this.root = root;
    this.program = program;
  }

  @Override
  public Optional<Agent> online(String name) {
    return exists(name) && !away.contains(name) ? Optional.of(new Here(name)) : Optional.empty();
  }

  @Override
  public boolean exists(String name) {
    return labels.containsKey(name);
  }

  @Override
  public boolean hasAny(String label, boolean controller) {
    return labels.entrySet().stream()
        .anyMatch(e -> e.getValue().equals(label) && (controller || !e.getKey().isEmpty()));
  }

  @Override
  public List<String> labelled(String label) {
    return labels.keySet().stream()
        .filter(name -> labels.get(name).equals(label) && !away.contains(name))
        .toList();
  }

  private final class Here implements Agent {
    private final String name;

    Here(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public String home() {
      return root.resolve(name).toString();
    }

    @Override
    public <T extends Serializable> T ask(Errand<T> errand) throws IOException {
      if (deaf) {
        throw new IOException("the channel is closed");
      }
      return errand.perform();
    }

    @Override
    public void fill(String remote, Path file) throws IOException {
      Files.write(Path.of(remote), Files.readAllBytes(file));
    }

    @Override
    public String program(String installation) {
      return installation == null ? program : installation;
    }

    @Override
    public String start(String directory, String script) throws IOException {
      Path control = Files.createDirectories(Path.of(directory + "@tmp"));
      Path file = Files.writeString(control.resolve("script.sh"), script);
      ProcessBuilder builder =
          new ProcessBuilder(
              "sh", "-c", "(sh '" + file + "'; echo $? >'" + control + "/result') >&- 2>&- &");
      builder.environment().put("JENKINS_SERVER_COOKIE", "durable-of-" + directory);
      builder.environment().put("AGENT_SECRET", "of-the-agents-own-process");
      builder.start();
      return "task";
    }

    @Override
    public Integer status(String directory, String task) throws IOException {
      Path result = Path.of(directory + "@tmp", "result");
      return Files.exists(result) ? Integer.valueOf(Files.readString(result).strip()) : null;
    }

    @Override
    public void end(String directory, String task) throws IOException {
      ended.add(directory);
      Path control = Path.of(directory + "@tmp");
      for (String file : List.of("script.sh", "result")) {
        Files.deleteIfExists(control.resolve(file));
      }
      Files.deleteIfExists(control);
    }
  }
}
