package io.jenkins.plugins.pressluft.it;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.slaves.JNLPLauncher;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.junit.jupiter.InboundAgentExtension;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** The controller is killed while steps wait; the agent outlives it. */
class RestartTest {
  @RegisterExtension private final Site site = new Site();
  @RegisterExtension private final RealJenkinsExtension jenkins = Site.controller();
  @RegisterExtension private final InboundAgentExtension agents = new InboundAgentExtension();

  @Test
  void aPipelineGoesOnAfterTheControllerWasKilledDuringARestoreAndTellsTheOutcome()
      throws Throwable {
    site.declareIn(jenkins);
    String root = Site.agentRoot();
    InboundAgentExtension.Options lab =
        InboundAgentExtension.Options.newBuilder().name(Site.AGENT).build();
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
          var unused = Site.addAgent(rule, Site.AGENT, root, new JNLPLauncher());
        });
    agents.start(jenkins, lab);
    jenkins.runRemotely(
        rule -> {
          WorkflowJob job = rule.createProject(WorkflowJob.class, "restored");
          job.setDefinition(new CpsFlowDefinition(script, true));
          WorkflowRun run = job.scheduleBuild2(0).waitForStart();
          rule.waitForMessage("[pressluft] safety", run);
        });
    jenkins.stopJenkinsForcibly();
    jenkins.startJenkins();
    // At another address now, so the agent's process is another one, too.
    agents.start(jenkins, lab);
    jenkins.runRemotely(
        rule -> {
          assertThat(Site.logOfFirstBuild(rule, "restored"))
              .contains("restore succeeded succeeded true")
              .contains("after the block")
              .containsOnlyOnce("Restore acme/production from backup");
        });
    assertThat(site.lab().wordpress().get("").body()).contains(Site.TEXT);
  }
}
