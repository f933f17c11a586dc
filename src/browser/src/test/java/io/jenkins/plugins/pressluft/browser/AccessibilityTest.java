package io.jenkins.plugins.pressluft.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.interactions.Actions;

/** For everybody: axe finds nothing, the keyboard is enough, and 320 pixels are. */
class AccessibilityTest {
  @RegisterExtension static final Visit VISIT = Visit.toTheAgency();

  private static ShowHouse house;
  private static Browser browser;
  private static Dashboard dashboard;
  private static String job;
  private static String failed;

  @BeforeAll
  static void open() {
    house = VISIT.house();
    browser = VISIT.browser();
    dashboard = VISIT.dashboard();
    failed = house.get("/jobs?status=failed").get(0).get("id").stringValue();
  }

  @BeforeEach
  void somethingRuns() {
    house.playbooks.hold("backup-create.yml");
    job = house.post("/environments/zoo%2Fproduction/backups", "{\"backup_scope\":\"full\"}");
    house.await(job, "running");
  }

  @AfterEach
  void itEnds() {
    house.playbooks.letAll();
    house.await(job, "succeeded");
  }

  /** Every page, and what it is called. */
  private record Place(String hash, String heading) {}

  private static List<Place> places() {
    return List.of(
        new Place("/", "Environments"),
        new Place("/environments/harbour%2Fproduction", "harbour/production"),
        new Place("/jobs", "Jobs"),
        new Place("/jobs/" + job, "Backup of zoo/production"),
        new Place("/jobs/" + failed, "Restore of opera/production"),
        new Place("/nowhere", "There is no such page"));
  }

  @Test
  void axeFindsNothingOnAnyPageInLightOrDark() {
    SoftAssertions softly = new SoftAssertions();
    for (String scheme : List.of("light", "dark")) {
      browser.scheme(scheme);
      for (Place place : places()) {
        dashboard.visit(place.hash(), place.heading());
        softly.assertThat(browser.violations()).as(scheme + " " + place.hash()).isEmpty();
      }
      dashboard.visit("/environments/harbour%2Fproduction", "harbour/production");
      for (String action : List.of("backup", "deploy", "update", "rollback", "health")) {
        browser.find("[data-action=" + action + "]").click();
        browser.find("dialog[open]");
        softly.assertThat(browser.violations()).as(scheme + " " + action).isEmpty();
        browser.script("document.querySelector('dialog[open]').close()");
        browser.gone("dialog");
      }
    }
    softly.assertAll();
  }

  @Test
  void axeFindsNothingOnTheSignIn() {
    try (Browser other = Browser.open()) {
      for (String scheme : List.of("light", "dark")) {
        other.scheme(scheme);
        other.go(house.url());
        other.find("input[name=token]");
        assertThat(other.violations()).as(scheme).isEmpty();
      }
    }
  }

  @Test
  void threeHundredAndTwentyPixelsAreWideEnough() {
    browser.screen(320, 640);
    List<String> wide = new ArrayList<>();
    for (Place place : places()) {
      dashboard.visit(place.hash(), place.heading());
      if (browser.scrollsSideways()) {
        wide.add(place.hash());
      }
    }
    dashboard.visit("/environments/harbour%2Fproduction", "harbour/production");
    browser.find("[data-action=deploy]").click();
    browser.find("dialog[open]");
    Object fits =
        browser.script(
            "const r = document.querySelector('dialog[open]').getBoundingClientRect();"
                + "return r.left >= 0 && r.right <= innerWidth && r.bottom <= innerHeight");
    browser.script("document.querySelector('dialog[open]').close()");
    assertThat(wide).isEmpty();
    assertThat(fits).isEqualTo(true);
  }

  @Test
  void theKeyboardAloneIsEnoughToMakeABackup() {
    dashboard.visit("/jobs", "Jobs");
    dashboard.visit("/", "Environments");
    assertThat(focused()).isEqualTo("h1 Environments");
    tabUntil("a bakery/production");
    press(Keys.ENTER);
    browser.see("h1", "bakery/production");
    browser.until("the heading has the focus", () -> focused().equals("h1 bakery/production"));
    tabUntil("button Back up");
    assertThat(browser.script("return document.activeElement.matches(':focus-visible')"))
        .isEqualTo(true);
    press(Keys.ENTER);
    browser.find("dialog[open]");
    press(Keys.ESCAPE);
    browser.gone("dialog");
    browser.until("the focus is back", () -> focused().equals("button Back up"));
    press(Keys.ENTER);
    browser.find("dialog[open]");
    press(Keys.ARROW_DOWN);
    tabUntil("button Back up");
    press(Keys.ENTER);
    browser.see("h1", "Backup of bakery/production");
    browser.until(
        "the heading has the focus", () -> focused().equals("h1 Backup of bakery/production"));
  }

  @Test
  void theFirstStopIsALinkToTheContent() {
    browser.driver.navigate().refresh();
    browser.find("h1");
    browser.script("document.activeElement.blur()");
    press(Keys.TAB);
    assertThat(focused()).isEqualTo("button Skip to the content");
    press(Keys.ENTER);
    assertThat(focused()).startsWith("h1 ");
  }

  private static String focused() {
    return String.valueOf(
        browser.script(
            "const e = document.activeElement; return e.localName + ' ' + (e.innerText || e.name || '')"));
  }

  private static void press(Keys key) {
    new Actions(browser.driver).sendKeys(key).perform();
  }

  private static void tabUntil(String wanted) {
    for (int i = 0; i < 80; i++) {
      press(Keys.TAB);
      if (focused().equals(wanted)) {
        return;
      }
    }
    throw new AssertionError("the keyboard does not come to: " + wanted);
  }
}
