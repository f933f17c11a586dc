package io.jenkins.plugins.pressluft.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** The wizard's list of backups in place of a select, in a form that another host sends. */
class ChoicesTest {
  private static final String ROWS = ".pl-part .pl-radio";

  private static FormHost host;
  private static Browser browser;

  @BeforeAll
  static void open() throws IOException {
    host = new FormHost();
    browser = Browser.open();
  }

  @AfterAll
  static void close() {
    browser.close();
    host.close();
  }

  @BeforeEach
  void load() {
    browser.screen(1280, 900);
    browser.go(host.url());
    browser.find(ROWS);
  }

  @AfterEach
  void nothingWasComplainedAbout() {
    assertThat(browser.complaints()).isEmpty();
  }

  private static Object sent() {
    return browser.script(
        "return [...new FormData(document.querySelector('form'))].map(e => e.join('=')).join('&')");
  }

  @Test
  void whatIsChosenInTheListIsWhatTheFormSendsAndNothingBesides() {
    assertThat(sent()).isEqualTo("name=BACKUP&value=");
    List<String> rows = browser.all(ROWS).stream().map(row -> row.getText()).toList();
    assertThat(rows.get(0))
        .contains("Full · 14.4 MiB · ", FormHost.HOSTILE, "proven")
        .contains("2026");
    assertThat(rows.get(1)).contains("Database · 4 KiB · before the autumn");
    assertThat(browser.all(".pl-part img")).isEmpty();
    browser.find(".pl-part input[value='" + FormHost.OLDER + "']").click();
    assertThat(sent()).isEqualTo("name=BACKUP&value=" + FormHost.OLDER);
    browser.driver.switchTo().activeElement().sendKeys(Keys.ARROW_UP);
    assertThat(sent()).isEqualTo("name=BACKUP&value=" + FormHost.NEWER);
    assertThat(browser.violations()).isEmpty();
  }

  @Test
  void aFormThatIsSentWithoutAChoiceLeadsToTheList() {
    browser.find("form > button").click();
    browser.until(
        "the list has the focus",
        () -> browser.driver.switchTo().activeElement().getDomAttribute("value"));
    assertThat(browser.driver.switchTo().activeElement().getDomAttribute("value"))
        .isEqualTo(FormHost.NEWER);
    assertThat(browser.driver.getCurrentUrl()).isEqualTo(host.url());
  }

  @Test
  void theListFollowsTheSelectAndIsSearchedWithoutSendingTheForm() {
    browser.script(
        "const s = document.querySelector('select');"
            + " for (let i = 0; i < 12; i++) {"
            + "   const o = new Option('more ' + i, 'more-' + i);"
            + "   o.dataset.backup = JSON.stringify({backup_scope: 'full', size_bytes: 1,"
            + "     created_at: '2026-10-01T00:00:00Z', message: 'number ' + i});"
            + "   s.append(o);"
            + " } s.dispatchEvent(new Event('pressluft:choices'))");
    browser.until("ten are shown", () -> browser.all(ROWS).size() == 10);
    browser.find(".pl-part button").click();
    assertThat(browser.all(ROWS)).hasSize(14);
    browser.find(".pl-part input[type=search]").sendKeys("number 11", Keys.ENTER);
    browser.until("one is found", () -> browser.all(ROWS).size() == 1);
    browser.find(ROWS + " input").click();
    assertThat(sent()).isEqualTo("name=BACKUP&value=more-11");
    assertThat(browser.driver.getCurrentUrl()).isEqualTo(host.url());
    browser.screen(320, 700);
    assertThat(browser.scrollsSideways()).isFalse();
  }

  @Test
  void whereThereIsNothingToChooseTheSelectSaysWhy() {
    browser.script(
        "const s = document.querySelector('select'); s.replaceChildren(new Option('None', ''));"
            + " s.dispatchEvent(new Event('pressluft:choices'))");
    browser.gone(ROWS);
    assertThat(browser.find("select").isDisplayed()).isTrue();
    assertThat(browser.find("select").getText()).contains("None");
    assertThat(browser.all(".pl-replaced")).isEmpty();
  }
}
