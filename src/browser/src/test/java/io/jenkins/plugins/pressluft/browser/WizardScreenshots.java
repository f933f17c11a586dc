package io.jenkins.plugins.pressluft.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Pictures of the restore wizard, as {@link Screenshots} takes them of the other pages. */
@EnabledIfSystemProperty(named = "pressluft.screenshots", matches = ".+")
class WizardScreenshots {
  private static final String HARBOUR = "harbour/production";

  @TempDir Path directory;

  @Test
  void takesThoseOfTheWizard() throws Exception {
    try (ShowHouse house = new ShowHouse(directory, Estates.agency());
        Browser browser = Browser.open()) {
      house.remember(Estates::sixWeeks);
      browser.screen(1280, 1000);
      browser.scheme("light");
      new Dashboard(browser, house).enter();
      Wizard wizard = new Wizard(browser);
      String backup =
          house.get("/environments/harbour%2Fproduction/backups").get(2).get("id").stringValue();
      house.playbooks.hold("env-restore.yml");
      wizard.begin(HARBOUR);
      Screenshots.both(browser, "wizard-backup");
      wizard.choose(backup);
      wizard.next();
      browser.see("h2", "Review");
      Screenshots.both(browser, "wizard-review");
      browser.all(".pl-checklist input").forEach(box -> box.click());
      wizard.next();
      browser.see("h2", "Confirm");
      wizard.type("confirmation", "RESTORE " + backup);
      Screenshots.both(browser, "wizard-confirm");
      wizard.next();
      browser.until(
          "the bar moves",
          () -> {
            house.playbooks.progress("env-restore.yml", "stage", 246_000_000, 402_000_000);
            return browser.find(".pl-progress__words").getText().contains("235 MiB");
          });
      Screenshots.both(browser, "wizard-progress");
      house.playbooks.let("env-restore.yml");
      browser.see(".jenkins-alert-success", "is restored");
      Screenshots.both(browser, "wizard-outcome");
      assertThat(browser.complaints()).isEmpty();
    }
  }
}
