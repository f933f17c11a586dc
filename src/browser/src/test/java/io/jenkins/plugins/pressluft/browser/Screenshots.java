package io.jenkins.plugins.pressluft.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pictures of each page in light and dark for the documentation: {@code ./pressluft screenshots}.
 */
@EnabledIfSystemProperty(named = "pressluft.screenshots", matches = ".+")
class Screenshots {
  private static final int WIDTH = 1280;
  private static final Path INTO = Path.of(System.getProperty("pressluft.screenshots", "."));

  @TempDir Path directory;

  @Test
  void takesAllOfThem() throws Exception {
    Files.createDirectories(INTO);
    try (ShowHouse house = new ShowHouse(directory, Estates.agency());
        Browser browser = Browser.open()) {
      house.remember(Estates::sixWeeks);
      Dashboard dashboard = new Dashboard(browser, house);
      browser.screen(WIDTH, 860);
      browser.scheme("light");
      browser.go(house.url());
      browser.find("input[name=token]");
      both(browser, "sign-in");
      dashboard.signIn("anna@example.org");
      String backup =
          house.get("/environments/acme-shop%2Fproduction/backups").get(0).get("id").stringValue();
      house.playbooks.hold("env-restore.yml");
      house.playbooks.hold("env-deploy.yml");
      house.playbooks.hold("backup-create.yml");
      String restore =
          house.post(
              "/environments/acme-shop%2Fproduction/restore",
              "{\"backup_id\":\""
                  + backup
                  + "\",\"confirmation\":\"RESTORE "
                  + backup
                  + "\",\"message\":\"the import of this morning went wrong\"}");
      house.await(restore, "running");
      house.await(
          house.post("/environments/bakery%2Fproduction/backups", "{\"backup_scope\":\"full\"}"),
          "running");
      house.post(
          "/environments/museum%2Fproduction/deploy",
          "{\"source_type\":\"git\",\"source_ref\":\"git@example.org:museum/site.git#v62\"}");
      browser.until(
          "a second has passed for the next progress",
          () -> {
            house.playbooks.progress("env-restore.yml", "stage", 246_000_000, 402_000_000);
            return browser.all(".pl-running").stream()
                .anyMatch(one -> one.getText().contains("Build beside · 235 MiB"));
          });
      browser.see(".pl-table", "Read and store");
      both(browser, "overview");

      browser.hash("/environments/harbour%2Fproduction");
      browser.see("h2", "Trends");
      browser.screen(WIDTH, 2440);
      both(browser, "environment");
      browser.screen(WIDTH, 860);
      browser.find("[data-action=backup]").click();
      browser.find("dialog[open]");
      both(browser, "dialog");
      browser.script("document.querySelector('dialog[open]').close()");

      browser.hash("/jobs");
      browser.see("h1", "Jobs");
      both(browser, "jobs");
      browser.hash("/jobs/" + restore);
      browser.see("h1", "Restore of acme-shop/production");
      browser.see(".pl-progress__words", "Build beside");
      both(browser, "job");
      browser.screen(390, 860);
      browser.hash("/");
      browser.see("h1", "Environments");
      both(browser, "phone");
      assertThat(browser.complaints()).isEmpty();
      for (String playbook :
          new String[] {"env-restore.yml", "env-deploy.yml", "backup-create.yml"}) {
        house.playbooks.let(playbook);
      }
    }
  }

  static void both(Browser browser, String name) throws Exception {
    Files.createDirectories(INTO);
    for (Map.Entry<String, String> one : Map.of("light", "", "dark", "-dark").entrySet()) {
      browser.scheme(one.getKey());
      Files.write(INTO.resolve(name + one.getValue() + ".png"), SmallPicture.of(browser.picture()));
    }
    browser.scheme("light");
  }
}
