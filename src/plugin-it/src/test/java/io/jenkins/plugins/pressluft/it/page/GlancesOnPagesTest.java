package io.jenkins.plugins.pressluft.it.page;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.model.ListView;
import hudson.security.AuthorizationStrategy;
import io.jenkins.plugins.pressluft.it.parameter.Registered;
import io.jenkins.plugins.pressluft.plugin.outlook.Outlook;
import io.jenkins.plugins.pressluft.plugin.page.PressluftColumn;
import io.jenkins.plugins.pressluft.plugin.page.PressluftRunAction;
import io.jenkins.plugins.pressluft.plugin.rest.JenkinsCallers;
import io.jenkins.plugins.pressluft.plugin.rest.PressluftPermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import jenkins.model.Jenkins;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** {@code acme/production} is well, {@code shop/production} has no backup. */
@WithJenkins
class GlancesOnPagesTest {
  private JenkinsRule rule;

  @BeforeEach
  void open(JenkinsRule given) throws Exception {
    rule = given;
    Registered.declare();
    Registered.backup("acme/production", Duration.ofHours(5));
    ListView view = new ListView("Sites", rule.jenkins);
    view.getColumns().add(new PressluftColumn());
    view.setIncludeRegex(".*");
    rule.jenkins.addView(view);
    FreeStyleProject job = rule.createFreeStyleProject("nightly");
    FreeStyleBuild build = rule.buildAndAssertSuccess(job);
    for (String environment : List.of("acme/production", "shop/production", "gone/production")) {
      PressluftRunAction.record(
          build,
          Map.of("step", "pressluftBackup", "status", "succeeded", "environment", environment));
    }
    rule.createFreeStyleProject("unrelated");
    rule.jenkins.setSecurityRealm(rule.createDummySecurityRealm());
    rule.jenkins.setAuthorizationStrategy(
        new MockAuthorizationStrategy()
            .grant(Jenkins.READ, Item.READ)
            .everywhere()
            .to("reader", "viewer")
            .grant(PressluftPermissions.VIEW)
            .everywhere()
            .to("viewer"));
    untilRead();
  }

  /** Pages show what was read in the background, and do not wait for it. */
  private static void untilRead() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (Outlook.of(JenkinsCallers.get().forCurrentUser()).isEmpty()) {
      assertThat(System.nanoTime()).as("the environments are read").isLessThan(end);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }

  private HtmlPage page(String account, String path) throws Exception {
    return rule.createWebClient().login(account).goTo(path);
  }

  private static List<String> texts(HtmlPage page, String xpath) {
    List<String> texts = new ArrayList<>();
    for (Object found : page.getByXPath(xpath)) {
      texts.add(((DomElement) found).asNormalizedText());
    }
    return texts;
  }

  private static String row(HtmlPage page, String job) {
    return String.join("\n", texts(page, "//tr[@id='job_" + job + "']"));
  }

  @Test
  void aListOfJobsTellsHowTheEnvironmentsStand() throws Exception {
    HtmlPage page = page("viewer", "view/Sites/");
    assertThat(row(page, "nightly"))
        .containsPattern("acme/production\\s+active, backup .* old")
        .containsPattern("shop/production\\s+no backup")
        .doesNotContain("gone/production");
    assertThat(row(page, "unrelated")).contains("unrelated").doesNotContain("/production");
    DomElement link = page.getFirstByXPath("//tr[@id='job_nightly']//a[.='shop/production']");
    assertThat(link.getAttribute("href"))
        .isEqualTo(rule.contextPath + "/pressluft/#/environments/shop%2Fproduction");
    assertThat(row(page("reader", "view/Sites/"), "nightly"))
        .contains("nightly")
        .doesNotContain("/production");
  }

  @Test
  void theSidePanelNamesWhatNeedsAPersonToWhomMaySeeIt() throws Exception {
    HtmlPage page = page("viewer", "view/Sites/");
    assertThat(texts(page, "//div[@id='pressluft']"))
        .singleElement()
        .asString()
        .contains("shop/production", "no backup")
        .doesNotContain("acme/production");
    DomElement badge =
        page.getFirstByXPath("//a[contains(@class,'task-link')][contains(.,'Pressluft')]/span[3]");
    assertThat(badge.asNormalizedText()).isEqualTo("1");
    assertThat(badge.getAttribute("tooltip"))
        .isEqualTo("1 environment needs a person: shop/production");
    assertThat(badge.getAttribute("class")).contains("warning");

    HtmlPage blind = page("reader", "view/Sites/");
    assertThat(texts(blind, "//div[@id='pressluft']")).isEmpty();
    assertThat(blind.getWebResponse().getContentAsString()).doesNotContain("/production");
    assertThat(texts(blind, "//a[contains(@class,'task-link')]")).doesNotContain("Pressluft");
  }

  @Test
  void theBoxIsAskedForAgainByItself() throws Exception {
    HtmlPage page = page("viewer", "view/Sites/");
    DomElement again = page.getFirstByXPath("//div[@data-id='pressluft']");
    String url = again.getAttribute("data-url").substring(rule.contextPath.length() + 1);
    JenkinsRule.WebClient script = rule.createWebClient().login("viewer");
    // It is a part of a page, whose scripts miss what the whole page has.
    script.getOptions().setJavaScriptEnabled(false);
    String box = script.goTo(url).getWebResponse().getContentAsString();
    assertThat(box)
        .contains("id=\"pressluft\"", "shop/production")
        .doesNotContain("<html", "widget-refresh-reference");
  }

  @Test
  void aBuildThatLeftAnEnvironmentBadSaysSoInItsSidePanel() throws Exception {
    FreeStyleProject job = rule.createFreeStyleProject("deploy");
    FreeStyleBuild build = rule.buildAndAssertSuccess(job);
    PressluftRunAction.record(
        build,
        Map.of("step", "pressluftDeploy", "status", "failed", "environment", "acme/<production>"));
    for (String path : List.of("job/deploy/", "job/deploy/1/")) {
      HtmlPage page = page("viewer", path);
      DomElement badge =
          page.getFirstByXPath(
              "//a[contains(@class,'task-link')][contains(.,'Pressluft')]/span[3]");
      assertThat(badge.asNormalizedText()).isEqualTo("1");
      assertThat(badge.getAttribute("tooltip")).isEqualTo("Deploy of acme/<production>: failed");
      assertThat(page.getWebResponse().getContentAsString()).doesNotContain("<production>");
    }
  }

  @Test
  void theColumnSurvivesTheViewsForm() throws Exception {
    rule.jenkins.setAuthorizationStrategy(new AuthorizationStrategy.Unsecured());
    ListView view = (ListView) rule.jenkins.getView("Sites");
    rule.configRoundtrip(view);
    assertThat(view.getColumns().get(PressluftColumn.class)).isNotNull();
  }
}
