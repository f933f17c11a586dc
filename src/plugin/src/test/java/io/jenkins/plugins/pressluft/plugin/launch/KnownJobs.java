package io.jenkins.plugins.pressluft.plugin.launch;

import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.JobStatus;
import io.jenkins.plugins.pressluft.model.JobType;
import io.jenkins.plugins.pressluft.model.Node;
import io.jenkins.plugins.pressluft.model.Secret;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Jobs as a test says. */
final class KnownJobs implements Jobs {
  final Map<UUID, Job> jobs = new LinkedHashMap<>();
  final Map<UUID, Node> nodes = new LinkedHashMap<>();

  @Override
  public Optional<Job> byId(UUID id) {
    return Optional.ofNullable(jobs.get(id));
  }

  @Override
  public Optional<Node> node(UUID id) {
    return Optional.ofNullable(nodes.get(id));
  }

  @Override
  public List<Job> running() {
    return jobs.values().stream().filter(job -> job.status() == JobStatus.RUNNING).toList();
  }

  @Override
  public String folder(UUID environment) {
    return null;
  }

  @Override
  public String title(UUID environment) {
    return "acme/production";
  }

  @Override
  public void cancel(UUID job, String by) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void await(long millis) {
    throw new UnsupportedOperationException();
  }

  Job put(UUID id, JobStatus status, Node node, String runOn, String handle) {
    nodes.put(node.id(), node);
    Job job =
        new Job(
            id,
            JobType.HEALTH_CHECK,
            status,
            UUID.randomUUID(),
            UUID.randomUUID(),
            node.id(),
            null,
            1,
            3,
            1,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            "{}",
            "{}",
            null,
            handle,
            "ada",
            "step",
            Instant.EPOCH,
            Instant.EPOCH,
            runOn,
            null,
            null);
    jobs.put(id, job);
    return job;
  }

  static Node ssh() {
    return node(
        "web1",
        new Node.Spec(
            Node.Connection.SSH,
            "10.0.0.5",
            22,
            "deploy",
            new Secret("web1-key", Secret.Keeper.CREDENTIALS),
            "ssh-ed25519 AAAA",
            false,
            null));
  }

  static Node local(String name) {
    return node(
        name, new Node.Spec(Node.Connection.LOCAL, null, null, null, null, null, false, null));
  }

  private static Node node(String name, Node.Spec spec) {
    return new Node(UUID.randomUUID(), name, spec, true, Instant.EPOCH, Instant.EPOCH, 1);
  }
}
