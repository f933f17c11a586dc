package io.jenkins.plugins.pressluft.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import tools.jackson.databind.JsonNode;

/** One environment: what was, what is, and what can be done about it. */
class EnvironmentPageTest {
  @TempDir static Path directory;
  private static ShowHouse house;
  private static Browser browser;
  private static Dashboard dashboard;

  @BeforeAll
  static void open() throws Exception {
    house = new ShowHouse(directory, Estates.agency());
    house.remember(Estates::sixWeeks);
    browser = Browser.open();
    dashboard = new Dashboard(browser, house);
    dashboard.enter();
  }

  @AfterAll
  static void close() {
    browser.close();
    house.close();
  }

  @BeforeEach
  void begin() {
    dashboard.visit("/jobs", "Jobs");
    dashboard.visit("/environments/harbour%2Fproduction", "harbour/production");
  }

  @AfterEach
  void nothingWasComplainedAbout() {
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void showsThePastAsAPictureAListAndCharts() {
    JsonNode timeline = house.get("/environments/harbour%2Fproduction/timeline?limit=100");
    assertThat(browser.all(".pl-timeline__mark")).hasSize(timeline.size());
    assertThat(browser.all(".pl-timeline__mark--bad")).hasSize(1);
    assertThat(browser.all(".pl-past li")).hasSize(timeline.size());
    assertThat(browser.find(".pl-past li").getText())
        .contains("Deploy", "Failed", "1.1 s of downtime");
    assertThat(browser.find(".pl-chart").getText()).contains("Backup size", "444 MiB");
    assertThat(browser.all(".pl-chart").get(0).findElements(By.cssSelector("rect"))).hasSize(21);
    assertThat(browser.all(".pl-chart").get(0).findElements(By.cssSelector("tbody tr")))
        .hasSize(21);
  }

  @Test
  void offersTheFilesOfABackupWithTheirChecksums() {
    WebElement row = browser.all("#pl-backups ~ * tbody tr").get(0);
    assertThat(row.getText()).contains("Full", "444 MiB", "Completed", "in 2 months");
    row.findElement(By.xpath(".//button[.='Files']")).click();
    browser.see("dialog", "files.tar.zst");
    JsonNode backup = house.get("/environments/harbour%2Fproduction/backups").get(0);
    WebElement manifest = browser.find("dialog a[download='manifest.json']");
    assertThat(manifest.getDomAttribute("href"))
        .endsWith("/api/backups/" + backup.get("id").stringValue() + "/manifest");
    assertThat(browser.find("dialog").getText())
        .contains(backup.get("checksum").stringValue().replace("sha256:", "SHA-256 "));
    browser.find("dialog").findElement(By.xpath(".//button[.='Close']")).click();
    browser.gone("dialog");
  }

  @Test
  void aBackupSaysWhatItWillDoAndLeadsToItsJob() {
    dashboard.visit("/environments/northwind%2Fproduction", "northwind/production");
    open("backup");
    assertThat(browser.find("dialog").getText())
        .contains("This is what will happen", "goes on answering", "read back");
    browser.find("dialog input[value=db]").click();
    browser.find("dialog input[name=message]").sendKeys("before the sale");
    submit();
    browser.see("h1", "Backup of northwind/production");
    browser.see(".jenkins-alert-success", "Done");
    browser.see(".pl-facts", "before the sale");
    assertThat(house.get("/environments/northwind%2Fproduction/backups").get(0).get("backup_scope"))
        .hasToString("\"db\"");
  }

  @Test
  void aDeployAnUpdateAndARollbackAreAskedForWithWhatTheyWillDo() {
    dashboard.visit("/environments/northwind%2Fproduction", "northwind/production");
    open("deploy");
    assertThat(browser.find("dialog").getText())
        .contains("never a mixture", "switches back by itself");
    browser.find("dialog input[name=reference]").sendKeys("git@example.org:northwind/site.git#v62");
    submit();
    browser.see("h1", "Deploy of northwind/production");
    browser.see(".jenkins-alert-success", "Done");

    dashboard.visit("/environments/northwind%2Fproduction", "northwind/production");
    open("update");
    assertThat(browser.find("dialog").getText()).contains("full backup first");
    submit();
    browser.see("h1", "Update of northwind/production");
    browser.see(".jenkins-alert", "");

    dashboard.visit("/environments/northwind%2Fproduction", "northwind/production");
    browser.until("a rollback is offered", () -> !browser.all("[data-action=rollback]").isEmpty());
    open("rollback");
    assertThat(browser.find("dialog").getText()).contains("Database and uploads stay as they are");
    browser.find("dialog").findElement(By.xpath(".//button[.='Cancel']")).click();
    browser.gone("dialog");
  }

  @Test
  void aRefusalIsShownWhereTheQuestionWasWithWhatToDo() {
    house.playbooks.hold("env-deploy.yml");
    String job =
        house.post(
            "/environments/museum%2Fproduction/deploy",
            "{\"source_type\":\"git\",\"source_ref\":\"git@example.org:museum/site.git#main\"}");
    // The page of a moment ago still offers it: the server refuses, whatever is shown.
    dashboard.visit("/environments/vineyard%2Fproduction", "vineyard/production");
    open("update");
    browser.script(
        "const real = window.fetch; window.fetch = (url, o) => { window.fetch = real; return"
            + " real(String(url).replace('vineyard', 'museum'), o); }");
    submit();
    browser.see("dialog .jenkins-alert-danger", "");
    String words = browser.find("dialog .jenkins-alert-danger").getText();
    assertThat(words).containsAnyOf("job_in_progress", "environment_not_active");
    assertThat(words).contains("Wait for");
    browser.find("dialog").findElement(By.xpath(".//button[.='Cancel']")).click();
    house.playbooks.let("env-deploy.yml");
    house.await(job, "succeeded");
  }

  @Test
  void aFailedEnvironmentOffersItsResetAndNothingElseThatChangesIt() {
    dashboard.visit("/environments/opera%2Fproduction", "opera/production");
    assertThat(browser.all("[data-action=deploy], [data-action=backup], [data-action=update]"))
        .isEmpty();
    open("reset");
    assertThat(browser.find("dialog").getText()).contains("still be broken");
    submit();
    browser.gone("dialog");
    browser.until("it is active", () -> !browser.all("[data-action=backup]").isEmpty());
    assertThat(browser.find(".pl-facts").getText()).contains("Active");
  }

  @Test
  void whatTheCallerMayNotDoIsNotOffered() {
    browser.script(
        "const real = window.fetch; window.restoreFetch = () => { window.fetch = real; };"
            + "window.fetch = async (url, o) => { const a = await real(url, o);"
            + " if (!String(url).includes('/overview')) return a; const b = await a.json();"
            + " b.environments.forEach(e => { e.allowed = ['backup']; });"
            + " return new Response(JSON.stringify(b), {headers: a.headers}); }");
    dashboard.visit("/jobs", "Jobs");
    dashboard.visit("/environments/harbour%2Fproduction", "harbour/production");
    assertThat(browser.all("[data-action=backup]")).hasSize(1);
    assertThat(
            browser.all(
                "[data-action=deploy], [data-action=update], [data-action=rollback],"
                    + " a[href*='/restore/']"))
        .isEmpty();
    browser.script("window.restoreFetch()");
  }

  @Test
  void anEnvironmentThatIsNotThereSaysSo() {
    dashboard.visit("/environments/harbour%2Fnothing", "could not be loaded");
    assertThat(browser.find("#pressluft-app").getText()).contains("not_found");
  }

  @Test
  void namesThatLookLikeMarkupStayText() throws Exception {
    String job =
        house.post(
            "/environments/bakery%2Fproduction/backups",
            StagedPlaybooks.JSON.writeValueAsString(
                Map.of("backup_scope", "db", "message", "<img src=x onerror=alert(1)>")));
    dashboard.visit("/jobs/" + job, "Backup of bakery/production");
    browser.see(".pl-facts", "<img src=x");
    assertThat(browser.all("#pressluft-app img")).isEmpty();
  }

  private static void open(String action) {
    browser.find("[data-action=" + action + "]").click();
    browser.find("dialog[open]");
  }

  private static void submit() {
    browser.find("dialog button[type=submit]").click();
  }
}
