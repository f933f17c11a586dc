package io.jenkins.plugins.pressluft.it.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.pressluft.it.Site;
import io.jenkins.plugins.pressluft.it.web.Http;
import io.jenkins.plugins.pressluft.lab.RegistryFile;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.JobStatus;
import io.jenkins.plugins.pressluft.model.JobType;
import io.jenkins.plugins.pressluft.plugin.Pressluft;
import io.jenkins.plugins.pressluft.store.PostgresServer;
import io.jenkins.plugins.pressluft.store.Transaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** Two controllers on one PostgreSQL, and one whose PostgreSQL goes away and comes back. */
class SharedStateTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String RESTORED =
      """
      def backup = pressluftBackup environment: 'acme/production'
      def restore = pressluftRestore environment: 'acme/production', backupId: backup
      echo "restore ${restore.status} ${restore.outcome} ${restore.safetyBackupId != null}"
      """;

  @RegisterExtension private final Site site = new Site();
  @RegisterExtension private final RealJenkinsExtension first = Site.controller();
  @RegisterExtension private final RealJenkinsExtension second = Site.controller();
  @TempDir private Path directory;
  private PostgresServer database;

  @BeforeEach
  void start() throws IOException {
    database = new PostgresServer();
    database.superuser("postgres", "CREATE DATABASE state OWNER " + PostgresServer.USER);
    Path configuration =
        Files.writeString(
            directory.resolve("jenkins.yaml"),
            """
            credentials:
              system:
                domainCredentials:
                  - credentials:
                      - usernamePassword:
                          scope: SYSTEM
                          id: state
                          username: %s
                          password: "${STATE_PASSWORD}"
            unclassified:
              pressluft:
                agentLabel: ansible
                database:
                  url: "%s"
                  credentialsId: state
            """
                .formatted(PostgresServer.USER, database.url("state")));
    for (RealJenkinsExtension controller : new RealJenkinsExtension[] {first, second}) {
      controller
          .extraEnv("CASC_JENKINS_CONFIG", configuration.toString())
          .extraEnv("STATE_PASSWORD", PostgresServer.PASSWORD);
    }
    site.declareIn(first, RegistryFile.local(site.lab()).jobs("controller_timeout", "1m").text());
  }

  @AfterEach
  void stop() {
    database.close();
  }

  @Test
  void whatAKilledControllerLeftIsEndedByTheOtherOneAndItsPipelineTellsTheOutcome()
      throws Throwable {
    String root = Site.agentRoot();
    String otherRoot = Site.agentRoot();
    first.startJenkins();
    first.runRemotely(
        rule -> {
          Site.bringAgent(rule, root);
        });
    Path home = Files.createDirectories(second.getHome().toPath().resolve("pressluft"));
    Files.copy(
        first.getHome().toPath().resolve("pressluft/manifest.key"), home.resolve("manifest.key"));
    second.startJenkins();
    second.runRemotely(
        rule -> {
          Site.bringAgent(rule, otherRoot);
          // Nobody declared it here.
          var unused = Pressluft.get().store().read(SharedStateTest::environment);
        });
    UUID restore =
        first.runRemotely(
            rule -> {
              WorkflowJob job = rule.createProject(WorkflowJob.class, "restored");
              job.setDefinition(new CpsFlowDefinition(RESTORED, true));
              rule.waitForMessage("[pressluft] safety", job.scheduleBuild2(0).waitForStart());
              return Pressluft.get().store().read(SharedStateTest::newestRestore).id();
            });

    first.stopJenkinsForcibly();

    second.runRemotely(
        rule -> {
          long end = System.nanoTime() + PATIENCE.toNanos();
          Job job;
          do {
            Thread.sleep(500);
            job = Pressluft.get().store().read(SharedStateTest::newestRestore);
          } while (!job.status().isFinal() && System.nanoTime() < end);
          assertThat(job.id()).isEqualTo(restore);
          assertThat(job.status()).as(job.errorMessage()).isEqualTo(JobStatus.SUCCEEDED);
        });
    assertThat(site.lab().wordpress().get("").body()).contains("The harbour in November");
    first.startJenkins();
    first.runRemotely(
        rule -> {
          assertThat(Site.logOfFirstBuild(rule, "restored"))
              .contains("taken over by controller", "restore succeeded succeeded true")
              .containsOnlyOnce("Restore acme/production from backup");
        });
    first.stopJenkins();
    second.stopJenkins();
  }

  @Test
  void aDatabaseThatIsAwayAtTheStartOrDuringARestoreIsUsedAgainWhenItIsBack() throws Throwable {
    String root = Site.agentRoot();
    database.stop();
    first.startJenkins();
    Http anybody = new Http(first.getUrl().toURI());
    var away = anybody.get("/sites");
    assertThat(away.statusCode()).as(away.body()).isEqualTo(503);

    database.start();
    awaitAnswer(anybody);
    first.runRemotely(
        rule -> {
          Site.bringAgent(rule, root);
          WorkflowJob job = rule.createProject(WorkflowJob.class, "restored");
          job.setDefinition(new CpsFlowDefinition(RESTORED, true));
          rule.waitForMessage("[pressluft] safety", job.scheduleBuild2(0).waitForStart());
        });
    database.stop();
    Thread.sleep(3_000);
    database.start();

    first.runRemotely(
        rule -> {
          assertThat(Site.logOfFirstBuild(rule, "restored"))
              .contains("restore succeeded succeeded true")
              .doesNotContain(PostgresServer.PASSWORD);
        });
    first.stopJenkins();
  }

  /** The engine is tried again once a minute. */
  private static void awaitAnswer(Http client) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    int status;
    do {
      Thread.sleep(500);
      status = client.get("/sites").statusCode();
    } while (status != 200 && System.nanoTime() < end);
    assertThat(status).isEqualTo(200);
  }

  private static UUID environment(Transaction tx) {
    return tx.environments().bySlugPath(Site.NAME).orElseThrow().id();
  }

  private static Job newestRestore(Transaction tx) {
    return tx.jobs().newest(environment(tx), JobType.ENV_RESTORE).orElseThrow();
  }
}
