package io.jenkins.plugins.pressluft.it;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.FreeStyleProject;
import hudson.model.Item;
import io.jenkins.plugins.pressluft.it.web.Estate;
import io.jenkins.plugins.pressluft.plugin.config.RegistryDocument;
import io.jenkins.plugins.pressluft.plugin.rest.PressluftPermissions;
import io.jenkins.plugins.pressluft.plugin.step.BackupStep;
import io.jenkins.plugins.pressluft.plugin.step.DeployStep;
import io.jenkins.plugins.pressluft.plugin.step.HealthStep;
import io.jenkins.plugins.pressluft.plugin.step.LockStep;
import io.jenkins.plugins.pressluft.plugin.step.RestoreStep;
import io.jenkins.plugins.pressluft.plugin.step.RollbackStep;
import io.jenkins.plugins.pressluft.plugin.step.UpdateStep;
import io.jenkins.plugins.pressluft.registry.RegistryTree;
import java.net.URL;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.htmlunit.html.HtmlCheckBoxInput;
import org.htmlunit.html.HtmlElement;
import org.htmlunit.html.HtmlInput;
import org.htmlunit.html.HtmlOption;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.html.HtmlSelect;
import org.htmlunit.html.HtmlTextArea;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.structs.describable.DescribableParameter;
import org.jenkinsci.plugins.workflow.cps.Snippetizer;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The form of every step, from which the snippet generator writes. */
@WithJenkins
class SnippetsTest {
  private static final String SITE = "acme/production";
  private static final String SHOP = "shop/production";

  private final Map<String, JenkinsRule.WebClient> browsers = new HashMap<>();
  private JenkinsRule rule;

  @BeforeEach
  void open(JenkinsRule given) {
    rule = given;
  }

  /** A step and how it is written. */
  private record Written(Step step, String groovy) {}

  /** Every step with as little, and then with as much, as it can be given. */
  private static List<Written> steps() {
    BackupStep backup = new BackupStep(SITE);
    backup.setBackupScope("db");
    backup.setMessage("it's \"quoted\" & <b>");
    RestoreStep restore = new RestoreStep(SITE, "latest");
    restore.setPreBackup("verify");
    restore.setDryRun(true);
    restore.setDestination("/srv/copies/acme");
    restore.setConfirmation("RESTORE it");
    restore.setOtp("123456");
    restore.setMessage("why");
    restore.setExpectEnvironment(SITE);
    restore.setFailOnRefusal(false);
    DeployStep deploy = new DeployStep(SITE, "/srv/site.tar.zst");
    deploy.setSourceType("upload");
    deploy.setChecksum("sha256:ab");
    deploy.setMessage("why");
    UpdateStep update = new UpdateStep(SITE, "plugins");
    update.setPreBackup("verify");
    update.setMessage("why");
    RollbackStep rollback = new RollbackStep(SITE);
    rollback.setRelease("releases/a");
    rollback.setMessage("why");
    HealthStep health = new HealthStep(SITE);
    health.setFailOnUnhealthy(false);
    return List.of(
        new Written(new BackupStep(SITE), "pressluftBackup 'acme/production'"),
        new Written(
            backup,
            "pressluftBackup backupScope: 'db', environment: 'acme/production',"
                + " message: 'it\\'s \"quoted\" & <b>'"),
        new Written(
            new RestoreStep(SITE, "latest"),
            "pressluftRestore backupId: 'latest', environment: 'acme/production'"),
        new Written(
            restore,
            "pressluftRestore backupId: 'latest', confirmation: 'RESTORE it',"
                + " destination: '/srv/copies/acme', dryRun: true, environment: 'acme/production',"
                + " expectEnvironment: 'acme/production', failOnRefusal: false, message: 'why',"
                + " otp: '123456', preBackup: 'verify'"),
        new Written(
            new DeployStep(SITE, "git@example.org:a.git#main"),
            "pressluftDeploy environment: 'acme/production',"
                + " sourceRef: 'git@example.org:a.git#main'"),
        new Written(
            deploy,
            "pressluftDeploy checksum: 'sha256:ab', environment: 'acme/production',"
                + " message: 'why', sourceRef: '/srv/site.tar.zst', sourceType: 'upload'"),
        new Written(
            new UpdateStep(SITE, "all"),
            "pressluftUpdate environment: 'acme/production', scope: 'all'"),
        new Written(
            update,
            "pressluftUpdate environment: 'acme/production', message: 'why',"
                + " preBackup: 'verify', scope: 'plugins'"),
        new Written(new RollbackStep(SITE), "pressluftRollback 'acme/production'"),
        new Written(
            rollback,
            "pressluftRollback environment: 'acme/production', message: 'why',"
                + " release: 'releases/a'"),
        new Written(new HealthStep(SITE), "pressluftHealth 'acme/production'"),
        new Written(
            health, "pressluftHealth environment: 'acme/production', failOnUnhealthy: false"),
        new Written(
            new LockStep(SITE), "pressluftLock('acme/production') {\n    // some block\n}"));
  }

  private static List<StepDescriptor> descriptors() {
    return StepDescriptor.all().stream()
        .filter(each -> each.getFunctionName().startsWith("pressluft"))
        .toList();
  }

  @Test
  void whatIsFilledInIsWrittenAndNothingElse() throws Exception {
    JenkinsRule.WebClient browser = rule.createWebClient();
    HtmlPage page = browser.goTo("pipeline-syntax/");
    for (Written each : steps()) {
      assertThat(Snippetizer.object2Groovy(each.step)).isEqualTo(each.groovy);
      choose(browser, page, each.step);
      page.getElementById("generatePipelineScript").click();
      browser.waitForBackgroundJavaScript(30_000);
      assertThat(((HtmlTextArea) page.getElementById("prototypeText")).getText())
          .isEqualTo(each.groovy);
    }
  }

  /** Fills the form of the snippet generator in; a step's form is brought when it is chosen. */
  private static void choose(JenkinsRule.WebClient browser, HtmlPage page, Step step)
      throws Exception {
    String name = step.getDescriptor().getFunctionName();
    HtmlSelect kinds = page.querySelector("select.dropdownList");
    HtmlOption kind =
        kinds.getOptions().stream()
            .filter(option -> option.getText().startsWith(name + ":"))
            .findFirst()
            .orElseThrow();
    if (!kind.isSelected()) {
      Set<HtmlElement> before = fields(page);
      kinds.setSelectedAttribute(kind, true);
      browser.waitForBackgroundJavaScript(30_000);
      fields(page).stream()
          .filter(field -> !before.contains(field))
          .forEach(field -> field.setAttribute("data-of", name));
    }
    for (Map.Entry<String, ?> field :
        DescribableModel.uninstantiate2_(step).getArguments().entrySet()) {
      fill(
          page.querySelector("[data-of='" + name + "'][name='_." + field.getKey() + "']"),
          field.getValue());
    }
  }

  private static Set<HtmlElement> fields(HtmlPage page) {
    return Set.copyOf(
        page.getDocumentElement().<HtmlElement>getByXPath("//*[starts-with(@name, '_.')]"));
  }

  private static void fill(HtmlElement field, Object value) {
    if (field instanceof HtmlCheckBoxInput box) {
      box.setChecked((Boolean) value);
    } else if (field instanceof HtmlSelect select) {
      select.setSelectedAttribute(value.toString(), true);
    } else {
      ((HtmlInput) field).setValue(value.toString());
    }
  }

  @Test
  void everyStepAndEveryFieldIsExplained() throws Exception {
    assertThat(descriptors()).hasSize(7);
    for (StepDescriptor step : descriptors()) {
      String help = step.getDescriptorUrl() + "/help";
      explained(help);
      for (DescribableParameter field : DescribableModel.of(step.clazz).getParameters()) {
        explained(help + "/" + field.getName());
      }
    }
  }

  private void explained(String help) throws Exception {
    WebResponse answer = rule.createWebClient().goTo(help, null).getWebResponse();
    assertThat(answer.getStatusCode()).as(help).isEqualTo(200);
    assertThat(answer.getContentAsString()).as(help).contains("<div>").hasSizeGreaterThan(30);
  }

  @Test
  void theFormOffersAndChecksNothingForThoseWhoMayNotConfigure() throws Exception {
    RegistryDocument.ofController().declare(RegistryTree.of(Estate.REGISTRY));
    FreeStyleProject job = rule.createFreeStyleProject("job");
    rule.jenkins.setSecurityRealm(rule.createDummySecurityRealm());
    rule.jenkins.setAuthorizationStrategy(
        new MockAuthorizationStrategy()
            .grant(Jenkins.ADMINISTER)
            .everywhere()
            .to("admin")
            .grant(Jenkins.READ, Item.READ, Item.BUILD, PressluftPermissions.VIEW)
            .everywhere()
            .to("builder")
            .grant(Jenkins.READ, Item.READ, Item.CONFIGURE)
            .everywhere()
            .to("stranger")
            .grant(Jenkins.READ, Item.READ, Item.CONFIGURE, PressluftPermissions.VIEW)
            .everywhere()
            .to("author"));
    for (StepDescriptor step : descriptors()) {
      String here = step.getDescriptorUrl();
      String inJob = job.getUrl() + here;
      String offers = "/fillEnvironmentItems";
      assertThat(ask("admin", here + offers)).as(here).contains(SHOP);
      assertThat(ask("author", inJob + offers)).contains(SHOP);
      for (String nothing :
          List.of(
              ask("builder", inJob + offers),
              ask("builder", here + offers),
              ask("author", here + offers),
              ask("stranger", inJob + offers))) {
        assertThat(nothing).as(here).doesNotContain(SHOP);
      }
      String check = "/checkEnvironment?value=shop/nowhere";
      String none = "There is no such environment";
      assertThat(ask("author", inJob + check)).contains(none);
      assertThat(ask("builder", inJob + check)).doesNotContain(none);
      assertThat(ask("builder", here + check)).doesNotContain(none);
      String there = "/checkEnvironment?value=" + SHOP;
      assertThat(ask("author", inJob + there)).doesNotContain(none);
      assertThat(ask("stranger", inJob + there)).contains(none);
      for (String each : List.of(offers, check)) {
        assertThat(status("author", inJob + each, HttpMethod.GET)).isIn(404, 405);
      }
    }
    for (String choice :
        List.of(
            "BackupStep/fillBackupScopeItems",
            "RestoreStep/fillPreBackupItems",
            "UpdateStep/fillPreBackupItems",
            "UpdateStep/fillScopeItems",
            "DeployStep/fillSourceTypeItems")) {
      String url = "descriptorByName/" + BackupStep.class.getPackageName() + "." + choice;
      assertThat(ask("author", job.getUrl() + url)).as(choice).contains("\"value\":");
      assertThat(ask("builder", job.getUrl() + url)).as(choice).contains("\"values\":[]");
      assertThat(status("author", job.getUrl() + url, HttpMethod.GET)).isIn(404, 405);
    }
    String backup =
        job.getUrl()
            + "descriptorByName/"
            + RestoreStep.class.getName()
            + "/checkBackupId?value=nonsense";
    assertThat(ask("author", backup)).contains("error");
    assertThat(ask("builder", backup)).doesNotContain("error");
  }

  private WebResponse send(String user, String path, HttpMethod method) throws Exception {
    JenkinsRule.WebClient browser = browsers.get(user);
    if (browser == null) {
      browser = rule.createWebClient();
      browser.setThrowExceptionOnFailingStatusCode(false);
      browser.login(user);
      browsers.put(user, browser);
    }
    WebRequest request = new WebRequest(new URL(rule.getURL(), path), method);
    if (method == HttpMethod.POST) {
      browser.addCrumb(request);
    }
    return browser.getPage(request).getWebResponse();
  }

  private int status(String user, String path, HttpMethod method) throws Exception {
    return send(user, path, method).getStatusCode();
  }

  private String ask(String user, String path) throws Exception {
    return send(user, path, HttpMethod.POST).getContentAsString();
  }
}
