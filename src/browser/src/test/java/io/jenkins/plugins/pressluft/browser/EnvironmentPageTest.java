package io.jenkins.plugins.pressluft.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import tools.jackson.databind.JsonNode;

/** One environment: what was, what is, and what can be done about it. */
class EnvironmentPageTest {
  @RegisterExtension static final Visit VISIT = Visit.toTheAgency();

  private static ShowHouse house;
  private static Browser browser;
  private static Dashboard dashboard;
  private static EnvironmentPage page;

  @TempDir Path directory;

  @BeforeAll
  static void open() {
    house = VISIT.house();
    browser = VISIT.browser();
    dashboard = VISIT.dashboard();
    page = new EnvironmentPage(browser);
  }

  @BeforeEach
  void begin() {
    dashboard.visit("/jobs", "Jobs");
    dashboard.visit("/environments/harbour%2Fproduction", "harbour/production");
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
  void offersTheFilesOfABackupWithTheirChecksumsAndSaysWhenOneIsNotHandedOut() {
    WebElement row = browser.all("#pl-backups ~ * tbody tr").get(0);
    assertThat(row.getText()).contains("Full", "444 MiB", "Completed");
    WebElement dialog = page.files(0);
    JsonNode backup = house.get("/environments/harbour%2Fproduction/backups").get(0);
    assertThat(browser.find("dialog a[download='manifest.json']").getDomAttribute("href"))
        .endsWith("/api/backups/" + backup.get("id").stringValue() + "/manifest");
    assertThat(dialog.getText())
        .contains(
            "files.tar.zst", backup.get("checksum").stringValue().replace("sha256:", "SHA-256 "));
    // The made-up past has no artifact: the browser would only say that the download failed.
    dialog.findElement(By.linkText("files.tar.zst")).click();
    browser.see("dialog .jenkins-alert-danger", "conflict");
    assertThat(browser.driver.getWindowHandles()).hasSize(1);
    page.dismiss();
  }

  @Test
  void aBackupSaysWhatItWillDoAndLeadsToItsJob() {
    page.of("northwind/production");
    assertThat(page.open("backup").getText())
        .contains("This is what will happen", "goes on answering", "read back");
    page.choose("db").fill("message", "before the sale").submit();
    browser.see("h1", "Backup of northwind/production");
    browser.see(".jenkins-alert-success", "Done");
    browser.see(".pl-facts", "before the sale");
    assertThat(house.get("/environments/northwind%2Fproduction/backups").get(0).get("backup_scope"))
        .hasToString("\"db\"");
  }

  @Test
  void aDeployIsAskedForFromARepository() {
    page.of("northwind/production");
    assertThat(page.open("deploy").getText())
        .contains("never a mixture", "switches back by itself");
    page.fill("reference", "git@example.org:northwind/site.git#v62").submit();
    browser.see("h1", "Deploy of northwind/production");
    browser.see(".jenkins-alert-success", "Done");
  }

  @Test
  void aFileIsSentAndDeployedAsItIs() throws Exception {
    byte[] archive = "what tar would make".getBytes(StandardCharsets.UTF_8);
    Path file = Files.write(directory.resolve("site 1.0.tar.gz"), archive);
    page.of("vineyard/staging");
    page.open("deploy");
    page.choose("file").fill("file", file.toString()).fill("message", "from my desk").submit();
    browser.see("h1", "Deploy of vineyard/staging");
    browser.see(".jenkins-alert-success", "Done");
    browser.see(".pl-facts", "from my desk");
    JsonNode asked = newest("env_deploy", "vineyard/staging").get("parameters");
    assertThat(asked.get("source_ref").stringValue()).startsWith("upload:");
    assertThat(asked.get("checksum").stringValue())
        .isEqualTo("sha256:" + Manifest.sha256(new String(archive, StandardCharsets.UTF_8)));
  }

  @Test
  void aFileOfAnotherKindIsRefusedInTheDialogAndNothingIsStarted() throws Exception {
    page.of("vineyard/production");
    page.open("deploy");
    browser.script(
        "const real = window.fetch; window.fetch = (url, o) => { window.fetch = real; return"
            + " real(url, {...o, headers: {...o.headers, 'Content-Type': 'text/plain'}}); }");
    Path file = Files.writeString(directory.resolve("notes.tar"), "no archive");
    page.choose("file").fill("file", file.toString()).submit();
    browser.see("dialog .jenkins-alert-danger", "bad_request");
    assertThat(page.dialog().getText()).contains("application/gzip");
    page.dismiss();
  }

  @Test
  void anUpdateSaysThatThereIsAWayBackAndIsDone() {
    page.of("acme-shop/production");
    assertThat(page.open("update").getText()).contains("without one nothing begins");
    page.choose("themes").choose("create").submit();
    browser.see("h1", "Update of acme-shop/production");
    browser.see(".jenkins-alert-success", "Done");
    assertThat(newest("env_update", "acme-shop/production").at("/parameters/update_scope"))
        .hasToString("\"themes\"");
  }

  @Test
  void aRollbackGoesToTheReleaseThatWasChosen() {
    page.of("museum/production");
    WebElement row = browser.all("#pl-releases ~ * tbody tr").get(2);
    String release = row.findElement(By.cssSelector("th .pl-line")).getText();
    row.findElement(By.xpath(".//button[.='Roll back to this']")).click();
    assertThat(page.dialog().getText())
        .contains("The code of " + release, "Database and uploads stay as they are");
    page.fill("message", "the new one is slow").submit();
    browser.see("h1", "Rollback of museum/production");
    browser.see(".jenkins-alert-success", "Done");
    assertThat(newest("release_rollback", "museum/production").at("/parameters/release").asString())
        .isEqualTo("releases/" + release);
  }

  @Test
  void aRollbackWithoutAChoiceGoesToTheReleaseBefore() {
    assertThat(page.open("rollback").getText())
        .contains("The release before the live one", "switches back by itself");
    page.dismiss();
  }

  @Test
  void aRestoreIsUndoneBehindThePhraseAndOnlyOnce() {
    String backup =
        house.get("/environments/bakery%2Fproduction/backups").get(0).get("id").stringValue();
    String phrase = "RESTORE " + backup;
    house.await(
        house.post(
            "/environments/bakery%2Fproduction/restore",
            "{\"backup_id\":\"" + backup + "\",\"confirmation\":\"" + phrase + "\"}"),
        "succeeded");
    page.of("bakery/production");
    browser.see(".pl-facts", "can be undone until");
    assertThat(page.open("undo").getText()).contains("no longer seen", phrase);
    page.fill("confirmation", phrase + "!").submit();
    browser.see("dialog .jenkins-alert-danger", "confirmation_mismatch");
    page.fill("confirmation", phrase).submit();
    browser.see("h1", "Restore of bakery/production");
    browser.see(".jenkins-alert-success", "Done");
    browser.find(".pl-job a[href*='/restore/']").click();
    browser.see(".jenkins-alert-success", "The restore of bakery/production is undone");
    page.of("bakery/production");
    browser.see(".pl-past", "Restore taken back");
    assertThat(browser.all("[data-action=undo]")).isEmpty();
  }

  @Test
  void aDialogGoesWithItsPage() {
    page.open("backup");
    browser.driver.navigate().back();
    browser.see("h1", "Jobs");
    assertThat(browser.all("dialog")).isEmpty();
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
    page.open("update");
    browser.script(
        "const real = window.fetch; window.fetch = (url, o) => { window.fetch = real; return"
            + " real(String(url).replace('vineyard', 'museum'), o); }");
    page.submit();
    browser.see("dialog .jenkins-alert-danger", "");
    String words = browser.find("dialog .jenkins-alert-danger").getText();
    assertThat(words).containsAnyOf("job_in_progress", "environment_not_active");
    assertThat(words).contains("Wait for");
    page.dismiss();
    house.playbooks.let("env-deploy.yml");
    house.await(job, "succeeded");
  }

  @Test
  void aFailedEnvironmentOffersItsResetAndNothingElseThatChangesIt() {
    page.of("opera/production");
    browser.see(".jenkins-alert-danger", "Nobody knows for sure what is live");
    assertThat(browser.all("[data-action=deploy], [data-action=backup], [data-action=update]"))
        .isEmpty();
    assertThat(browser.all("a[href*='/restore/'], #pl-releases ~ * tbody button")).isEmpty();
    house.playbooks.unproven = true;
    assertThat(page.open("reset").getText()).contains("still be broken");
    page.submit();
    browser.see("dialog .jenkins-alert-danger", "opera/production stays failed");
    browser.see("dialog .jenkins-alert-danger", "reset_validation_failed");
    assertThat(house.get("/environments/opera%2Fproduction").get("status"))
        .hasToString("\"failed\"");
    house.playbooks.unproven = false;
    page.submit();
    browser.gone("dialog");
    browser.find("[data-action=backup]");
    browser.see(".pl-facts", "Active");
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

  @Test
  void saysInGermanWhyNotAndWhatTheServerSaid() {
    try (Browser german = Browser.open("de")) {
      new Dashboard(german, house).enter();
      EnvironmentPage there = new EnvironmentPage(german).of("harbour/production");
      german.see(".jenkins-alert-warning", "Verteilung (HEALTH_CHECK_FAILED)");
      german.find(".jenkins-alert-warning a").click();
      german.see(".jenkins-alert-danger", "Besucher hätten keine gesunde Seite bekommen");
      german.see(".jenkins-alert-danger q[lang=en]", "http: the page answers with status 500");
      there.of("harbour/production");
      there.files(0).findElement(By.linkText("database.sql.zst")).click();
      german.see("dialog .jenkins-alert-danger", "Eine Regel steht im Weg.");
      german.find("dialog q[lang=en]");
      assertThat(german.complaints()).isEmpty();
    }
  }

  private static JsonNode newest(String type, String environment) {
    String query = "?job_type=" + type + "&environment_id=" + environment.replace("/", "%2F");
    return house.get("/jobs" + query).get(0);
  }
}
