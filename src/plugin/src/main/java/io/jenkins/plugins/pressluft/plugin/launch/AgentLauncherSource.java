package io.jenkins.plugins.pressluft.plugin.launch;

import hudson.Extension;
import io.jenkins.plugins.pressluft.ansible.LocalSecrets;
import io.jenkins.plugins.pressluft.ansible.PlaybookLauncher;
import io.jenkins.plugins.pressluft.ansible.PlaybookTree;
import io.jenkins.plugins.pressluft.plugin.LauncherSource;
import io.jenkins.plugins.pressluft.plugin.credential.JenkinsSecrets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.util.Timer;

/** Puts together what runs playbooks on this controller's agents. */
@Extension
public final class AgentLauncherSource implements LauncherSource {
  private static final Logger LOG = Logger.getLogger(AgentLauncherSource.class.getName());
  private static final long REVIEW_SECONDS = 5;

  private AgentPlaybookLauncher launcher;
  private ScheduledFuture<?> review;

  @Override
  public synchronized PlaybookLauncher launcher(Path home, Clock clock) {
    Jobs jobs = new EngineJobs();
    QueueSlots slots = new QueueSlots(jobs);
    Agents agents = new JenkinsAgents();
    LocalSecrets files = new LocalSecrets(home, System.getenv());
    JobSecrets secrets =
        (job, agent) ->
            JenkinsSecrets.of(
                files,
                job.map(j -> j.askedIn()).orElse(null),
                job.map(j -> jobs.folder(j.environmentId())).orElse(null),
                agent);
    launcher =
        new AgentPlaybookLauncher(
            home,
            clock,
            agents,
            new Placement(agents, AgentSettings::now),
            slots,
            jobs,
            new Departure(secrets, PlaybookTree.ofProgram(), AgentSettings::now, clock));
    slots.onRoom(launcher::room);
    if (review != null) {
      review.cancel(false);
    }
    review =
        Timer.get()
            .scheduleWithFixedDelay(
                () -> review(slots), REVIEW_SECONDS, REVIEW_SECONDS, TimeUnit.SECONDS);
    return launcher;
  }

  private static void review(QueueSlots slots) {
    try {
      slots.review();
    } catch (RuntimeException e) {
      LOG.log(Level.FINE, "The queue could not be looked through", e);
    }
  }

  private synchronized AgentPlaybookLauncher launcher() {
    return launcher;
  }

  /** Wakes the jobs that wait for an agent, and clears it of runs that nobody waits for. */
  void agentCame(String name) {
    AgentPlaybookLauncher known = launcher();
    if (known == null) {
      return; // The engine opens later, and looks at everything then.
    }
    try {
      known.room();
      known.sweep(name);
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, e, () -> "The agent " + name + " could not be cleared of old runs");
    }
  }
}
