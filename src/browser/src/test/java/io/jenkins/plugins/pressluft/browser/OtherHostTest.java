package io.jenkins.plugins.pressluft.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same files inside another host's page, as Jenkins shows them. */
class OtherHostTest {
  @TempDir Path directory;

  @Test
  void worksBelowAContextPathWithTheHostsCrumbLoginLanguageAndTitle() throws Exception {
    try (ShowHouse house = new ShowHouse(directory, Estates.agency());
        OtherHost host = new OtherHost(house);
        Browser browser = Browser.open()) {
      browser.go(host.url());
      browser.see("h1", "Umgebungen");
      browser.see("tbody", "zoo/production");
      browser.until(
          "news come live",
          () -> "live".equals(browser.find("#pressluft-app").getDomAttribute("data-connection")));
      assertThat(browser.all(".pl-who, .pl-skip")).isEmpty();
      assertThat(browser.find("html").getDomAttribute("lang")).isEqualTo("en");
      assertThat(browser.find("#pressluft-app").getDomAttribute("lang")).isEqualTo("de");
      browser.hash("/environments/zoo%2Fproduction");
      browser.find("[data-action=backup]").click();
      browser.find("dialog button[type=submit]").click();
      browser.see("h1", "Sicherung von zoo/production");
      browser.see(".jenkins-alert-success", "erledigt");
      assertThat(host.changedWithoutCrumb).isEmpty();
      assertThat(browser.complaints()).isEmpty();
    }
  }
}
