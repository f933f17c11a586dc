package io.jenkins.plugins.pressluft.it;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.pressluft.lab.RegistryFile;
import io.jenkins.plugins.pressluft.lab.UpdateMirror;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.JobStatus;
import io.jenkins.plugins.pressluft.model.JobType;
import io.jenkins.plugins.pressluft.plugin.Pressluft;
import io.jenkins.plugins.pressluft.store.Transaction;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.flow.FlowDurabilityHint;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.job.properties.DurabilityHintJobProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** Every step, sandboxed, on an agent, against a WordPress. */
class StepsTest {
  @RegisterExtension private final Site site = new Site();
  @RegisterExtension private final RealJenkinsExtension jenkins = Site.controller();
  @TempDir private Path directory;
  private final UpdateMirror mirror = UpdateMirror.start();

  @AfterEach
  void close() {
    mirror.close();
  }

  private String registry() {
    return RegistryFile.local(site.lab()).with(Site.NAME, "update_mirror", mirror.url()).text();
  }

  private static WorkflowRun run(JenkinsRule rule, String name, String script) throws Exception {
    WorkflowJob job = rule.createProject(WorkflowJob.class, name);
    job.setDefinition(new CpsFlowDefinition(script, true));
    WorkflowRun run = job.scheduleBuild2(0).waitForStart();
    return rule.waitForCompletion(run);
  }

  private static Job newestRestore(Transaction tx) {
    UUID environment = tx.environments().bySlugPath(Site.NAME).orElseThrow().id();
    return tx.jobs().newest(environment, JobType.ENV_RESTORE).orElseThrow();
  }

  /** The build's page, its own page of what the steps did, and the newest of that of the job. */
  private static void pagesOf(JenkinsRule rule, WorkflowRun run) throws Exception {
    JenkinsRule.WebClient browser = rule.createWebClient();
    for (HtmlPage page :
        List.of(
            browser.getPage(run),
            browser.getPage(run, "pressluft/"),
            browser.getPage(run.getParent(), "pressluft/"))) {
      assertThat(page.getWebResponse().getStatusCode()).isEqualTo(200);
      assertThat(page.asNormalizedText())
          .contains("acme/production", "Restore", "not_found", "bad_request");
    }
  }

  @Test
  void aScriptedPipelineGetsMapsOfWhatCameOfEachStep() throws Throwable {
    Outdated.install(site.lab().wordpress(), mirror, "scripted-tool");
    site.declareIn(jenkins, registry());
    String root = Site.agentRoot();
    String archive = Archive.of(site.lab().wordpress(), directory).toString();
    String script =
        """
        def backup = pressluftBackup environment: 'acme/production', message: 'before'
        echo "backup ${backup.status} ${backup.backupScope} ${backup.checksum.startsWith('sha256:')} ${backup.sizeBytes > 0}"
        def deploy = pressluftDeploy environment: 'acme/production', sourceType: 'upload', sourceRef: '%s'
        echo "deploy ${deploy.status} ${deploy.release}"
        def back = pressluftRollback environment: 'acme/production'
        echo "rollback ${back.status} ${back.release == deploy.releaseBefore}"
        def update = pressluftUpdate environment: 'acme/production', scope: 'plugins'
        echo "update ${update.status} ${update.components[0].slug} ${update.components[0].to} ${update.safetyBackupId != null}"
        def restore = pressluftRestore environment: 'acme/production', backupId: backup
        echo "restore ${restore.status} ${restore.outcome} ${restore.backupId == backup.backupId} ${restore.safetyBackupId != null}"
        def health = pressluftHealth environment: 'acme/production'
        echo "health ${health.healthy}"
        def wrong = pressluftRestore environment: 'acme/production', backupId: '00000000-0000-0000-0000-000000000000', failOnRefusal: false
        echo "refused ${wrong.refused} ${wrong.code}"
        pressluftLock('acme/production') {
          def inside = pressluftBackup environment: 'acme/production', backupScope: 'db'
          echo "inside ${inside.status} ${inside.backupScope}"
          pressluftLock(environment: 'acme/production') { echo 'nested' }
        }
        def latest = pressluftRestore environment: 'acme/production', backupId: 'latest', dryRun: true
        echo "latest ${latest.dryRun}"
        try {
          pressluftBackup environment: 'acme/production', backupScope: 'everything', failOnRefusal: false
        } catch (e) {
          echo "mistaken ${e.message}"
        }
        """
            .formatted(archive);
    jenkins.then(
        rule -> {
          Site.bringAgent(rule, root);
          AskingThreads asking = AskingThreads.watch(Pressluft.get().store());
          WorkflowRun run = run(rule, "scripted", script);
          String log = JenkinsRule.getLog(run);
          System.err.println(log);
          rule.assertBuildStatusSuccess(run);
          assertThat(log)
              .contains("backup succeeded full true true")
              .contains("deploy succeeded releases/")
              .contains("rollback succeeded true")
              .contains("update succeeded scripted-tool 2 true")
              .contains("restore succeeded succeeded true true")
              .contains("health true")
              .contains("refused true not_found")
              .contains("The site of acme/production is kept for this build.")
              .contains("inside succeeded db")
              .contains("nested")
              .contains("latest true")
              .contains("mistaken pressluftBackup refused: bad_request: ");
          pagesOf(rule, run);
          assertThat(asking.ofScripts()).isEmpty();
          assertThat(asking.statements()).isPositive();
        });
  }

  @Test
  void aDeclarativePipelineRunsThemAndARefusalFailsItWithItsCode() throws Throwable {
    Outdated.install(site.lab().wordpress(), mirror, "declarative-tool");
    site.declareIn(jenkins, registry());
    String root = Site.agentRoot();
    String archive = Archive.of(site.lab().wordpress(), directory).toString();
    String script =
        """
        pipeline {
          agent none
          stages {
            stage('back up') { steps { pressluftBackup environment: 'acme/production' } }
            stage('deploy') {
              agent { label 'ansible' }
              steps { pressluftDeploy environment: 'acme/production', sourceType: 'upload', sourceRef: '%s' }
            }
            stage('roll back') { steps { pressluftRollback environment: 'acme/production' } }
            stage('update') { steps { pressluftUpdate environment: 'acme/production', scope: 'all' } }
            stage('restore') { steps { pressluftRestore environment: 'acme/production', backupId: 'latest' } }
            stage('kept') { steps { pressluftLock('acme/production') { pressluftHealth environment: 'acme/production' } } }
            stage('refused') { steps { pressluftRollback environment: 'acme/production', release: 'releases/nowhere' } }
          }
        }
        """
            .formatted(archive);
    jenkins.then(
        rule -> {
          Site.bringAgent(rule, root);
          WorkflowRun run = run(rule, "declarative", script);
          String log = JenkinsRule.getLog(run);
          System.err.println(log);
          rule.assertBuildStatus(Result.FAILURE, run);
          assertThat(log)
              .contains("[pressluft] pressluftBackup succeeded")
              .contains("[pressluft] pressluftDeploy succeeded")
              .contains("[pressluft] pressluftRollback succeeded")
              .contains("[pressluft] pressluftUpdate succeeded")
              .contains("[pressluft] pressluftRestore succeeded")
              .contains("[pressluft] pressluftHealth succeeded")
              .contains("pressluftRollback refused: release_not_found:");
        });
  }

  @Test
  void anAbortCancelsTheJobAndAPipelineThatCannotBeResumedSaysSo() throws Throwable {
    site.declareIn(jenkins);
    String root = Site.agentRoot();
    String script =
        """
        def backup = pressluftBackup environment: 'acme/production'
        pressluftRestore environment: 'acme/production', backupId: backup
        """;
    jenkins.then(
        rule -> {
          Site.bringAgent(rule, root);
          WorkflowJob job = rule.createProject(WorkflowJob.class, "aborted");
          job.setDefinition(new CpsFlowDefinition(script, true));
          job.addProperty(new DurabilityHintJobProperty(FlowDurabilityHint.PERFORMANCE_OPTIMIZED));
          WorkflowRun run = job.scheduleBuild2(0).waitForStart();
          rule.waitForMessage("[pressluft] safety", run);
          run.doStop();
          rule.waitForCompletion(run);
          String log = JenkinsRule.getLog(run);
          System.err.println(log);
          rule.assertBuildStatus(Result.ABORTED, run);
          assertThat(log)
              .contains("This pipeline is set to \"performance-optimized\"")
              .containsPattern("Asked job .* to stop")
              .contains("[pressluft] pressluftRestore cancelled");
          Job restore = Pressluft.get().store().read(StepsTest::newestRestore);
          assertThat(restore.status()).isEqualTo(JobStatus.CANCELLED);
        });
  }
}
