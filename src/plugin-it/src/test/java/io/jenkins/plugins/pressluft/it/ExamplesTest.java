package io.jenkins.plugins.pressluft.it;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.ParameterDefinition;
import hudson.model.ParameterValue;
import hudson.model.ParametersAction;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.Result;
import hudson.model.StringParameterDefinition;
import hudson.model.StringParameterValue;
import io.jenkins.plugins.pressluft.lab.Examples;
import io.jenkins.plugins.pressluft.lab.WordPress;
import io.jenkins.plugins.pressluft.plugin.Pressluft;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlInput;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.html.HtmlSelect;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.support.steps.input.InputAction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** The Jenkinsfiles of the documentation, as they are, on an agent, onto a real WordPress. */
class ExamplesTest {
  /** Healthy for every check, and all posts are gone as soon as it is live. */
  private static final String LOSES_THE_POSTS =
      "global $wpdb; if ( strpos( $_SERVER['SERVER_SOFTWARE'] ?? '', 'nginx' ) === 0 )"
          + " { $wpdb->query( \"UPDATE {$wpdb->posts} SET post_title = 'lorem'\" ); }";

  @RegisterExtension private final Site site = new Site();
  @RegisterExtension private final RealJenkinsExtension jenkins = Site.controller();
  @TempDir private Path directory;

  private static WorkflowJob job(JenkinsRule rule, String name, String script) throws Exception {
    WorkflowJob job = rule.createProject(WorkflowJob.class, name);
    job.setDefinition(new CpsFlowDefinition(script, true));
    return job;
  }

  /** Runs an example with these values, also when none of its builds has declared them yet. */
  private static String run(
      JenkinsRule rule, WorkflowJob job, LinkedHashMap<String, String> values, Result result)
      throws Exception {
    List<ParameterValue> given = new ArrayList<>();
    if (job.getProperty(ParametersDefinitionProperty.class) == null) {
      job.addProperty(
          new ParametersDefinitionProperty(
              values.keySet().stream()
                  .<ParameterDefinition>map(name -> new StringParameterDefinition(name, ""))
                  .toList()));
    }
    values.forEach((name, value) -> given.add(new StringParameterValue(name, value)));
    WorkflowRun run = job.scheduleBuild2(0, new ParametersAction(given)).waitForStart();
    return ended(rule, run, result);
  }

  private static String ended(JenkinsRule rule, WorkflowRun run, Result result) throws Exception {
    rule.waitForCompletion(run);
    String log = JenkinsRule.getLog(run);
    System.err.println(log);
    rule.assertBuildStatus(result, run);
    return log;
  }

  private static LinkedHashMap<String, String> deploying(Path archive, WordPress wordpress) {
    LinkedHashMap<String, String> values = new LinkedHashMap<>();
    values.put("ENVIRONMENT", Site.NAME);
    values.put("SOURCE_TYPE", "upload");
    values.put("SOURCE", archive.toString());
    values.put("SMOKE_URL", wordpress.url());
    values.put("SMOKE_TEXT", Site.TEXT);
    return values;
  }

  @Test
  void aGoodReleaseIsDeployedAndOneThatFailsItsSmokeTestIsFollowedByARestore() throws Throwable {
    site.declareIn(jenkins);
    String root = Site.agentRoot();
    String script = Files.readString(Examples.jenkinsfile("deploy"));
    WordPress wordpress = site.lab().wordpress();
    String mark = "<!-- by jenkinsfile -->";
    String marks = "add_action( 'wp_footer', function () { echo '" + mark + "'; } );";
    LinkedHashMap<String, String> good =
        deploying(Archive.of(wordpress, directory.resolve("good"), marks), wordpress);
    LinkedHashMap<String, String> losing =
        deploying(Archive.of(wordpress, directory.resolve("losing"), LOSES_THE_POSTS), wordpress);
    jenkins.startJenkins();
    jenkins.runRemotely(
        rule -> {
          Site.bringAgent(rule, root);
          assertThat(run(rule, job(rule, "deploy", script), good, Result.SUCCESS))
              .contains("Running on lab in")
              .containsPattern("Backup [0-9a-f-]{36}, \\d+ bytes, sha256:[0-9a-f]{64}")
              .contains("Live is releases/")
              .doesNotContain("(Restore)");
        });
    assertThat(wordpress.get("").body()).contains(mark, Site.TEXT);
    String rows = wordpress.databaseChecksum();

    jenkins.runRemotely(
        rule -> {
          WorkflowJob job = rule.jenkins.getItemByFullName("deploy", WorkflowJob.class);
          assertThat(run(rule, job, losing, Result.FAILURE))
              .contains("(Restore)", "was restored from backup");
        });
    assertThat(wordpress.get("").body()).contains(mark, Site.TEXT);
    assertThat(wordpress.databaseChecksum()).isEqualTo(rows);
    jenkins.stopJenkins();
  }

  @Test
  void theNightlyBackupOfOneSurvivesTheFailureOfAnother() throws Throwable {
    site.declareIn(jenkins);
    String root = Site.agentRoot();
    String script = Files.readString(Examples.jenkinsfile("nightly-backup"));
    jenkins.then(
        rule -> {
          Site.bringAgent(rule, root);
          WorkflowJob job = job(rule, "nightly", script);
          LinkedHashMap<String, String> both =
              new LinkedHashMap<>(Map.of("ENVIRONMENTS", "acme/nowhere " + Site.NAME));
          assertThat(run(rule, job, both, Result.FAILURE))
              .contains("acme/nowhere has no backup of this night", "not_found")
              .containsPattern("acme/production: [0-9a-f-]{36}, \\d+ bytes");
          LinkedHashMap<String, String> one =
              new LinkedHashMap<>(Map.of("ENVIRONMENTS", Site.NAME));
          String log = run(rule, job, one, Result.SUCCESS);
          assertThat(log).containsPattern("acme/production: [0-9a-f-]{36}, \\d+ bytes");
          assertThat(job.getTriggers()).hasSize(1);
        });
  }

  @Test
  void aRestoreIsChosenOnTheParametersPageRehearsedConfirmedAndDone() throws Throwable {
    site.declareIn(jenkins);
    String root = Site.agentRoot();
    String script = Files.readString(Examples.jenkinsfile("restore"));
    String first =
        "def backup = pressluftBackup environment: 'acme/production', message: 'before'\n"
            + "currentBuild.description = backup.backupId";
    jenkins.startJenkins();
    String backup =
        jenkins.runRemotely(
            rule -> {
              Site.bringAgent(rule, root);
              WorkflowRun saved = rule.buildAndAssertSuccess(job(rule, "save", first));
              rule.buildAndAssertStatus(Result.FAILURE, job(rule, "restore", script));
              return saved.getDescription();
            });
    site.lab().wordpress().changePost(site.lab().wordpress().posts().get(0), "<p>lorem ipsum</p>");
    String broken = site.lab().wordpress().databaseChecksum();

    jenkins.runRemotely(
        rule -> {
          WorkflowRun run = choose(rule, backup);
          answer(rule, run, "RESTORE it");
          assertThat(ended(rule, run, Result.FAILURE))
              .containsPattern("is whole: \\d+ files, \\d+ tables, \\d+ rows")
              .contains("pressluftRestore refused: confirmation_mismatch");
        });
    assertThat(site.lab().wordpress().databaseChecksum()).isEqualTo(broken);

    jenkins.runRemotely(
        rule -> {
          WorkflowRun run = choose(rule, backup);
          answer(rule, run, "RESTORE " + backup);
          assertThat(ended(rule, run, Result.SUCCESS))
              .contains("safety backup", "undo is possible until")
              .contains("[pressluft] pressluftHealth succeeded");
          assertThat(
                  Pressluft.get()
                      .store()
                      .read(tx -> tx.backups().byId(UUID.fromString(backup)))
                      .orElseThrow()
                      .message())
              .isEqualTo("before");
        });
    assertThat(site.lab().wordpress().databaseChecksum()).isNotEqualTo(broken);
    assertThat(site.lab().wordpress().get("").body()).contains(Site.TEXT);
    jenkins.stopJenkins();
  }

  /** Fills in the page of the job's parameters. */
  private static WorkflowRun choose(JenkinsRule rule, String backup) throws Exception {
    WorkflowJob job = rule.jenkins.getItemByFullName("restore", WorkflowJob.class);
    int before = job.getLastBuild().getNumber();
    JenkinsRule.WebClient browser = rule.createWebClient();
    browser.setThrowExceptionOnFailingStatusCode(false);
    HtmlPage page = browser.getPage(job, "build?delay=0sec");
    select(page, 0).setSelectedAttribute(Site.NAME, true);
    browser.waitForBackgroundJavaScript(10_000);
    select(page, 1).setSelectedAttribute(backup, true);
    rule.submit(page.getFormByName("parameters"));
    while (job.getLastBuild().getNumber() == before) {
      Thread.sleep(100);
    }
    return job.getLastBuild();
  }

  private static HtmlSelect select(HtmlPage page, int which) {
    return page.getDocumentElement().<HtmlSelect>getByXPath("//select[@name='value']").get(which);
  }

  /** Types the phrase where the build asks for it. */
  private static void answer(JenkinsRule rule, WorkflowRun run, String phrase) throws Exception {
    rule.waitForMessage("Input requested", run);
    String id = run.getAction(InputAction.class).getExecutions().get(0).getId();
    HtmlPage page = rule.createWebClient().getPage(run, "input");
    HtmlForm form = page.getFormByName(id);
    form.<HtmlInput>getInputByName("value").setValue(phrase);
    rule.submit(form, "proceed");
  }
}
