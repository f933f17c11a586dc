package io.jenkins.plugins.pressluft.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten thousand environments. What it prints was measured on the machine of the moment and is never
 * a reason to fail.
 */
class ManyEnvironmentsTest {
  private static final int MANY = 10_000;
  private static final int LOADS = 7;

  @TempDir Path directory;

  @Test
  void arePagedSearchedAndSortedWithFiftyRowsInTheBrowser() throws Exception {
    try (ShowHouse house = new ShowHouse(directory, Estates.agency());
        Browser browser = Browser.open()) {
      try (Past past = new Past(house.database())) {
        past.multiply("zoo/production", MANY - 12);
      }
      Dashboard dashboard = new Dashboard(browser, house);
      dashboard.enter();
      browser.see(".pl-pager__where", "1 to 50 of 10,000");
      assertThat(browser.all("tbody tr")).hasSize(50);
      browser.find(".pl-pager__buttons button:last-child").click();
      browser.see(".pl-pager__where", "51 to 100 of 10,000");
      browser.find("input[type=search]").sendKeys("site-2490/prod");
      browser.see(".pl-pager__where", "1 to 1 of 1");
      browser.see("tbody", "site-2490/production");
      assertThat(browser.complaints()).isEmpty();

      browser.hash("/");
      browser.driver.navigate().refresh();
      measure(browser, house);
    }
  }

  private static void measure(Browser browser, ShowHouse house) {
    List<Double> paints = new ArrayList<>();
    List<Double> rows = new ArrayList<>();
    browser.driver.executeCdpCommand("Network.enable", Map.of());
    for (int i = 0; i < LOADS; i++) {
      browser.driver.executeCdpCommand("Network.clearBrowserCache", Map.of());
      browser.go("about:blank");
      browser.go(house.url());
      browser.find("tbody tr");
      paints.add(
          number(
              browser,
              "return performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1"));
      rows.add(
          number(
              browser,
              "return performance.getEntriesByType('resource').filter(e =>"
                  + " e.name.includes('/api/overview')).map(e => e.responseEnd)[0] ?? -1"));
    }
    System.out.printf(
        "overview of %d environments, %d loads without cache: first contentful paint median %.0f ms"
            + " (largest %.0f), rows answered at %.0f ms (largest %.0f)%n",
        MANY, LOADS, median(paints), Collections.max(paints), median(rows), Collections.max(rows));
  }

  private static double number(Browser browser, String code) {
    return browser.until(
        "the browser has painted",
        () -> {
          double value = ((Number) browser.script(code)).doubleValue();
          return value < 0 ? null : value;
        });
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }
}
