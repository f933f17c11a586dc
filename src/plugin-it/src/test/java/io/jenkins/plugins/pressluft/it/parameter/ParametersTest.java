package io.jenkins.plugins.pressluft.it.parameter;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.cli.CLICommandInvoker;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.model.ParametersAction;
import hudson.model.ParametersDefinitionProperty;
import io.jenkins.plugins.pressluft.plugin.page.PressluftRunAction;
import io.jenkins.plugins.pressluft.plugin.parameter.BackupParameterDefinition;
import io.jenkins.plugins.pressluft.plugin.parameter.EnvironmentParameterDefinition;
import io.jenkins.plugins.pressluft.plugin.rest.PressluftPermissions;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.Page;
import org.htmlunit.WebRequest;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlOption;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.html.HtmlSelect;
import org.htmlunit.util.NameValuePair;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
class ParametersTest {
  private JenkinsRule rule;
  private UUID acme;
  private UUID older;
  private UUID shop;

  @BeforeEach
  void open(JenkinsRule given) throws Exception {
    rule = given;
    Registered.declare();
    older = Registered.backup("acme/production", Duration.ofDays(2));
    acme = Registered.backup("acme/production", Duration.ofHours(1));
    shop = Registered.backup("shop/production", Duration.ofHours(3));
  }

  private FreeStyleProject job() throws Exception {
    FreeStyleProject job = rule.createFreeStyleProject("restore");
    job.addProperty(
        new ParametersDefinitionProperty(
            new EnvironmentParameterDefinition("ENVIRONMENT"),
            new BackupParameterDefinition("BACKUP", "ENVIRONMENT")));
    return job;
  }

  private static HtmlSelect select(HtmlPage page, int which) {
    return page.getDocumentElement().<HtmlSelect>getByXPath("//select[@name='value']").get(which);
  }

  private static List<String> values(HtmlSelect select) {
    return select.getOptions().stream().map(HtmlOption::getValueAttribute).toList();
  }

  private JenkinsRule.WebClient browser() {
    JenkinsRule.WebClient browser = rule.createWebClient();
    browser.setThrowExceptionOnFailingStatusCode(false);
    return browser;
  }

  @Test
  void theBackupsFollowTheEnvironmentAndTheBuildGetsBoth() throws Exception {
    FreeStyleProject job = job();
    JenkinsRule.WebClient browser = browser();
    HtmlPage page = browser.getPage(job, "build?delay=0sec");
    browser.waitForBackgroundJavaScript(10_000);
    assertThat(values(select(page, 0))).containsExactly("", "acme/production", "shop/production");
    assertThat(values(select(page, 1))).containsExactly("");

    select(page, 0).setSelectedAttribute("shop/production", true);
    browser.waitForBackgroundJavaScript(10_000);
    assertThat(values(select(page, 1))).containsExactly("", shop.toString());
    select(page, 0).setSelectedAttribute("acme/production", true);
    browser.waitForBackgroundJavaScript(10_000);
    assertThat(values(select(page, 1))).containsExactly("", acme.toString(), older.toString());
    assertThat(select(page, 1).getOption(1).getText())
        .contains("60 min ago", "full", "13.7 MiB", "verified", "by a test");

    select(page, 1).setSelectedAttribute(older.toString(), true);
    HtmlForm form = page.getFormByName("parameters");
    rule.submit(form);
    rule.waitUntilNoActivity();
    FreeStyleBuild build = job.getLastBuild();
    ParametersAction parameters = build.getAction(ParametersAction.class);
    assertThat(parameters.getParameter("ENVIRONMENT").getValue()).isEqualTo("acme/production");
    assertThat(parameters.getParameter("BACKUP").getValue()).isEqualTo(older.toString());
  }

  private int build(FreeStyleProject job, String environment, String backup) throws Exception {
    JenkinsRule.WebClient browser = browser();
    WebRequest request =
        new WebRequest(
            new URL(rule.getURL(), job.getUrl() + "buildWithParameters"), HttpMethod.POST);
    request.setRequestParameters(
        List.of(
            new NameValuePair("ENVIRONMENT", environment), new NameValuePair("BACKUP", backup)));
    browser.addCrumb(request);
    Page answer = browser.getPage(request);
    return answer.getWebResponse().getStatusCode();
  }

  @Test
  void aForgedValueIsRefusedWhateverWaySent() throws Exception {
    FreeStyleProject job = job();
    assertThat(build(job, "acme/production", shop.toString())).isEqualTo(400);
    assertThat(build(job, "acme/nowhere", acme.toString())).isEqualTo(400);
    assertThat(build(job, "acme/production", UUID.randomUUID().toString())).isEqualTo(400);

    JenkinsRule.WebClient browser = browser();
    WebRequest form =
        new WebRequest(new URL(rule.getURL(), job.getUrl() + "build"), HttpMethod.POST);
    form.setRequestParameters(
        List.of(
            new NameValuePair(
                "json",
                "{\"parameter\":[{\"name\":\"ENVIRONMENT\",\"value\":\"acme/production\"},"
                    + "{\"name\":\"BACKUP\",\"value\":\""
                    + shop
                    + "\"}]}")));
    browser.addCrumb(form);
    assertThat(browser.<Page>getPage(form).getWebResponse().getStatusCode()).isEqualTo(400);

    CLICommandInvoker.Result cli =
        new CLICommandInvoker(rule, "build")
            .invokeWithArgs("restore", "-p", "ENVIRONMENT=acme/nowhere", "-p", "BACKUP=" + acme);
    assertThat(cli.returnCode()).isNotZero();
    assertThat(cli.stderr()).contains("There is no environment \"acme/nowhere\"");

    rule.waitUntilNoActivity();
    assertThat(job.getLastBuild()).isNull();
    assertThat(build(job, "acme/production", acme.toString())).isEqualTo(201);
    rule.waitUntilNoActivity();
    assertThat(job.getLastBuild()).isNotNull();
  }

  @Test
  void whoMayNotSeeAnEnvironmentIsOfferedNoneOfIt() throws Exception {
    FreeStyleProject job = job();
    rule.jenkins.setSecurityRealm(rule.createDummySecurityRealm());
    rule.jenkins.setAuthorizationStrategy(
        new MockAuthorizationStrategy()
            .grant(Jenkins.READ, Item.READ, Item.BUILD)
            .everywhere()
            .to("builder", "viewer")
            .grant(PressluftPermissions.VIEW)
            .everywhere()
            .to("viewer"));
    JenkinsRule.WebClient builder = browser().login("builder");
    HtmlPage page = builder.getPage(job, "build?delay=0sec");
    assertThat(values(select(page, 0))).containsExactly("");
    assertThat(backups(builder, job)).contains("\"values\":[]");
    JenkinsRule.WebClient viewer = browser().login("viewer");
    assertThat(backups(viewer, job)).contains(acme.toString());
    assertThat(viewer.goTo("pressluft/").getWebResponse().getContentAsString())
        .contains("id=\"pressluft-app\"");
  }

  private String backups(JenkinsRule.WebClient browser, FreeStyleProject job) throws Exception {
    WebRequest request =
        new WebRequest(
            new URL(
                rule.getURL(),
                job.getUrl()
                    + "descriptorByName/"
                    + BackupParameterDefinition.class.getName()
                    + "/backups"),
            HttpMethod.POST);
    request.setRequestParameters(List.of(new NameValuePair("environment", "acme/production")));
    browser.addCrumb(request);
    return browser.<Page>getPage(request).getWebResponse().getContentAsString().strip();
  }

  @Test
  void theDefinitionsSurviveTheFormAndTheDisk() throws Exception {
    FreeStyleProject job = job();
    rule.configRoundtrip(job);
    job.save();
    job.doReload();
    ParametersDefinitionProperty property = job.getProperty(ParametersDefinitionProperty.class);
    assertThat(property.getParameterDefinition("ENVIRONMENT"))
        .isInstanceOf(EnvironmentParameterDefinition.class);
    BackupParameterDefinition backup =
        (BackupParameterDefinition) property.getParameterDefinition("BACKUP");
    assertThat(backup.getEnvironmentParameter()).isEqualTo("ENVIRONMENT");
    assertThat(backup.getDefaultValue()).isNull();
  }

  @Test
  void bothParametersCanBeDeclaredInEitherKindOfPipeline() throws Exception {
    WorkflowJob scripted = rule.createProject(WorkflowJob.class, "scripted");
    scripted.setDefinition(
        new CpsFlowDefinition(
            "properties([parameters([pressluftEnvironment(name: 'ENVIRONMENT'),"
                + " pressluftEnvironmentParameter(name: 'COMPARED_WITH'),"
                + " pressluftBackupParameter(name: 'BACKUP', environmentParameter: 'ENVIRONMENT')"
                + "])])",
            true));
    rule.buildAndAssertSuccess(scripted);
    assertThat(scripted.getProperty(ParametersDefinitionProperty.class).getParameterDefinitions())
        .hasSize(3);
    WorkflowJob declarative = rule.createProject(WorkflowJob.class, "declarative");
    declarative.setDefinition(
        new CpsFlowDefinition(
            "pipeline { agent none\n parameters {\n"
                + " pressluftEnvironment(name: 'ENVIRONMENT')\n"
                + " pressluftBackupParameter(name: 'BACKUP', environmentParameter: 'ENVIRONMENT')\n }\n"
                + " stages { stage('s') { steps { echo 'hello' } } } }",
            true));
    rule.buildAndAssertSuccess(declarative);
    assertThat(
            declarative.getProperty(ParametersDefinitionProperty.class).getParameterDefinitions())
        .hasSize(2);
  }

  @Test
  void whatABuildDidIsOnItsPageOnItsJobsPageAndOnDisk() throws Exception {
    FreeStyleProject job = rule.createFreeStyleProject("deploy");
    FreeStyleBuild build = rule.buildAndAssertSuccess(job);
    PressluftRunAction.record(
        build,
        Map.of(
            "step", "pressluftBackup",
            "status", "succeeded",
            "environment", "acme/<production>",
            "jobId", "j-1",
            "backupId", acme.toString(),
            "checksum", "sha256:ab",
            "sizeBytes", 14_400_000L,
            "durationMs", 3250L));
    job._getRuns().purgeCache();
    FreeStyleBuild read = job.getBuildByNumber(1);
    assertThat(read).isNotSameAs(build);
    assertThat(read.getAction(PressluftRunAction.class).getRecords()).hasSize(1);
    assertThat(read.getAction(PressluftRunAction.class).getRun()).isSameAs(read);
    JenkinsRule.WebClient browser = rule.createWebClient();
    for (String path : List.of("", "pressluft/")) {
      String page = browser.getPage(read, path).getWebResponse().getContentAsString();
      assertThat(page)
          .contains(acme.toString(), "13.7 MiB", "acme/&lt;production>")
          .doesNotContain("<production>");
    }
    assertThat(browser.getPage(read, "pressluft/").asNormalizedText())
        .contains("Backup", "succeeded", "sha256:ab", "3.3 s");
    assertThat(browser.getPage(job, "pressluft/").asNormalizedText()).contains("#1", "sha256:ab");
  }
}
