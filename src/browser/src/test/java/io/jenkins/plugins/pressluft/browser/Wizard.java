package io.jenkins.plugins.pressluft.browser;

import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** The restore wizard in a browser. */
final class Wizard {
  private final Browser browser;

  Wizard(Browser browser) {
    this.browser = browser;
  }

  /** Begins anew for an environment. */
  void begin(String environment) {
    browser.hash("/jobs");
    browser.see("h1", "Jobs");
    browser.hash("/restore/" + environment.replace("/", "%2F"));
    browser.see("h1", "Restore " + environment);
    browser.see("h2", "Backup");
  }

  /** Chooses a backup and goes on. */
  void choose(String backup) {
    browser.find("input[name=backup][value='" + backup + "']").click();
    next();
    browser.see("h2", "Target");
  }

  /** Says that it is only tried out. */
  void dryRun() {
    browser.find("input[name=how][value=dry]").click();
  }

  /** Goes to the review, ticks every point and goes on. */
  void reviewed() {
    next();
    browser.see("h2", "Review");
    for (WebElement box : browser.all(".pl-checklist input")) {
      box.click();
    }
    next();
    browser.see("h2", "Confirm");
  }

  void type(String field, String text) {
    WebElement input = browser.find("input[name=" + field + "]");
    input.clear();
    input.sendKeys(text);
  }

  void next() {
    browser.until(
        "the button can be pressed", () -> browser.find("[data-action=next]").isEnabled());
    browser.find("[data-action=next]").click();
  }

  void back() {
    browser.find("[data-action=back]").click();
  }

  /** The job that the address names. */
  String job() {
    return browser.until(
        "the address names the job",
        () -> {
          String hash = browser.script("return location.hash").toString();
          int at = hash.indexOf("job=");
          return at < 0 ? null : hash.substring(at + 4);
        });
  }

  /** The step that is shown as the one of now. */
  String step() {
    return browser.find(".pl-steps").findElement(By.cssSelector("[aria-current=step]")).getText();
  }
}
