package io.jenkins.plugins.pressluft.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.Select;

/** Jobs, and one job while it runs and afterwards. */
class JobPageTest {
  @RegisterExtension static final Visit VISIT = Visit.toTheAgency();

  private static ShowHouse house;
  private static Browser browser;
  private static Dashboard dashboard;

  @BeforeAll
  static void open() {
    house = VISIT.house();
    browser = VISIT.browser();
    dashboard = VISIT.dashboard();
  }

  @Test
  void isFollowedLiveByStageWithBytesAndTimeLeftToItsOutcome() {
    String backup =
        house.get("/environments/bakery%2Fproduction/backups").get(0).get("id").stringValue();
    house.playbooks.hold("env-restore.yml");
    String job =
        house.post(
            "/environments/bakery%2Fproduction/restore",
            "{\"backup_id\":\"" + backup + "\",\"confirmation\":\"RESTORE " + backup + "\"}");
    dashboard.visit("/jobs/" + job, "Restore of bakery/production");
    browser.see(".pl-stage--running", "Build beside");
    browser.until(
        "the bar moves",
        () -> {
          house.playbooks.progress("env-restore.yml", "stage", 300_000_000, 402_000_000);
          return browser.find(".pl-progress__words").getText().contains("286 MiB of 383 MiB");
        });
    assertThat(browser.find(".pl-progress__words").getText()).contains("left");
    assertThat(browser.find(".pl-stages").getText()).contains("Prepare", "Switch", "Finish");
    browser.see(".pl-log__line", "Fetch the artifact and compare it with its manifest");
    house.playbooks.let("env-restore.yml");
    browser.see(".jenkins-alert-success", "Done");
    assertThat(browser.all("[data-action=cancel]")).isEmpty();
    assertThat(browser.find(".pl-outline").getText()).contains("Outcome", "succeeded");
    browser.screen(320, 800);
    assertThat(browser.scrollsSideways()).isFalse();
    browser.screen(1280, 900);
    browser.see(".pl-log__line--good", "Job: Succeeded");
  }

  @Test
  void aFailedOneSaysWhyWhatToDoAndShowsNoMarkup() {
    house.playbooks.failure =
        Map.entry("CHECKSUM_MISMATCH", "The stored \u001b[31mfiles\u001b[0m are <b>others</b>.");
    try {
      String backup =
          house.get("/environments/museum%2Fproduction/backups").get(0).get("id").stringValue();
      String job = house.post("/backups/" + backup + "/verify", "{}");
      dashboard.visit("/jobs/" + job, "Verification of museum/production");
      browser.see(".jenkins-alert-danger", "CHECKSUM_MISMATCH");
      assertThat(browser.find(".jenkins-alert-danger").getText())
          .contains("<b>others</b>", "Do not use this backup");
      assertThat(browser.find(".pl-stages").getText()).contains("Verify");
      assertThat(browser.all(".pl-log__line--bad")).isNotEmpty();
      assertThat(browser.find(".pl-log").getText()).doesNotContain("[31m");
    } finally {
      house.playbooks.failure = null;
    }
  }

  @Test
  void isCancelledBehindADialogThatSaysWhatThatMeans() {
    house.playbooks.hold("env-deploy.yml");
    String job =
        house.post(
            "/environments/vineyard%2Fstaging/deploy",
            "{\"source_type\":\"git\",\"source_ref\":\"git@example.org:vineyard/site.git#main\"}");
    dashboard.visit("/jobs/" + job, "Deploy of vineyard/staging");
    browser.see(".pl-stage--running", "Check");
    browser.find("[data-action=cancel]").click();
    assertThat(browser.find("dialog").getText()).contains("Nothing is rolled back");
    browser.find("dialog button[type=submit]").click();
    browser.gone("dialog");
    browser.see(".jenkins-alert-info", "cancelled");
    house.playbooks.let("env-deploy.yml");
  }

  @Test
  void theLogIsSearchedAndDownloaded() {
    String job = house.post("/environments/acme-shop%2Fproduction/health", "{}");
    dashboard.visit("/jobs/" + job, "Health check of acme-shop/production");
    browser.see(".jenkins-alert-success", "Done");
    WebElement search = browser.find(".pl-log input[type=search]");
    search.sendKeys("succeeded");
    browser.until(
        "only what was searched for is shown",
        () ->
            browser.all(".pl-log__line").stream()
                .filter(WebElement::isDisplayed)
                .allMatch(line -> line.getText().contains("Succeeded")));
    browser.see(".pl-log .pl-quiet", "1 line");
    WebElement download = browser.find(".pl-log a[download]");
    assertThat(download.getDomAttribute("href")).endsWith("/api/jobs/" + job + "/log");
    assertThat(download.getDomAttribute("download")).endsWith(".log");
  }

  @Test
  void theListIsFilteredByStateTypeAndEnvironmentAndPaged() {
    dashboard.visit("/jobs", "Jobs");
    assertThat(browser.all("tbody tr")).hasSize(50);
    String first = browser.find("tbody tr").getDomAttribute("data-key");
    browser.find(".pl-pager__buttons button:last-child").click();
    browser.until(
        "another page is shown",
        () -> !browser.find("tbody tr").getDomAttribute("data-key").equals(first));
    browser.see(".pl-pager__where", "51 to 100");
    browser.find(".pl-pager__buttons button:first-child").click();
    browser.see(".pl-pager__where", "1 to 50");

    new Select(browser.all("select").get(0)).selectByValue("failed");
    browser.until(
        "only failed ones are shown",
        () ->
            browser.all("tbody tr").size() < 10
                && browser.all("tbody [data-state]").stream()
                    .allMatch(state -> state.getDomAttribute("data-state").equals("failed")));
    assertThat(browser.find("tbody").getText()).contains("ROLLBACK_FAILED");
    WebElement environment = browser.find("input[type=search]");
    environment.sendKeys("harbour/production\n");
    browser.until("one is left", () -> browser.all("tbody tr").size() == 1);
    assertThat(browser.find("tbody").getText()).contains("HEALTH_CHECK_FAILED");
  }
}
