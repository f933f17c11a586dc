package io.jenkins.plugins.pressluft.browser;

import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** The page of an environment, with the dialogs behind its buttons. */
final class EnvironmentPage {
  private final Browser browser;

  EnvironmentPage(Browser browser) {
    this.browser = browser;
  }

  /** Shows it. */
  EnvironmentPage of(String environment) {
    browser.hash("/environments/" + environment.replace("/", "%2F"));
    browser.see("h1", environment);
    browser.gone(".pl-view[aria-busy]");
    return this;
  }

  /** Presses a button; what it will do is asked in a dialog. */
  WebElement open(String action) {
    browser.find("[data-action=" + action + "]").click();
    return dialog();
  }

  /** The dialog that is open. */
  WebElement dialog() {
    return browser.find("dialog[open]");
  }

  /** One of the radio buttons of the dialog. */
  EnvironmentPage choose(String value) {
    browser.find("dialog[open] input[type=radio][value=" + value + "]").click();
    return this;
  }

  /** A field of the dialog; a file field takes a path. */
  EnvironmentPage fill(String name, String text) {
    WebElement field = browser.find("dialog[open] input[name=" + name + "]");
    if (!"file".equals(field.getDomAttribute("type"))) {
      field.clear();
    }
    field.sendKeys(text);
    return this;
  }

  void submit() {
    browser.find("dialog[open] button[type=submit]").click();
  }

  /** Closes the dialog without doing anything. */
  void dismiss() {
    browser.find("dialog[open] .pl-dialog__buttons button[type=button]").click();
    browser.gone("dialog");
  }

  /** The files of a backup, counted from the newest one. */
  WebElement files(int backup) {
    browser
        .all("#pl-backups ~ * tbody tr")
        .get(backup)
        .findElement(By.cssSelector("[data-action=files]"))
        .click();
    browser.see("dialog", "manifest.json");
    return dialog();
  }
}
