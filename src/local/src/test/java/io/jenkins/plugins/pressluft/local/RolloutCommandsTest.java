package io.jenkins.plugins.pressluft.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.pressluft.local.cli.Terminal;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Deploys, updates and rollbacks on the command line, against a real server. */
class RolloutCommandsTest {
  private static final String MAIN = "git@example.org:acme/site.git#main";

  @TempDir Path directory;
  private TestHouse house;

  @BeforeEach
  void open() throws Exception {
    house = new TestHouse(directory);
  }

  @AfterEach
  void close() {
    house.close();
  }

  private record Seen(int status, String out, String err) {}

  private Seen script(String... args) {
    return run("", false, args);
  }

  private Seen person(String typed, String... args) {
    return run(typed, true, args);
  }

  private Seen run(String typed, boolean person, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Terminal terminal =
        new Terminal(
            new BufferedReader(new StringReader(typed)),
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            person,
            person,
            false,
            Map.of("PRESSLUFT_HOME", house.home.directory().toString()));
    return new Seen(Main.run(terminal, args), out.toString(), err.toString());
  }

  @Test
  void deploysAndListsTheReleases() {
    assertThat(script("release", "list", "acme/production").out()).contains("No release is known");
    Seen deployed =
        script("deploy", "acme/production", "--source", MAIN, "--message", "spring", "--yes");
    assertThat(deployed.status()).as(deployed.err()).isZero();
    assertThat(deployed.out())
        .contains("env_deploy of acme/production succeeded")
        .contains("commit: c0ffee");
    assertThat(deployed.err()).contains("switch");

    Seen list = script("release", "list", "acme/production");

    assertThat(list.out())
        .contains("RELEASE")
        .contains("live")
        .contains("healthy")
        .contains(MAIN)
        .contains("commit c0ffee");
    assertThat(script("release", "list", "acme/production", "--json").out().strip())
        .isEqualTo(house.api().get("/environments/acme%2Fproduction/releases").body());
  }

  @Test
  void asksAPersonForTheNameAndAScriptForYes() {
    Seen nobody = script("deploy", "acme/production", "--source", MAIN);
    assertThat(nobody.status()).isEqualTo(8);
    assertThat(nobody.err()).contains("add --yes");
    Seen wrong = person("acme/staging\n", "deploy", "acme/production", "--source", MAIN);
    assertThat(wrong.status()).isEqualTo(8);
    assertThat(house.playbooks.launched()).isZero();
    Seen right = person("acme/production\n", "deploy", "acme/production", "--source", MAIN);
    assertThat(right.status()).as(right.err()).isZero();
    assertThat(right.err()).contains("gets a new release from " + MAIN);
  }

  @Test
  void sendsAFileWithItsChecksum() throws Exception {
    Path archive = Files.write(directory.resolve("site.tar.gz"), new byte[100_000]);
    Seen sent = script("deploy", "acme/staging", "--file", archive.toString(), "-y", "--json");
    assertThat(sent.status()).as(sent.err()).isZero();
    var job = new JsonMapper().readTree(sent.out());
    assertThat(job.at("/parameters/source_ref").stringValue()).startsWith("upload:");
    assertThat(job.at("/parameters/checksum").stringValue()).startsWith("sha256:");
    assertThat(script("deploy", "acme/staging", "--file", "/nowhere.zip", "-y").status())
        .isEqualTo(2);
    assertThat(script("deploy", "acme/staging", "-y").status()).isEqualTo(2);
  }

  @Test
  void tellsByItsStatusHowItWent() {
    assertThat(script("rollback", "acme/production", "-y").status()).isEqualTo(3);
    assertThat(script("deploy", "acme/production", "--source", "ext::id#main", "-y").status())
        .isEqualTo(2);
    assertThat(script("deploy", "acme/nowhere", "--source", MAIN, "-y").status()).isEqualTo(4);
    house.playbooks.failure = "HEALTH_CHECK_FAILED";
    Seen failed = script("deploy", "acme/production", "--source", MAIN, "-y");
    assertThat(failed.status()).isEqualTo(1);
    assertThat(failed.err()).contains("HEALTH_CHECK_FAILED: The page answers 500.");
    assertThat(failed.out()).contains("rolled_back").contains("rollback job id");
  }

  @Test
  void updatesAndGoesBack() {
    Seen refused =
        script("update", "acme/staging", "--scope", "all", "--pre-backup", "verify", "-y");
    assertThat(refused.status()).isEqualTo(3);
    Seen updated = script("update", "acme/staging", "--scope", "plugins", "-y");
    assertThat(updated.status()).as(updated.err()).isZero();
    assertThat(script("deploy", "acme/staging", "--source", MAIN, "-y").status()).isZero();
    String id =
        house
            .api()
            .json("/environments/acme%2Fstaging/releases")
            .valueStream()
            .filter(release -> release.get("source_ref").stringValue().equals("update:plugins"))
            .findFirst()
            .orElseThrow()
            .get("id")
            .stringValue();
    Seen back = script("rollback", "acme/staging", "--release", id, "-y");
    assertThat(back.status()).as(back.err()).isZero();
    assertThat(back.out()).contains("release_rollback of acme/staging succeeded");
    assertThat(house.api().json("/environments/acme%2Fstaging").get("current_release_id"))
        .hasToString("\"" + id + "\"");
  }
}
