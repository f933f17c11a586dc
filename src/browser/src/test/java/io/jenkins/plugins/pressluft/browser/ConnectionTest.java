package io.jenkins.plugins.pressluft.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.WebElement;

/** Signing in and out, and a server that goes away. */
class ConnectionTest {
  @RegisterExtension static final Visit VISIT = Visit.to(Estates.agency());

  private static ShowHouse house;
  private static Browser browser;
  private static Dashboard dashboard;

  @BeforeAll
  static void open() {
    house = VISIT.house();
    browser = VISIT.browser();
    dashboard = VISIT.dashboard();
    browser.driver.executeCdpCommand("Network.enable", Map.of());
  }

  @BeforeEach
  void nobodyIsSignedInAndEverythingGetsThrough() {
    block();
    browser.go("about:blank");
    browser.driver.executeCdpCommand("Network.clearBrowserCookies", Map.of());
  }

  private static void block(String... addresses) {
    browser.driver.executeCdpCommand("Network.setBlockedURLs", Map.of("urls", List.of(addresses)));
  }

  @Test
  void onlyTheAccessTokenLetsInAndNoScriptCanReadTheSession() {
    browser.go(house.url());
    WebElement token = browser.find("input[name=token]");
    assertThat(browser.driver.switchTo().activeElement()).isEqualTo(token);
    token.sendKeys("wrong\n");
    browser.see(".jenkins-alert-danger", "not the server’s access token");
    browser.find("input[name=token]").clear();
    dashboard.signIn("ben");
    browser.see(".pl-who", "ben");
    assertThat(browser.script("return document.cookie")).isEqualTo("");
    browser.driver.navigate().refresh();
    browser.see("h1", "Environments");
    browser.find(".pl-who button").click();
    browser.see("h1", "Sign in");
    browser.driver.navigate().refresh();
    browser.see("h1", "Sign in");
  }

  @Test
  void aLostConnectionIsShownAndWhatIsSeenComesBackByItself() {
    dashboard.enter();
    browser.see("tbody", "zoo/production");
    browser.until("news come live", () -> connection().equals("live"));
    house.stop();
    browser.see(".pl-connection", "The connection to the server is lost");
    assertThat(browser.find("tbody").getText()).contains("zoo/production");
    house.start();
    // The sessions of a server end with it: the page asks who it is instead of pretending.
    browser.see("h1", "Sign in");
    dashboard.signIn("anna");
    browser.see("tbody", "zoo/production");
    browser.until("news come live again", () -> connection().equals("live"));
    browser.gone(".pl-connection *");
  }

  @Test
  void whatIsAskedForWhileTheServerIsAwayIsNotPretended() {
    dashboard.enter();
    dashboard.visit("/environments/zoo%2Fproduction", "zoo/production");
    browser.find("[data-action=backup]").click();
    house.stop();
    browser.find("dialog button[type=submit]").click();
    browser.see("dialog .jenkins-alert-danger", "The server does not answer");
    assertThat(browser.find("dialog").getText()).contains("Nothing was started");
    house.start();
  }

  @Test
  void aServerThatIsGoneWhenThePageBeginsIsTriedAgainByAButton() {
    dashboard.enter();
    block("*/api/*");
    browser.driver.navigate().refresh();
    browser.see(".jenkins-alert-danger", "The server does not answer");
    block();
    browser.find("#pressluft-app button").click();
    browser.see("tbody", "zoo/production");
  }

  @Test
  void withoutAStreamThePageAsksEveryFewSecondsAndSaysSo() {
    block("*/api/events*");
    dashboard.enter();
    browser.see(".pl-connection", "asks every few seconds");
    house.await(
        house.post("/environments/zoo%2Fproduction/backups", "{\"backup_scope\":\"db\"}"),
        "succeeded");
    browser.until(
        "the outcome is seen all the same",
        () -> browser.find("tbody").getText().contains("Succeeded"));
  }

  private String connection() {
    String state = browser.find("#pressluft-app").getDomAttribute("data-connection");
    return state == null ? "" : state;
  }
}
