package io.jenkins.plugins.pressluft.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.Keys;
import tools.jackson.databind.JsonNode;

/**
 * The restore wizard: every refusal, a cancel, a lost connection, two at once, the keyboard alone.
 */
class WizardTest {
  /**
   * Ask for one-time codes. A seed's codes are used up and locked wherever it is declared: each
   * test that needs one has an environment with a seed of its own.
   */
  private static final List<String> WITH_CODES = List.of("bakery", "museum", "opera", "zoo");

  @RegisterExtension static final Visit VISIT = Visit.to(estate());

  private static ShowHouse house;
  private static Browser browser;
  private static Dashboard dashboard;
  private static Wizard wizard;

  private static String estate() {
    String yaml = Estates.agency();
    for (String site : WITH_CODES) {
      String path = "path: /srv/" + site + "-production\n";
      yaml =
          yaml.replace(
              path,
              path
                  + "        one_time_code: {seed: {secret: totp-"
                  + site
                  + "}}\n"
                  + "        destinations: [/srv/copies]\n");
    }
    return yaml;
  }

  @BeforeAll
  static void open() throws Exception {
    house = VISIT.house();
    for (String site : WITH_CODES) {
      house.secret("totp-" + site, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }
    browser = VISIT.browser();
    dashboard = VISIT.dashboard();
    wizard = new Wizard(browser);
  }

  @Test
  void restoresBehindReviewPhraseAndCodeAndSaysWhatToDoNext() {
    String environment = "zoo/production";
    String backup = backup(environment);
    wizard.begin(environment);
    wizard.next();
    browser.see(".jenkins-alert-danger", "Choose a backup first");
    wizard.choose(backup);
    wizard.next();
    browser.see("h2", "Review");
    browser.see(".pl-facts", "a full backup of what is there now is made first");
    browser.see(".pl-checklist", "kept aside for 7 days");
    assertThat(browser.find(".pl-checklist").getText()).doesNotContainPattern("\\d\\dT\\d\\d:");
    wizard.next();
    browser.see(".jenkins-alert-danger", "Tick every point");
    browser.all(".pl-checklist input").forEach(box -> box.click());
    wizard.next();
    browser.see("h2", "Confirm");
    browser.see("label", "Type this phrase");
    browser.see(".pl-phrase", "RESTORE " + backup);

    wizard.next();
    browser.see(".jenkins-alert-danger", "confirmation_mismatch");
    wizard.type("confirmation", "RESTORE " + backup + " please");
    wizard.next();
    browser.see(".jenkins-alert-danger", "type it exactly");
    wizard.type("confirmation", "RESTORE " + backup);
    wizard.next();
    browser.see(".jenkins-alert-danger", "otp_required");
    wizard.type("otp", "000000");
    wizard.next();
    browser.see(".jenkins-alert-danger", "otp_invalid");
    browser.see(".jenkins-alert-warning", "4 more wrong codes");
    assertThat(restores(environment)).isEmpty();

    house.playbooks.hold("env-restore.yml");
    String code = code();
    wizard.type("otp", code.substring(0, 3) + " " + code.substring(3));
    wizard.next();
    browser.see(".pl-stage--running", "Build beside");
    browser.see("p", "may be closed");
    browser.until(
        "the bar moves",
        () -> {
          house.playbooks.progress("env-restore.yml", "stage", 300_000_000, 402_000_000);
          return browser.find(".pl-progress__words").getText().contains("286 MiB of 383 MiB");
        });
    assertThat(browser.find(".pl-progress__words").getText()).contains("left");

    // Closing the browser loses nothing: the address knows the job.
    String job = wizard.job();
    browser.driver.navigate().refresh();
    browser.see(".pl-stage--running", "Build beside");
    assertThat(wizard.job()).isEqualTo(job);

    house.playbooks.let("env-restore.yml");
    browser.see(".jenkins-alert-success", "zoo/production is restored");
    assertThat(browser.find("[data-action=open]").getDomAttribute("href"))
        .isEqualTo("https://www.zoo.example/");
    assertThat(browser.all("[data-action=undo]")).hasSize(1);
    browser.see("p", "It can be undone until");
    browser.see("a", "Job and log");
    assertThat(house.get("/jobs/" + job).at("/parameters/backup_id").stringValue())
        .isEqualTo(backup);
  }

  @Test
  void tooManyWrongCodesLockAndSayUntilWhen() {
    String environment = "museum/production";
    String backup = backup(environment);
    wizard.begin(environment);
    wizard.choose(backup);
    wizard.reviewed();
    wizard.type("confirmation", "RESTORE " + backup);
    for (int left = 4; left >= 0; left--) {
      int now = left;
      wizard.type("otp", "00000" + left);
      wizard.next();
      browser.until(
          "the attempt was counted",
          () -> browser.find(".jenkins-alert-warning").getText().contains(String.valueOf(now)));
    }
    wizard.type("otp", code());
    wizard.next();
    browser.see(".jenkins-alert-danger", "otp_locked");
    assertThat(browser.find(".jenkins-alert-danger").getText()).contains("Try again in");
    assertThat(restores(environment)).isEmpty();
  }

  @Test
  void aDryRunChangesNothingAndOffersTheRealThing() {
    String environment = "acme-shop/staging";
    String backup = backup(environment);
    wizard.begin(environment);
    wizard.choose(backup);
    wizard.dryRun();
    wizard.next();
    browser.see("h2", "Review");
    browser.see(".pl-facts", "nothing: it is only tried out");
    wizard.next();
    browser.see("h2", "Confirm");
    browser.see("p", "Nothing has to be typed");
    wizard.next();
    browser.see(".jenkins-alert-success", "Nothing was changed");
    browser.find(".pl-wizard__buttons a").click();
    browser.see("h2", "Target");
  }

  @Test
  void aCopyGoesBelowADirectoryThatIsAllowed() {
    String environment = "opera/production";
    String backup = backup(environment);
    wizard.begin(environment);
    wizard.choose(backup);
    browser.find("input[name=where][value=destination]").click();
    wizard.type("directory", "../etc");
    wizard.next();
    browser.see(".jenkins-alert-danger", "a name of letters");
    wizard.type("directory", "friday");
    wizard.next();
    browser.see(".pl-facts", "/srv/copies/friday");
    browser.see(".pl-facts", "only a copy");
    wizard.next();
    browser.see("h2", "Confirm");
    wizard.type("confirmation", "RESTORE " + backup);
    wizard.type("otp", code());
    wizard.next();
    browser.see(".jenkins-alert-success", "/srv/copies/friday");
  }

  @Test
  void whatStandsInTheWayIsSaidBeforeAnythingIsTyped() {
    String environment = "harbour/staging";
    String backup = backup(environment);
    wizard.begin(environment);
    wizard.choose(backup);
    house.playbooks.hold("env-deploy.yml");
    String deploy =
        house.post(
            path(environment) + "/deploy",
            "{\"source_type\":\"git\",\"source_ref\":\"git@example.org:shop/site.git#main\"}");
    wizard.next();
    browser.see(".jenkins-alert-danger", "job_in_progress");
    assertThat(browser.all(".pl-checklist")).isEmpty();
    house.playbooks.let("env-deploy.yml");
    house.await(deploy, "succeeded");
    wizard.next();
    browser.gone(".jenkins-alert-danger");
    browser.find(".pl-checklist");
  }

  @Test
  void aFailedRestoreSaysWhyWhatVisitorsGetAndWhatToDo() {
    String environment = "northwind/staging";
    String backup = backup(environment);
    house.playbooks.failure = Map.entry("CHECKSUM_MISMATCH", "The stored <b>files</b> differ.");
    restore(environment, backup);
    browser.see(".jenkins-alert-danger", "CHECKSUM_MISMATCH");
    assertThat(browser.find(".jenkins-alert-danger").getText())
        .contains("<b>files</b>", "Do not use this backup", "nothing that is live was changed");
    browser.see("a", "Choose a backup again");
  }

  @Test
  void isCancelledFromTheWizard() {
    String environment = "vineyard/staging";
    String backup = backup(environment);
    house.playbooks.hold("env-restore.yml");
    restore(environment, backup);
    browser.see(".pl-stage--running", "");
    browser.find("[data-action=cancel]").click();
    assertThat(browser.find("dialog").getText()).contains("Nothing is rolled back");
    browser.find("dialog button[type=submit]").click();
    browser.see(".jenkins-alert-info", "was cancelled");
    house.playbooks.let("env-restore.yml");
  }

  @Test
  void aLostConnectionIsSeenAndTheRestoreIsFoundAgain() {
    String environment = "acme-shop/production";
    String backup = backup(environment);
    house.playbooks.hold("env-restore.yml");
    restore(environment, backup);
    browser.see(".pl-stage--running", "Build beside");
    String job = wizard.job();
    house.stop();
    browser.see(".pl-connection", "The connection to the server is lost");
    house.start();
    browser.see("h1", "Sign in");
    dashboard.signIn("anna");
    browser.see(".pl-stage--running", "Build beside");
    assertThat(wizard.job()).isEqualTo(job);
    house.playbooks.let("env-restore.yml");
    browser.see(".jenkins-alert-success", "is restored");
  }

  @Test
  void ofTwoBrowsersAtOnceOneRestoresAndTheOtherIsToldAndCanFollow() {
    String environment = "northwind/production";
    String backup = backup(environment);
    house.playbooks.hold("env-restore.yml");
    try (Browser second = Browser.open()) {
      Dashboard other = new Dashboard(second, house);
      Wizard too = new Wizard(second);
      other.enter();
      for (Wizard one : new Wizard[] {wizard, too}) {
        one.begin(environment);
        one.choose(backup);
        one.reviewed();
        one.type("confirmation", "RESTORE " + backup);
      }
      wizard.next();
      browser.see(".pl-stage--running", "");
      too.next();
      second.see(".jenkins-alert-danger", "job_in_progress");
      assertThat(restores(environment)).hasSize(1);
      other.visit("/jobs", "Jobs");
      other.visit("/restore/" + environment.replace("/", "%2F"), "Restore " + environment);
      second.see(".jenkins-alert-info", "is under way");
      second.find(".jenkins-alert-info a").click();
      second.see(".pl-stage--running", "");
      assertThat(too.job()).isEqualTo(wizard.job());
      house.playbooks.let("env-restore.yml");
      browser.see(".jenkins-alert-success", "is restored");
      second.see(".jenkins-alert-success", "is restored");
      assertThat(second.complaints()).isEmpty();
    }
  }

  @Test
  void theKeyboardAloneIsEnough() {
    String environment = "vineyard/production";
    String backup = backup(environment);
    wizard.begin(environment);
    browser.script("document.querySelector('.pl-snapshots input').focus()");
    press(Keys.SPACE);
    press(Keys.ENTER);
    browser.see("h2", "Target");
    focused("H2");
    tabTo("next");
    press(Keys.ENTER);
    browser.see("h2", "Review");
    focused("H2");
    for (int i = 0; i < 4; i++) {
      tabTo("check-" + new String[] {"environment", "replaced", "written_since", "told"}[i]);
      press(Keys.SPACE);
    }
    tabTo("next");
    press(Keys.ENTER);
    browser.see("h2", "Confirm");
    tabTo("confirmation");
    browser.driver.switchTo().activeElement().sendKeys("RESTORE " + backup);
    press(Keys.ENTER);
    browser.see(".jenkins-alert-success", "is restored");
  }

  @Test
  void everyStepIsForEverybodyAlsoNarrowAndDark() {
    String environment = "bakery/production";
    String backup = backup(environment);
    wizard.begin(environment);
    fine();
    wizard.choose(backup);
    browser.find("input[name=where][value=destination]").click();
    fine();
    browser.find("input[name=where][value=environment]").click();
    wizard.next();
    browser.see("h2", "Review");
    fine();
    browser.all(".pl-checklist input").forEach(box -> box.click());
    wizard.next();
    browser.see("h2", "Confirm");
    wizard.next();
    browser.see(".jenkins-alert-danger", "");
    fine();
    wizard.type("confirmation", "RESTORE " + backup);
    wizard.type("otp", code());
    house.playbooks.hold("env-restore.yml");
    wizard.next();
    browser.see(".pl-stage--running", "");
    fine();
    house.playbooks.let("env-restore.yml");
    browser.see(".jenkins-alert-success", "");
    fine();
    wizard.begin("harbour/production");
    fine();
  }

  /** No violation and nothing wider than the screen, light and dark, wide and narrow. */
  private void fine() {
    for (String scheme : new String[] {"light", "dark"}) {
      browser.scheme(scheme);
      assertThat(browser.violations()).as(wizard.step() + " " + scheme).isEmpty();
    }
    browser.scheme("light");
    browser.screen(320, 640);
    assertThat(browser.scrollsSideways()).as(wizard.step()).isFalse();
    assertThat(browser.violations()).as(wizard.step() + " narrow").isEmpty();
    browser.screen(1280, 900);
  }

  /** All steps for an environment that asks for nothing but the phrase. */
  private void restore(String environment, String backup) {
    wizard.begin(environment);
    wizard.choose(backup);
    wizard.reviewed();
    wizard.type("confirmation", "RESTORE " + backup);
    wizard.next();
  }

  private static JsonNode restores(String environment) {
    return house.get(
        "/jobs?job_type=env_restore&environment_id=" + environment.replace("/", "%2F"));
  }

  private static String backup(String environment) {
    String job = house.post(path(environment) + "/backups", "{\"backup_scope\":\"full\"}");
    house.await(job, "succeeded");
    return house.get("/jobs/" + job).get("backup_id").stringValue();
  }

  private void press(Keys key) {
    browser.driver.switchTo().activeElement().sendKeys(key);
  }

  /** Presses the tabulator until a control has the focus. */
  private void tabTo(String name) {
    for (int i = 0; i < 40; i++) {
      press(Keys.TAB);
      Object at =
          browser.script(
              "return document.activeElement.name || document.activeElement.dataset.action || ''");
      if (name.equals(at)) {
        return;
      }
    }
    throw new AssertionError("the tabulator does not lead to " + name);
  }

  private void focused(String tag) {
    browser.until(
        "reading goes on at the heading",
        () -> tag.equals(browser.script("return document.activeElement.tagName")));
  }

  private static String path(String environment) {
    return "/environments/" + environment.replace("/", "%2F");
  }

  private static String code() {
    try {
      return new TimeBasedOneTimePasswordGenerator()
          .generateOneTimePasswordString(
              new SecretKeySpec("12345678901234567890".getBytes(StandardCharsets.US_ASCII), "RAW"),
              Instant.now());
    } catch (java.security.InvalidKeyException e) {
      throw new AssertionError(e);
    }
  }
}
