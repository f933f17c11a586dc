package io.jenkins.plugins.pressluft.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** Every environment at a glance. */
class OverviewPageTest {
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

  @BeforeEach
  void begin() {
    dashboard.visit("/jobs", "Jobs");
    dashboard.visit("/", "Environments");
  }

  @Test
  void tellsStateReleaseBackupsOutcomeAndWhatNeedsSomebody() {
    assertThat(names()).hasSize(12).isSorted();
    String harbour = row("harbour/production").getText();
    assertThat(harbour).contains("Active", "Healthy", "yesterday", "Full · 444 MiB", "9 days ago");
    assertThat(harbour).contains("read again", "Deploy", "Failed");
    assertThat(harbour).contains("HEALTH_CHECK_FAILED");
    assertThat(row("harbour/staging").getText()).contains("There is no full backup to restore");
    assertThat(row("opera/production").findElements(css("[data-state=failed]"))).isNotEmpty();
  }

  @Test
  void everyTimeSaysTheExactMomentOnHoverAndToMachines() {
    WebElement time = row("harbour/production").findElement(css("time"));
    assertThat(time.getDomAttribute("datetime")).matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z");
    assertThat(time.getDomAttribute("title")).contains("2026").contains(":");
  }

  @Test
  void filtersSearchesAndSortsAndKeepsThatInTheAddress() {
    browser.find(".pl-chip[data-status=failed]").click();
    browser.until("one is left", () -> names().equals(List.of("opera/production")));
    assertThat(browser.driver.getCurrentUrl()).contains("status=failed");
    browser.find(".pl-chip[data-status='']").click();
    browser.until("all are back", () -> names().size() == 12);

    WebElement search = browser.find("input[type=search]");
    search.sendKeys("HARB");
    browser.until("two are left", () -> names().size() == 2);
    browser.driver.navigate().refresh();
    browser.until("two are left after a reload", () -> names().size() == 2);
    search = browser.find("input[type=search]");
    assertThat(search.getDomProperty("value")).isEqualTo("HARB");
    search.sendKeys(Keys.chord(Keys.CONTROL, "a"), Keys.DELETE);
    browser.until("all are back", () -> names().size() == 12);

    browser.find("thead .pl-sort").click();
    browser.until(
        "sorted the other way",
        () ->
            names().get(0).equals("zoo/staging")
                || names().get(0).equals("zoo/production")
                || names().get(0).startsWith("vineyard"));
    assertThat(browser.find("thead th").getDomAttribute("aria-sort")).isEqualTo("descending");
    search.sendKeys("no such thing");
    browser.see(".pl-empty", "No environment fits");
  }

  @Test
  void aJobThatBeginsElsewhereIsSeenLiveAndItsProgressMoves() {
    house.playbooks.hold("backup-create.yml");
    String job =
        house.post("/environments/zoo%2Fproduction/backups", "{\"backup_scope\":\"full\"}");
    browser.see("[data-job='" + job + "']", "Read and store");
    browser.until(
        "the bar moves",
        () -> {
          house.playbooks.progress("backup-create.yml", "dump", 400_000_000, 512_000_000);
          return row("zoo/production").getText().contains("381 MiB of 488 MiB");
        });
    house.playbooks.let("backup-create.yml");
    browser.until(
        "the row tells the outcome", () -> row("zoo/production").getText().contains("Succeeded"));
  }

  @Test
  void aRefreshMovesNeitherFocusNorRowsThatStayTheSame() {
    WebElement link = row("bakery/production").findElement(css("a"));
    browser.script("arguments[0].focus()", link);
    browser.script("document.querySelector('tbody tr').dataset.witness = 'me'");
    house.await(house.post("/environments/museum%2Fproduction/health", "{}"), "succeeded");
    browser.until(
        "the row of the museum is new",
        () -> row("museum/production").getText().contains("Health check"));
    assertThat(browser.driver.switchTo().activeElement()).isEqualTo(link);
    assertThat(browser.find("tbody tr").getDomAttribute("data-witness")).isEqualTo("me");
  }

  @Test
  void speaksGermanThroughTheSameMessages() {
    try (Browser german = Browser.open("de")) {
      new Dashboard(german, house).enter();
      german.see("h1", "Umgebungen");
      german.see("tbody", "zoo/production");
      assertThat(german.find("html").getDomAttribute("lang")).isEqualTo("de");
      assertThat(german.find("tbody").getText()).contains("Aktiv", "gestern", "vor 9 Tagen");
      assertThat(german.find("#pressluft-app").getText())
          .doesNotContain("Environments", "Newest", "ago", "There is");
      assertThat(german.complaints()).isEmpty();
    }
  }

  private static List<String> names() {
    Object names =
        browser.script(
            "return [...document.querySelectorAll('tbody .pl-name')].map(e => e.innerText)");
    return ((List<?>) names).stream().map(Object::toString).toList();
  }

  private static WebElement row(String name) {
    return browser.until(
        "there is a row of " + name,
        () ->
            browser.all("tbody tr").stream()
                .filter(row -> row.findElement(css(".pl-name")).getText().equals(name))
                .findFirst()
                .orElse(null));
  }

  private static org.openqa.selenium.By css(String selector) {
    return org.openqa.selenium.By.cssSelector(selector);
  }
}
