package io.jenkins.plugins.pressluft.plugin.launch;

import io.jenkins.plugins.pressluft.ansible.Launch;
import io.jenkins.plugins.pressluft.ansible.LaunchException;
import io.jenkins.plugins.pressluft.ansible.PlaybookTree;
import io.jenkins.plugins.pressluft.ansible.RunFiles;
import io.jenkins.plugins.pressluft.ansible.RunPaths;
import io.jenkins.plugins.pressluft.ansible.SecretSource;
import io.jenkins.plugins.pressluft.model.ErrorCode;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.Secret;
import io.jenkins.plugins.pressluft.plugin.launch.Errands.AwaitLeader;
import io.jenkins.plugins.pressluft.plugin.launch.Errands.CreateRun;
import io.jenkins.plugins.pressluft.plugin.launch.Errands.FindProgram;
import io.jenkins.plugins.pressluft.plugin.launch.Errands.Found;
import io.jenkins.plugins.pressluft.plugin.launch.Errands.HasTree;
import io.jenkins.plugins.pressluft.plugin.launch.Errands.RemoveRun;
import io.jenkins.plugins.pressluft.plugin.launch.Errands.StopRun;
import io.jenkins.plugins.pressluft.plugin.launch.Errands.UnpackTree;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * How a run gets onto an agent: program, playbooks, private directory, start. What fails on the way
 * leaves nothing there.
 */
final class Departure {
  private static final Logger LOG = Logger.getLogger(Departure.class.getName());

  private final JobSecrets secrets;
  private final PlaybookTree tree;
  private final Supplier<AgentSettings> settings;
  private final Clock clock;

  Departure(JobSecrets secrets, PlaybookTree tree, Supplier<AgentSettings> settings, Clock clock) {
    this.settings = settings;
    this.secrets = secrets;
    this.tree = tree;
    this.clock = clock;
  }

  /**
   * A run that has started.
   *
   * @param masked as {@link io.jenkins.plugins.pressluft.ansible.RunPlace#secrets()}
   */
  record Departed(AgentHandle handle, String masked) {}

  /**
   * Starts a run on a machine that answers.
   *
   * @throws LaunchException if it cannot be started; nothing runs then
   */
  Departed begin(Agent agent, Launch launch, Optional<Job> job) {
    String home = agent.home();
    if (!RunPaths.isUsable(home)) {
      throw unavailable(
          agent,
          "has a root directory with white space, quotes or one of % { } $ : in its path, which ssh"
              + " cannot cope with; choose another one.",
          null);
    }
    RunPaths paths = AgentHandle.paths(home, launch.runId(), tree.hash());
    SecretSource source = secrets.of(job, agent.name());
    RunFiles files = RunFiles.of(launch, paths, secret -> value(source, secret), false, clock);
    try {
      String program = program(agent);
      if (!agent.ask(new HasTree(home, tree.hash()))) {
        agent.ask(new UnpackTree(home, tree.hash(), new TreeMap<>(tree.files())));
      }
      return start(agent, launch, paths, files, program);
    } catch (IOException e) {
      throw unavailable(agent, "could not take the run: " + e.getMessage() + ".", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(agent, "could not take the run, since Jenkins is being stopped.", e);
    }
  }

  private String program(Agent agent) throws IOException, InterruptedException {
    String installation = settings.get().ansibleInstallation();
    String name = agent.program(installation.isEmpty() ? null : installation);
    Found found = agent.ask(new FindProgram(name));
    if (found.path() == null) {
      throw new LaunchException(
          ErrorCode.ANSIBLE_PLAY_ERROR,
          "On the agent " + Placement.shown(agent.name()) + ": " + found.trouble(),
          null);
    }
    return found.path();
  }

  private static Departed start(
      Agent agent, Launch launch, RunPaths paths, RunFiles files, String program)
      throws IOException, InterruptedException {
    HashMap<String, String> texts = new HashMap<>(files.texts());
    files.carried().keySet().forEach(name -> texts.put(name, ""));
    agent.ask(new CreateRun(paths.home(), launch.runId(), texts));
    String task = "";
    try {
      for (Map.Entry<String, Path> file : files.carried().entrySet()) {
        agent.fill(paths.file(file.getKey()), file.getValue());
      }
      task = agent.start(paths.directory(), script(paths, program, launch.playbook()));
      if (!agent.ask(new AwaitLeader(paths.home(), launch.runId()))) {
        throw unavailable(
            agent, "did not start the playbook within half a minute; look at its load.", null);
      }
      AgentHandle handle =
          new AgentHandle(
              agent.name(),
              paths.home(),
              launch.runId(),
              paths.tree().substring(paths.tree().lastIndexOf('/') + 1),
              launch.job().orElse(null),
              task);
      return new Departed(handle, files.secrets());
    } catch (IOException | InterruptedException | RuntimeException e) {
      clear(agent, launch, paths, task);
      throw e;
    }
  }

  private static void clear(Agent agent, Launch launch, RunPaths paths, String task) {
    try {
      agent.ask(new StopRun(paths.home(), launch.runId()));
      if (!task.isEmpty()) {
        agent.end(paths.directory(), task);
      }
      agent.ask(new RemoveRun(paths.home(), launch.runId()));
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.WARNING, e, () -> "A run is removed when its agent is back");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Leaves the environment of the agent's process behind, as on the engine's own machine; only
   * durable-task's cookie stays, by which Jenkins knows that it must not end this.
   */
  static String script(RunPaths paths, String program, String playbook) {
    StringBuilder script =
        new StringBuilder(
            "#!/bin/sh\n"
                + "exec env -i PATH=\"$PATH\" HOME=\"$HOME\" LC_ALL=C.UTF-8"
                + " PYTHONDONTWRITEBYTECODE=1"
                + " JENKINS_SERVER_COOKIE=\"$JENKINS_SERVER_COOKIE\"");
    paths
        .environment()
        .forEach((name, value) -> script.append(' ').append(quoted(name + "=" + value)));
    return script
        .append(" setsid -w /bin/sh ")
        .append(quoted(paths.wrapper()))
        .append(' ')
        .append(quoted(program))
        .append(' ')
        .append(quoted(paths.playbook(playbook)))
        .append('\n')
        .toString();
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  private static String value(SecretSource source, Secret secret) {
    return source
        .value(secret)
        .orElseThrow(
            () ->
                new LaunchException(
                    ErrorCode.CREDENTIAL_MISSING,
                    secret.keeper() == Secret.Keeper.CREDENTIALS
                        ? "There is no credential \""
                            + secret.name()
                            + "\" that this job may use; create it in Jenkins, or in the folder of"
                            + " the job that asked."
                        : "The secret "
                            + secret.name()
                            + " is not there; put it into secrets/"
                            + secret.name()
                            + " below Pressluft's directory in JENKINS_HOME with mode 0600, or"
                            + " declare a credential.",
                    null));
  }

  private static LaunchException unavailable(Agent agent, String what, Throwable cause) {
    return new LaunchException(
        ErrorCode.AGENT_UNAVAILABLE,
        "The agent " + Placement.shown(agent.name()) + " " + what,
        cause);
  }
}
