package io.jenkins.plugins.pressluft.browser;

import org.openqa.selenium.WebElement;

/** The dashboard of a house in a browser. */
final class Dashboard {
  final Browser browser;
  private final ShowHouse house;

  Dashboard(Browser browser, ShowHouse house) {
    this.browser = browser;
    this.house = house;
  }

  /** Opens it and signs in. */
  void enter() {
    browser.go(house.url());
    signIn("anna@example.org");
  }

  /** Fills in the sign-in that is shown. */
  void signIn(String name) {
    browser.find("input[name=name]").sendKeys(name);
    WebElement token = browser.find("input[name=token]");
    token.sendKeys(house.token());
    token.submit();
    browser.see("h1", "");
    browser.find(".pl-nav a");
  }

  /** Goes to a page and waits for its heading. */
  void visit(String hash, String heading) {
    browser.hash(hash);
    browser.see("h1", heading);
    browser.gone(".pl-view[aria-busy]");
  }
}
