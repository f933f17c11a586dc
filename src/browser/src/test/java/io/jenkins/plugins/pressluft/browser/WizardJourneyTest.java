package io.jenkins.plugins.pressluft.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import io.jenkins.plugins.pressluft.lab.LabHost;
import io.jenkins.plugins.pressluft.lab.LabOptions;
import io.jenkins.plugins.pressluft.lab.LabServer;
import io.jenkins.plugins.pressluft.lab.RegistryFile;
import io.jenkins.plugins.pressluft.lab.WordPress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/**
 * With a real WordPress, and in the browser alone: a backup is made and its files are taken away,
 * the site is damaged, and the wizard brings it back to visitors as a whole.
 */
class WizardJourneyTest {
  private static final String ENVIRONMENT = "acme/production";

  @TempDir Path downloads;

  @Test
  void aDamagedSiteIsWholeAgainAfterTheWizard() throws Exception {
    try (LabHost lab = LabHost.start(LabOptions.temporary().withEnvironments(ENVIRONMENT));
        LabServer server =
            LabServer.start(
                lab,
                RegistryFile.local(lab)
                    .with(ENVIRONMENT, "protected", "true")
                    .with(ENVIRONMENT, "one_time_code", "{seed: {secret: acme-totp}}"));
        Browser browser = Browser.open()) {
      Path secrets = Files.createDirectories(server.home().resolve("secrets"));
      Path seed =
          Files.writeString(secrets.resolve("acme-totp"), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
      Files.setPosixFilePermissions(seed, PosixFilePermissions.fromString("rw-------"));
      browser.driver.manage().timeouts().scriptTimeout(java.time.Duration.ofMinutes(1));
      browser.go(server.url().replaceFirst("/api$", "/"));
      browser.find("input[name=name]").sendKeys("anna");
      WebElement token = browser.find("input[name=token]");
      token.sendKeys(Files.readString(server.tokenFile()).strip());
      token.submit();
      browser.see("h1", "Environments");

      // A backup, made on the environment's page.
      browser.hash("/environments/acme%2Fproduction");
      browser.find("[data-action=backup]").click();
      browser.find("dialog button[type=submit]").click();
      browser.see("h1", "Backup of " + ENVIRONMENT);
      patiently(browser, ".jenkins-alert-success", "Done");
      WordPress site = lab.wordpress();
      String database = site.databaseChecksum();
      String content = site.contentHash();
      String backup =
          server
              .client()
              .get("/environments/acme%2Fproduction/backups")
              .json()
              .get(0)
              .get("id")
              .stringValue();
      takeAway(browser);

      // The accident.
      site.deletePost(site.posts().get(0));
      site.overwriteUpload(site.upload(), "spoilt".getBytes(StandardCharsets.UTF_8));
      site.dropTable("options");
      assertThat(site.get("").body()).doesNotContain("The harbour in November");

      Wizard wizard = new Wizard(browser);
      wizard.begin(ENVIRONMENT);
      wizard.choose(backup);
      wizard.reviewed();
      wizard.type("confirmation", "RESTORE " + backup);
      wizard.type("otp", code());
      wizard.next();
      patiently(browser, ".jenkins-alert-success", ENVIRONMENT + " is restored");

      assertThat(browser.find("[data-action=open]").getDomAttribute("href")).isEqualTo(site.url());
      assertThat(site.get("").body()).contains("The harbour in November");
      assertThat(site.databaseChecksum()).isEqualTo(database);
      assertThat(site.contentHash()).isEqualTo(content);
      assertThat(browser.complaints()).isEmpty();
    }
  }

  /** What is downloaded has the checksums that stand beside it, and may come in pieces. */
  private void takeAway(Browser browser) throws Exception {
    browser.downloadsTo(downloads);
    WebElement files = new EnvironmentPage(browser).of(ENVIRONMENT).files(0);
    List<WebElement> links = files.findElements(By.cssSelector("a[download]"));
    assertThat(links.stream().map(WebElement::getText))
        .contains("manifest.json", "database.sql.zst", "files.tar.zst");
    for (WebElement link : links) {
      link.click();
      Path file = browser.until("there is " + link.getText(), () -> taken(link.getText()));
      String row = link.findElement(By.xpath("./..")).getText();
      assertThat(row).as("%s", file).contains("SHA-256 " + sha256(file));
    }
    Object piece =
        browser.driver.executeAsyncScript(
            "const done = arguments[1]; fetch(arguments[0], {headers: {Range: 'bytes=1-3'}}).then("
                + "r => done([r.status, r.headers.get('Content-Range'),"
                + " r.headers.get('X-Checksum-Sha256')].join(' ')));",
            links.get(1).getDomProperty("href"));
    Path part = taken(links.get(1).getText());
    assertThat(piece).isEqualTo("206 bytes 1-3/" + Files.size(part) + " " + sha256(part));
    assertThat(browser.all("dialog .jenkins-alert-danger")).isEmpty();
    new EnvironmentPage(browser).dismiss();
  }

  /** A part comes under its name after its backup's id; while it comes, it has another one. */
  private Path taken(String name) {
    try (Stream<Path> files = Files.list(downloads)) {
      return files.filter(file -> file.toString().endsWith(name)).findFirst().orElse(null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String sha256(Path file) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
  }

  /** A real node takes its time on a busy machine. */
  private static void patiently(Browser browser, String css, String words) {
    for (int i = 0; i < 12; i++) {
      try {
        browser.see(css, words);
        return;
      } catch (org.openqa.selenium.TimeoutException e) {
        assertThat(browser.all(".jenkins-alert-danger")).isEmpty();
      }
    }
    browser.see(css, words);
  }

  private static String code() throws Exception {
    return new TimeBasedOneTimePasswordGenerator()
        .generateOneTimePasswordString(
            new SecretKeySpec("12345678901234567890".getBytes(StandardCharsets.US_ASCII), "RAW"),
            Instant.now());
  }
}
