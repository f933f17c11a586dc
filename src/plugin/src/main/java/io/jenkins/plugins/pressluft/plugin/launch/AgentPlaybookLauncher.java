package io.jenkins.plugins.pressluft.plugin.launch;

import io.jenkins.plugins.pressluft.ansible.Impediment;
import io.jenkins.plugins.pressluft.ansible.Launch;
import io.jenkins.plugins.pressluft.ansible.LaunchException;
import io.jenkins.plugins.pressluft.ansible.PlaybookLauncher;
import io.jenkins.plugins.pressluft.ansible.Poll;
import io.jenkins.plugins.pressluft.ansible.RunLogs;
import io.jenkins.plugins.pressluft.ansible.RunMirror;
import io.jenkins.plugins.pressluft.ansible.RunPlace;
import io.jenkins.plugins.pressluft.model.ErrorCode;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.JobStatus;
import io.jenkins.plugins.pressluft.model.Node;
import io.jenkins.plugins.pressluft.plugin.launch.Errands.Look;
import io.jenkins.plugins.pressluft.plugin.launch.Errands.RemoveRun;
import io.jenkins.plugins.pressluft.plugin.launch.Errands.SecretsOf;
import io.jenkins.plugins.pressluft.plugin.launch.Errands.Seen;
import io.jenkins.plugins.pressluft.plugin.launch.Errands.StopRun;
import io.jenkins.plugins.pressluft.plugin.launch.Errands.Sweep;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Runs playbooks on agents. What is started there goes on without the controller and without the
 * agent's own process; an agent that is away is waited for, since nobody knows what goes on there.
 *
 * <p>The controller keeps a {@link RunMirror} of each run, and no secret: what must be masked is
 * asked of the agent again after a restart.
 */
final class AgentPlaybookLauncher implements PlaybookLauncher {
  private static final Logger LOG = Logger.getLogger(AgentPlaybookLauncher.class.getName());

  private final Path home;
  private final Clock clock;
  private final Agents agents;
  private final Placement placement;
  private final Slots slots;
  private final Jobs jobs;
  private final Departure departure;
  private final Map<UUID, String> masked = new ConcurrentHashMap<>();

  /** Runs of this process that were not discarded: not all of them are in the database. */
  private final Set<UUID> own = ConcurrentHashMap.newKeySet();

  private volatile Runnable wake = () -> {};

  AgentPlaybookLauncher(
      Path home,
      Clock clock,
      Agents agents,
      Placement placement,
      Slots slots,
      Jobs jobs,
      Departure departure) {
    this.home = home;
    this.clock = clock;
    this.agents = agents;
    this.placement = placement;
    this.slots = slots;
    this.jobs = jobs;
    this.departure = departure;
  }

  @Override
  public Optional<Impediment> impediment(String runOn, Node node) {
    return placement.impediment(runOn, node);
  }

  @Override
  public void onRoom(Runnable called) {
    wake = called;
  }

  /** To be called when an executor was given to a job, or an agent came. */
  void room() {
    wake.run();
  }

  @Override
  public boolean ready(Job job) {
    Optional<Node> node = jobs.node(job.nodeId());
    if (node.isEmpty() || placement.impediment(job.runOn(), node.get()).isPresent()) {
      return true; // The launch says so and ends the job.
    }
    if (job.runOn() != null) {
      return agents.online(job.runOn()).isPresent();
    }
    if (slots.held(job.id()).isPresent()) {
      return true;
    }
    slots.want(job.id(), placement.label(null, node.get()));
    return false;
  }

  @Override
  public String launch(Launch launch) {
    Optional<Job> job = launch.job().flatMap(jobs::byId);
    Agent agent = agent(launch, job);
    RunMirror mirror = new RunMirror(home, launch.runId(), clock);
    own.add(launch.runId());
    try {
      mirror.create(launch);
      Departure.Departed departed = departure.begin(agent, launch, job);
      masked.put(launch.runId(), departed.masked());
      return departed.handle().text();
    } catch (RuntimeException e) {
      own.remove(launch.runId());
      mirror.discard();
      throw e;
    }
  }

  private Agent agent(Launch launch, Optional<Job> job) {
    String runOn = job.map(Job::runOn).orElse(null);
    Optional<Impediment> impediment = placement.impediment(runOn, launch.node());
    if (impediment.isPresent()) {
      throw new LaunchException(ErrorCode.AGENT_NOT_ALLOWED, impediment.get().sentence(), null);
    }
    String wanted =
        runOn != null
            ? placement.fixed(runOn, launch.node())
            : job.flatMap(j -> slots.held(j.id())).orElse(null);
    Optional<Agent> agent = wanted == null ? Optional.empty() : agents.online(wanted);
    if (agent.isEmpty() && isQuestion(launch)) {
      agent = placement.any(launch.node());
    }
    return agent.orElseThrow(
        () ->
            new LaunchException(
                ErrorCode.AGENT_UNAVAILABLE,
                wanted == null
                    ? "No agent for playbooks is there; bring one with the configured label back."
                    : "The agent " + Placement.shown(wanted) + " went away; bring it back.",
                null));
  }

  /**
   * Whether the run only asks the node how things stand: any machine may do that, and without a
   * slot of its own, since what is asked about may hold one.
   */
  private static boolean isQuestion(Launch launch) {
    return launch.playbook().equals("job-settle.yml");
  }

  @Override
  public Poll poll(String text, long eventOffset) {
    AgentHandle handle = AgentHandle.parse(text);
    RunMirror mirror = new RunMirror(home, handle.run(), clock);
    keepSlot(handle);
    Optional<Agent> agent = agents.online(handle.agent());
    if (agent.isEmpty()) {
      return agents.exists(handle.agent())
          ? away(handle, mirror, eventOffset)
          : known(handle, mirror, Poll.State.GONE, null, eventOffset);
    }
    try {
      Seen seen =
          agent
              .get()
              .ask(
                  new Look(
                      handle.home(),
                      handle.run(),
                      mirror.events(),
                      mirror.output(),
                      clock.instant()));
      String secrets = secrets(agent.get(), handle);
      Poll.State state = state(agent.get(), handle, seen, mirror.isStopped());
      mirror.append(seen.events(), seen.output(), secrets, state != Poll.State.RUNNING);
      return mirror.poll(state, seen.exit(), eventOffset, secrets);
    } catch (IOException e) {
      LOG.log(Level.FINE, e, () -> "The agent " + handle.agent() + " did not answer");
      return away(handle, mirror, eventOffset);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while an agent was asked", e);
    }
  }

  private static Poll.State state(Agent agent, AgentHandle handle, Seen seen, boolean stopped)
      throws IOException, InterruptedException {
    if (seen.live() || (seen.isCut() && seen.there())) {
      return Poll.State.RUNNING;
    }
    if (stopped || !seen.there()) {
      return Poll.State.GONE;
    }
    if (seen.exit() != null) {
      return Poll.State.ENDED;
    }
    boolean maybeStarting =
        !seen.started() && agent.status(handle.paths().directory(), handle.task()) == null;
    return maybeStarting ? Poll.State.RUNNING : Poll.State.GONE;
  }

  private Poll away(AgentHandle handle, RunMirror mirror, long eventOffset) {
    return known(handle, mirror, Poll.State.UNKNOWN, null, eventOffset);
  }

  /** What is known without asking; nothing is told while it is not known what to mask. */
  private Poll known(
      AgentHandle handle, RunMirror mirror, Poll.State state, Integer exit, long eventOffset) {
    String secrets = masked.get(handle.run());
    return secrets == null
        ? new Poll(state, exit, List.of(), eventOffset, "")
        : mirror.poll(state, exit, eventOffset, secrets);
  }

  private String secrets(Agent agent, AgentHandle handle) throws IOException, InterruptedException {
    String known = masked.get(handle.run());
    if (known == null) {
      known = agent.ask(new SecretsOf(handle.home(), handle.run()));
      masked.put(handle.run(), known);
    }
    return known;
  }

  /** A job that was taken up after a restart holds its executor again. */
  private void keepSlot(AgentHandle handle) {
    if (handle.job() == null || slots.held(handle.job()).isPresent()) {
      return;
    }
    jobs.byId(handle.job())
        .filter(job -> job.runOn() == null && job.status() == JobStatus.RUNNING)
        .ifPresent(job -> slots.want(job.id(), Placement.shown(handle.agent())));
  }

  @Override
  public void stop(String text) {
    AgentHandle handle = AgentHandle.parse(text);
    new RunMirror(home, handle.run(), clock).stopped();
    Optional<Agent> agent = agents.online(handle.agent());
    if (agent.isEmpty()) {
      if (agents.exists(handle.agent())) {
        throw new IllegalStateException(
            "The agent " + Placement.shown(handle.agent()) + " is away; it must stop the run.");
      }
      return;
    }
    try {
      agent.get().ask(new StopRun(handle.home(), handle.run()));
      agent.get().end(handle.paths().directory(), handle.task());
    } catch (IOException e) {
      throw new IllegalStateException(
          "The agent " + Placement.shown(handle.agent()) + " did not stop the run.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a run was being stopped", e);
    }
  }

  /** An agent that is away clears up when it is back: see {@link #sweep}. */
  @Override
  public void discard(String text) {
    AgentHandle handle = AgentHandle.parse(text);
    Optional<Agent> agent = agents.online(handle.agent());
    if (agent.isPresent()) {
      stop(text);
      try {
        agent.get().ask(new RemoveRun(handle.home(), handle.run()));
      } catch (IOException e) {
        LOG.log(Level.FINE, e, () -> "The run is removed when " + handle.agent() + " is back");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while a run was being removed", e);
      }
    }
    new RunMirror(home, handle.run(), clock).discard();
    masked.remove(handle.run());
    own.remove(handle.run());
  }

  /** Ends and removes what an agent that has come back still has of runs that nobody waits for. */
  void sweep(String name) {
    Optional<Agent> agent = agents.online(name);
    if (agent.isEmpty()) {
      return;
    }
    try {
      List<UUID> swept = agent.get().ask(new Sweep(agent.get().home(), wanted()));
      swept.forEach(
          run -> LOG.info(() -> "Removed the run " + run + " from the agent " + name + "."));
    } catch (IOException e) {
      LOG.log(Level.WARNING, e, () -> "Old runs could not be removed from " + name);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The runs that somebody waits for: of this process, or taken up from a former one. */
  private ArrayList<UUID> wanted() {
    ArrayList<UUID> wanted = new ArrayList<>(own);
    for (Job job : jobs.running()) {
      if (job.handle() != null) {
        wanted.add(AgentHandle.parse(job.handle()).run());
      }
    }
    return wanted;
  }

  /** Mirrors stay behind when the controller is killed while it removes a run. */
  private void removeMirrors() {
    try {
      List<UUID> wanted = wanted();
      for (UUID run : RunPlace.runs(home.toString())) {
        if (!wanted.contains(run)) {
          new RunMirror(home, run, clock).discard();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void tidy(Instant logsBefore, Predicate<UUID> unfinished) {
    removeMirrors();
    new RunLogs(home, clock).tidy(logsBefore, unfinished);
  }
}
