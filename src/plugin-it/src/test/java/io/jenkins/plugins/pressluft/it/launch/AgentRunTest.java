package io.jenkins.plugins.pressluft.it.launch;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Computer;
import hudson.model.Executor;
import hudson.model.Queue;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.JobStatus;
import io.jenkins.plugins.pressluft.plugin.Pressluft;
import io.jenkins.plugins.pressluft.plugin.config.PressluftConfiguration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.junit.jupiter.InboundAgentExtension;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** A playbook on an agent that is not the controller, with everything around it killed in turn. */
class AgentRunTest {
  @RegisterExtension
  private final RealJenkinsExtension jenkins = new RealJenkinsExtension().withTimeout(900);

  @RegisterExtension private final InboundAgentExtension agents = new InboundAgentExtension();

  @TempDir Path directory;

  @Test
  void aRunOutlivesTheControllerAndTheAgent() throws Throwable {
    String temporary = directory.toString();
    InboundAgentExtension.Options web1 =
        InboundAgentExtension.Options.newBuilder().name("web1").build();
    jenkins.startJenkins();
    String root = jenkins.runRemotely(rule -> StandIn.expect(rule, Path.of(temporary)));
    agents.start(jenkins, web1);
    String job =
        jenkins.runRemotely(
            rule -> {
              Job asked = StandIn.ask("production", null);
              Path run = StandIn.atWork(root);
              // In an executor of the agent, seen by people, and private.
              Executor busy = busy();
              assertThat(busy.getCurrentExecutable().toString())
                  .isEqualTo("Pressluft: health check of acme/production");
              assertThat(run.resolve("vars.json")).content().contains(StandIn.SECRET);
              try (Stream<Path> files = Files.walk(run)) {
                assertThat(files)
                    .allSatisfy(
                        file ->
                            assertThat(
                                    PosixFilePermissions.toString(
                                        Files.getPosixFilePermissions(file)))
                                .isEqualTo(Files.isDirectory(file) ? "rwx------" : "rw-------"));
              }
              assertThat(StandIn.commandLines()).doesNotContain(StandIn.SECRET);
              StandIn.await(
                  () -> StandIn.job(asked.id().toString()).handle() != null, "the handle is saved");
              return asked.id().toString();
            });
    long worker = StandIn.pid(StandIn.atWork(root).resolve("worker"));

    jenkins.stopJenkinsForcibly();
    assertThat(StandIn.lives(worker)).isTrue();
    jenkins.startJenkins();
    jenkins.runRemotely(
        rule -> {
          assertThat(StandIn.job(job).status()).isEqualTo(JobStatus.RUNNING);
        });
    // At another address now: the agent's process is another one, too.
    agents.start(jenkins, web1);
    jenkins.runRemotely(
        rule -> {
          StandIn.await(() -> busy() != null, "the job holds an executor");
        });

    agents.stop(jenkins, "web1");
    jenkins.runRemotely(
        rule -> {
          Thread.sleep(2000);
          assertThat(StandIn.job(job).status()).isEqualTo(JobStatus.RUNNING);
        });
    agents.start(jenkins, web1);
    jenkins.runRemotely(
        rule -> {
          assertThat(StandIn.lives(worker)).isTrue();
          Files.createFile(StandIn.atWork(root).resolve("go"));
          Job ended = StandIn.until(job, JobStatus.SUCCEEDED);
          assertThat(ended.attemptCount()).isEqualTo(1);
          assertThat(ended.result()).contains("healthy");
          StandIn.await(
              () -> StandIn.isEmpty(Path.of(root, "pressluft", "runs")), "the run is removed");
          StandIn.await(
              () -> StandIn.isEmpty(Pressluft.home().resolve("runs")), "so is what is kept of it");
          StandIn.await(() -> busy() == null, "the executor is free");
        });
  }

  @Test
  void stoppingTheExecutorCancelsTheJobAndEndsTheWholeGroup() throws Throwable {
    String temporary = directory.toString();
    jenkins.then(
        rule -> {
          String root = StandIn.set(rule, Path.of(temporary));
          Job asked = StandIn.ask("production", null);
          Path run = StandIn.atWork(root);
          long worker = StandIn.pid(run.resolve("worker"));

          // As a person: what the system ends is no wish of anybody.
          try (ACLContext person = ACL.as2(Jenkins.ANONYMOUS2)) {
            var unused = busy().doStop();
          }

          Job ended = StandIn.until(asked.id().toString(), JobStatus.CANCELLED);
          assertThat(StandIn.lives(worker)).isFalse();
          StandIn.await(
              () -> StandIn.isEmpty(Path.of(root, "pressluft", "runs")), "the run is removed");
          assertThat(ended.errorCode()).isNull();
          StandIn.await(() -> busy() == null, "the executor is free");
        });
  }

  @Test
  void nothingRunsSilentlySomewhereElse() throws Throwable {
    String temporary = directory.toString();
    jenkins.then(
        rule -> {
          StandIn.set(rule, Path.of(temporary));
          assertThat(StandIn.refusal("far", null)).isEqualTo("agent_not_configured");
          PressluftConfiguration.get().setAgentLabel("nowhere");
          assertThat(StandIn.refusal("far", null)).isEqualTo("agent_unknown");
          assertThat(StandIn.refusal("far", "")).isEqualTo("controller_not_allowed");
          assertThat(StandIn.refusal("far", "nobody")).isEqualTo("agent_unknown");
          rule.createOnlineSlave();
          assertThat(StandIn.refusal("production", "slave0")).isEqualTo("agent_is_not_the_node");

          Job missing = StandIn.ask("far", "web1");
          Job ended = StandIn.until(missing.id().toString(), JobStatus.FAILED);
          assertThat(ended.errorCode()).isEqualTo("CREDENTIAL_MISSING");
          assertThat(ended.errorMessage()).contains("\"absent\"");
        });
  }

  @Test
  void aPlaceInTheQueueIsSeenAndTakenOutOfItCancelsTheJob() throws Throwable {
    String temporary = directory.toString();
    jenkins.then(
        rule -> {
          StandIn.set(rule, Path.of(temporary));
          web1().setTemporarilyOffline(true, null);
          Job asked = StandIn.ask("production", null);
          StandIn.await(() -> Queue.getInstance().getItems().length == 1, "it waits in the queue");
          Queue.Item item = Queue.getInstance().getItems()[0];
          assertThat(item.task.getDisplayName())
              .isEqualTo("Pressluft: health check of acme/production");
          assertThat(StandIn.job(asked.id().toString()).status()).isEqualTo(JobStatus.QUEUED);

          // By what waits: the item may have become another one since it was looked at.
          assertThat(Queue.getInstance().cancel(item.task)).isTrue();

          StandIn.until(asked.id().toString(), JobStatus.CANCELLED);
        });
  }

  private static Computer web1() {
    return Jenkins.get().getComputer("web1");
  }

  /** The executor that a playbook holds; null when none is held. */
  private static Executor busy() {
    List<Executor> busy =
        web1().getExecutors().stream().filter(e -> e.getCurrentExecutable() != null).toList();
    return busy.isEmpty() ? null : busy.get(0);
  }
}
