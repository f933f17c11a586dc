package io.jenkins.plugins.pressluft.browser;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Debian's Chromium without a screen, with a profile of its own, talking to nobody else. */
final class Browser implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String AXE = axe();

  final ChromeDriver driver;
  private final Path profile;

  private Browser(ChromeDriver driver, Path profile) {
    this.driver = driver;
    this.profile = profile;
  }

  /** A new one whose user reads this language. */
  static Browser open(String language) {
    try {
      Path profile = Files.createTempDirectory("pressluft-browser");
      ChromeOptions options = new ChromeOptions();
      options.setBinary("/usr/bin/chromium");
      options.addArguments(
          "--headless=new",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-dev-shm-usage",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--hide-scrollbars",
          "--window-size=1280,900",
          "--lang=" + language,
          "--user-data-dir=" + profile);
      options.setExperimentalOption("prefs", Map.of("intl.accept_languages", language));
      LoggingPreferences logs = new LoggingPreferences();
      logs.enable(LogType.BROWSER, Level.ALL);
      options.setCapability("goog:loggingPrefs", logs);
      ChromeDriverService service =
          new ChromeDriverService.Builder()
              .usingDriverExecutable(new File("/usr/bin/chromedriver"))
              .usingAnyFreePort()
              .withEnvironment(Map.of("LANGUAGE", language, "LC_ALL", "C.UTF-8"))
              .build();
      return new Browser(new ChromeDriver(service, options), profile);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** English. */
  static Browser open() {
    return open("en");
  }

  void go(String address) {
    driver.get(address);
  }

  /** Goes to another page of the dashboard by its hash. */
  void hash(String hash) {
    script("location.hash = arguments[0]", hash);
  }

  /** Waits for the first element. */
  WebElement find(String css) {
    return until("there is " + css, () -> first(css));
  }

  List<WebElement> all(String css) {
    return driver.findElements(By.cssSelector(css));
  }

  private WebElement first(String css) {
    List<WebElement> found = all(css);
    return found.isEmpty() ? null : found.get(0);
  }

  /**
   * Waits until an element's text has these words; elements may come and go meanwhile. A space that
   * does not break counts as one.
   */
  void see(String css, String words) {
    until(
        css + " says \"" + words + "\"",
        () ->
            Boolean.TRUE.equals(
                script(
                    "return [...document.querySelectorAll(arguments[0])].some(e => e.checkVisibility()"
                        + " && e.innerText.replaceAll('\\u00a0', ' ').includes(arguments[1]))",
                    css,
                    words)));
  }

  /** Waits until nothing like that is there any more. */
  void gone(String css) {
    until("there is no " + css, () -> all(css).isEmpty());
  }

  /** Waits for something that is neither null nor false. */
  <T> T until(String what, java.util.function.Supplier<T> condition) {
    return new WebDriverWait(driver, PATIENCE, Duration.ofMillis(30))
        .withMessage(
            () -> what + "; the page says: " + driver.findElement(By.tagName("body")).getText())
        .ignoring(org.openqa.selenium.StaleElementReferenceException.class)
        .until(unused -> condition.get());
  }

  Object script(String code, Object... values) {
    return ((JavascriptExecutor) driver).executeScript(code, values);
  }

  /** Light or dark, as the user's system would say. */
  void scheme(String scheme) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(
                Map.of("name", "prefers-color-scheme", "value", scheme),
                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
  }

  /** The size of the screen in CSS pixels. */
  void screen(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  byte[] picture() {
    return driver.getScreenshotAs(OutputType.BYTES);
  }

  /** Where what is downloaded goes. */
  void downloadsTo(Path directory) {
    driver.executeCdpCommand(
        "Browser.setDownloadBehavior",
        Map.of("behavior", "allow", "downloadPath", directory.toString()));
  }

  /** What axe finds wrong: rule, impact, and where. */
  List<String> violations() {
    script(AXE);
    Object found =
        driver.executeAsyncScript(
            "const done = arguments[arguments.length - 1];"
                + "axe.run(document, {resultTypes: ['violations']}).then(r => done(r.violations.map("
                + "v => v.id + ' (' + v.impact + '): ' + v.nodes.map(n => n.target.join(' ') + ' — ' +"
                + " n.failureSummary.replace(/\\s+/g, ' ')).join(' | '))), e => done([String(e)]));");
    return ((List<?>) found).stream().map(Object::toString).toList();
  }

  /**
   * What the console complained about. A refused request is reported there by the browser itself;
   * pages show refusals, so that is no complaint.
   */
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(LogEntry::getMessage)
        .filter(message -> !message.contains("Failed to load resource"))
        .filter(message -> !message.contains("net::ERR_CONNECTION_REFUSED"))
        .toList();
  }

  /** Whether something is wider than the screen. */
  boolean scrollsSideways() {
    return Boolean.TRUE.equals(
        script(
            "return document.documentElement.scrollWidth > document.documentElement.clientWidth"));
  }

  private static String axe() {
    try (InputStream in = Browser.class.getResourceAsStream("/axe.min.js")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    driver.quit();
    try (var files = Files.walk(profile)) {
      files.sorted(java.util.Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      // a process of the browser that ends late may still write there
    }
  }
}
