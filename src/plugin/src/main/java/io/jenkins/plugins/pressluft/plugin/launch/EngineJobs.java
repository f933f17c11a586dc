package io.jenkins.plugins.pressluft.plugin.launch;

import io.jenkins.plugins.pressluft.job.EventStream;
import io.jenkins.plugins.pressluft.model.Caller;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.Node;
import io.jenkins.plugins.pressluft.plugin.Pressluft;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The engine of this controller. While it is closed every method throws. */
final class EngineJobs implements Jobs {
  @Override
  public Optional<Job> byId(UUID id) {
    return Pressluft.get().store().read(tx -> tx.jobs().byId(id));
  }

  @Override
  public Optional<Node> node(UUID id) {
    return Pressluft.get().store().read(tx -> tx.nodes().byId(id));
  }

  @Override
  public List<Job> running() {
    return Pressluft.get().store().read(tx -> tx.jobs().running());
  }

  @Override
  public String folder(UUID environment) {
    return environment(environment).map(e -> e.spec().folder()).orElse(null);
  }

  @Override
  public String title(UUID environment) {
    return environment(environment).map(Environment::slugPath).orElse("an environment");
  }

  private static Optional<Environment> environment(UUID id) {
    return Pressluft.get().store().read(tx -> tx.environments().byId(id));
  }

  @Override
  public void cancel(UUID job, String by) {
    var unused = Pressluft.get().service().cancel(new Aborter(by), job);
  }

  @Override
  public void await(long millis) throws InterruptedException {
    EventStream events = Pressluft.get().events();
    events.await(events.version(), Duration.ofMillis(millis));
  }

  /** Someone whom Jenkins let abort the job's executor or queue item. */
  private record Aborter(String name) implements Caller {
    @Override
    public String origin() {
      return "queue";
    }

    @Override
    public boolean may(Permission permission, UUID environmentId) {
      return true;
    }
  }
}
