package io.jenkins.plugins.pressluft.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A house with an estate and perhaps a past, and a browser that is signed in there, once for all
 * tests of a class: opening the two takes longer than most of what is done with them. After each
 * test nothing may have been complained about, and what the test left behind on the stage goes on.
 */
final class Visit implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
  private final String estate;
  private final ShowHouse.PastWriter past;
  private Path directory;
  private ShowHouse house;
  private Browser browser;
  private Dashboard dashboard;

  private Visit(String estate, ShowHouse.PastWriter past) {
    this.estate = estate;
    this.past = past;
  }

  /** Of an estate where nothing has happened. */
  static Visit to(String estate) {
    return new Visit(estate, null);
  }

  /** Of the agency, after its six weeks. */
  static Visit toTheAgency() {
    return new Visit(Estates.agency(), Estates::sixWeeks);
  }

  ShowHouse house() {
    return house;
  }

  Browser browser() {
    return browser;
  }

  Dashboard dashboard() {
    return dashboard;
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    directory = Files.createTempDirectory("pressluft-visit");
    house = new ShowHouse(directory, estate);
    if (past != null) {
      house.remember(past);
    }
    browser = Browser.open();
    dashboard = new Dashboard(browser, house);
    dashboard.enter();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    house.playbooks.letAll();
    browser.screen(1280, 900);
    browser.scheme("light");
    assertThat(browser.complaints()).isEmpty();
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    if (browser != null) {
      browser.close();
    }
    if (house != null) {
      house.close();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(java.io.File::delete);
    }
  }
}
