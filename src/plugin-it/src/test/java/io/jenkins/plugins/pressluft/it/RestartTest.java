package io.jenkins.plugins.pressluft.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** The controller is killed while steps wait. */
class RestartTest {
  @RegisterExtension private final Site site = new Site();
  @RegisterExtension private final RealJenkinsExtension jenkins = Site.controller();

  @Test
  void aPipelineGoesOnAfterTheControllerWasKilledDuringARestoreAndTellsTheOutcome()
      throws Throwable {
    site.declareIn(jenkins);
    String script =
        """
        def backup = pressluftBackup environment: 'acme/production'
        pressluftLock('acme/production') {
          def restore = pressluftRestore environment: 'acme/production', backupId: backup
          echo "restore ${restore.status} ${restore.outcome} ${restore.safetyBackupId != null}"
        }
        echo 'after the block'
        """;
    jenkins.startJenkins();
    jenkins.runRemotely(
        rule -> {
          WorkflowJob job = rule.createProject(WorkflowJob.class, "restored");
          job.setDefinition(new CpsFlowDefinition(script, true));
          WorkflowRun run = job.scheduleBuild2(0).waitForStart();
          rule.waitForMessage("[pressluft] safety", run);
        });
    jenkins.stopJenkinsForcibly();
    jenkins.startJenkins();
    jenkins.runRemotely(
        rule -> {
          WorkflowRun run =
              Objects.requireNonNull(
                  rule.jenkins
                      .getItemByFullName("restored", WorkflowJob.class)
                      .getBuildByNumber(1));
          rule.assertBuildStatusSuccess(rule.waitForCompletion(run));
          String log = JenkinsRule.getLog(run);
          System.err.println(log);
          assertThat(log)
              .contains("restore succeeded succeeded true")
              .contains("after the block")
              .containsOnlyOnce("Restore acme/production from backup");
        });
  }
}
