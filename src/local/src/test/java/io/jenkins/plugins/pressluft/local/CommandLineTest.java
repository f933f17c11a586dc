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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command line against a real server, as a person, a pipe and a script use it. */
class CommandLineTest {
  private static final String NOWHERE = "5f0c5f7e-6ee4-4a5e-9d0f-3f1f5b1c0a04";

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
    return run("", false, Map.of("PRESSLUFT_HOME", house.home.directory().toString()), args);
  }

  private Seen person(String typed, String... args) {
    return run(typed, true, Map.of("PRESSLUFT_HOME", house.home.directory().toString()), args);
  }

  private static Seen run(
      String typed, boolean person, Map<String, String> variables, String... args) {
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
            variables);
    return new Seen(Main.run(terminal, args), out.toString(), err.toString());
  }

  @Test
  void listsWhatIsDeclaredAsATableOrAsTheServersJson() {
    Seen table = script("site", "list");
    assertThat(table.status()).isZero();
    assertThat(table.out())
        .contains("SITE")
        .contains("acme")
        .contains("Acme Shop")
        .contains("active");
    Seen json = script("site", "list", "--json");
    assertThat(json.out().strip()).isEqualTo(house.api().get("/sites").body());
    assertThat(json.err()).isEmpty();
    assertThat(script("environment", "list").out())
        .contains("acme/production")
        .contains("protected");
    assertThat(script("env", "list", "--site", "acme", "--json").out()).startsWith("[{");
    assertThat(script("environment", "show", "acme/production").out())
        .contains("RESTORE {backupId}")
        .contains("http://127.0.0.1:8081/");
  }

  @Test
  void makesABackupAndFollowsItToItsEnd() {
    Seen made = script("backup", "create", "acme/staging", "--message", "before the sale");
    assertThat(made.status()).as(made.err()).isZero();
    assertThat(made.out()).contains("backup_create of acme/staging succeeded");
    assertThat(made.err()).contains("dump");
    Seen list = script("backup", "list", "acme/staging");
    assertThat(list.out()).contains("completed").contains("before the sale").contains("in 30 days");
    String id =
        house.api().json("/environments/acme%2Fstaging/backups").get(0).get("id").stringValue();
    assertThat(script("backup", "show", id).out())
        .contains("1 tables with 12 rows, 20,000 files, WordPress 6.1.1");
    assertThat(script("backup", "verify", id).status()).isZero();
  }

  @Test
  void drawsProgressForAPersonAndNeverIntoTheResult() {
    Seen person = person("", "backup", "create", "acme/staging");
    assertThat(person.err())
        .contains("\r")
        .contains("[############............]")
        .contains("488 KiB of 977 KiB");
    assertThat(person.out()).doesNotContain("\r").doesNotContain("####");
    Seen json = script("backup", "create", "acme/staging", "--json");
    JsonNode job = new JsonMapper().readTree(json.out());
    assertThat(job.get("status").stringValue()).isEqualTo("succeeded");
    assertThat(json.err()).isEmpty();
  }

  @Test
  void doesNotWaitWhenToldSo() {
    Seen left = script("backup", "create", "acme/staging", "--no-wait");
    assertThat(left.status()).isZero();
    assertThat(left.out().strip()).matches("[0-9a-f-]{36}");
    Seen followed = script("job", "follow", left.out().strip());
    assertThat(followed.status()).isZero();
    assertThat(script("job", "log", left.out().strip()).out()).contains("status succeeded");
    assertThat(script("job", "show", left.out().strip()).out()).contains("backup_create");
    assertThat(script("job", "list", "--type", "backup_create").out()).contains(left.out().strip());
  }

  @Test
  void asksAPersonToTypeThePhraseAndShowsWhatIsReplacedByWhat() {
    String backup = house.backup("acme/production");
    Seen restored =
        person("RESTORE " + backup + "\n", "restore", backup, "--environment", "acme/production");
    assertThat(restored.err())
        .contains("acme/production")
        .contains("is replaced by")
        .contains("full backup " + backup)
        .contains("20,000 files")
        .contains("full backup of what is there now is made")
        .contains("Type \"RESTORE " + backup + "\"");
    assertThat(restored.status()).as(restored.err()).isZero();
    assertThat(script("history", "acme/production").out()).contains(backup).contains("succeeded");
    Seen undone = person("RESTORE " + backup + "\n", "restore", "undo", "acme/production");
    assertThat(undone.status()).as(undone.err()).isZero();
    assertThat(script("restore", "undo", "acme/production", "--yes").status()).isEqualTo(3);
  }

  @Test
  void doesNothingWhenAPersonTypesSomethingElse() {
    String backup = house.backup("acme/staging");
    int jobs = house.api().json("/jobs").size();
    Seen refused = person("yes\n", "restore", backup, "--environment", "acme/staging");
    assertThat(refused.status()).isEqualTo(8);
    assertThat(refused.err()).contains("Nothing was done");
    assertThat(house.api().json("/jobs")).hasSize(jobs);
  }

  @Test
  void doesNothingWhenNobodyIsThereToAsk() {
    String backup = house.backup("acme/staging");
    int jobs = house.api().json("/jobs").size();
    Seen refused = script("restore", backup, "--environment", "acme/staging");
    assertThat(refused.status()).isEqualTo(8);
    assertThat(refused.err()).contains("--yes").contains("--confirm");
    assertThat(house.api().json("/jobs")).hasSize(jobs);
  }

  @Test
  void aScriptRestoresWithYesOrWithThePhraseOfAProtectedEnvironment() {
    String staging = house.backup("acme/staging");
    assertThat(script("restore", staging, "--environment", "acme/staging", "--yes").status())
        .isZero();
    String production = house.backup("acme/production");
    Seen yes = script("restore", production, "--environment", "acme/production", "--yes");
    assertThat(yes.status()).isEqualTo(3);
    assertThat(yes.err()).contains("RESTORE " + production);
    assertThat(
            script(
                    "restore",
                    production,
                    "--environment",
                    "acme/production",
                    "--confirm",
                    "RESTORE " + production)
                .status())
        .isZero();
  }

  @Test
  void refusesWhatAGuardRefusesAndSaysWhich() {
    String staging = house.backup("acme/staging");
    Seen other = script("restore", staging, "--environment", "acme/production", "--yes");
    assertThat(other.status()).isEqualTo(3);
    Seen guard =
        script(
            "restore",
            staging,
            "--environment",
            "acme/staging",
            "--instance",
            "acme/production",
            "--yes");
    assertThat(guard.status()).isEqualTo(3);
    assertThat(guard.err()).contains("acme/production").contains("acme/staging");
    Seen json = script("restore", staging, "--environment", "acme/production", "--yes", "--json");
    assertThat(new JsonMapper().readTree(json.out()).get("code").stringValue())
        .isEqualTo("backup_not_owned");
  }

  @Test
  void aDryRunNeedsNoConfirmationAndShowsThePlan() {
    String backup = house.backup("acme/staging");
    Seen plan = script("restore", backup, "--environment", "acme/staging", "--dry-run");
    assertThat(plan.status()).as(plan.err()).isZero();
    assertThat(plan.out()).contains("plan").contains("releases/one").contains("121 KiB");
  }

  @Test
  void aFailedJobEndsWithOneAndItsWordsCannotDriveTheTerminal() {
    String backup = house.backup("acme/staging");
    house.playbooks.failure = "CHECKSUM_MISMATCH";
    Seen failed = script("restore", backup, "--environment", "acme/staging", "--yes");
    assertThat(failed.status()).isEqualTo(1);
    assertThat(failed.err()).contains("CHECKSUM_MISMATCH").contains("\\u{1b}[31m");
    assertThat(failed.out() + failed.err()).doesNotContain("\u001b");
  }

  @Test
  void anUnhealthyEnvironmentEndsWithOne() {
    assertThat(script("health", "acme/staging").status()).isZero();
    house.playbooks.healthy = false;
    Seen unhealthy = script("health", "acme/staging");
    assertThat(unhealthy.status()).isEqualTo(1);
    assertThat(unhealthy.out()).contains("http");
  }

  @Test
  void aCancelledJobEndsWithNine() throws Exception {
    String backup = house.backup("acme/staging");
    house.playbooks.holdRestores = true;
    Seen left = script("restore", backup, "--environment", "acme/staging", "--yes", "--no-wait");
    String job = left.out().strip();
    Seen cancelled = script("job", "cancel", job);
    assertThat(cancelled.status()).isZero();
    assertThat(script("job", "follow", job).status()).isEqualTo(9);
    assertThat(script("job", "cancel", job).status()).isEqualTo(3);
  }

  @Test
  void everyKindOfRefusalHasItsExitStatus() throws Exception {
    assertThat(script("backup", "show", NOWHERE).status()).isEqualTo(4);
    assertThat(script("environment", "show", "acme/nowhere").status()).isEqualTo(4);
    assertThat(script("backup", "show", "../../etc").status()).isEqualTo(2);
    assertThat(script("backup", "show").status()).isEqualTo(2);
    assertThat(script("restore").status()).isEqualTo(2);
    assertThat(script("nonsense").status()).isEqualTo(2);
    assertThat(script().status()).isEqualTo(2);
    assertThat(script("environment", "reset", "acme/staging").status()).isEqualTo(3);
    Path wrong = Files.writeString(directory.resolve("wrong"), "x".repeat(40));
    Seen unknown = script("site", "list", "--token-file", wrong.toString());
    assertThat(unknown.status()).isEqualTo(5);
    Seen away = script("site", "list", "--url", "http://127.0.0.1:1");
    assertThat(away.status()).isEqualTo(6);
    assertThat(away.err()).contains("pressluft serve");
    assertThat(script("site", "list", "--url", "ftp://x").status()).isEqualTo(2);
    assertThat(script("--help").status()).isZero();
    assertThat(script("--version").out()).startsWith("pressluft ");
  }

  @Test
  void theTokenComesFromAFileOrAVariableAndNeverFromTheCommandLine() throws Exception {
    String url = house.house.server().endpoint().toString();
    Map<String, String> variable =
        Map.of(
            "PRESSLUFT_HOME", "/nowhere", "PRESSLUFT_URL", url, "PRESSLUFT_TOKEN", house.token());
    assertThat(run("", false, variable, "site", "list").status()).isZero();
    Map<String, String> file =
        Map.of(
            "PRESSLUFT_HOME",
            "/nowhere",
            "PRESSLUFT_URL",
            url.replace("/api", "/"),
            "PRESSLUFT_TOKEN_FILE",
            house.home.token().toString());
    assertThat(run("", false, file, "site", "list").status()).isZero();
    assertThat(script("site", "list", "--token", house.token()).status()).isEqualTo(2);
    assertThat(
            run(
                    "",
                    false,
                    Map.of("PRESSLUFT_HOME", "/nowhere", "PRESSLUFT_URL", url),
                    "site",
                    "list")
                .status())
        .isEqualTo(5);
  }

  @Test
  void refusesToServeWhereOthersCanReachItUnlessToldSo() {
    Seen refused =
        run(
            "",
            false,
            Map.of("PRESSLUFT_HOME", directory.resolve("other").toString()),
            "serve",
            "--bind",
            "0.0.0.0",
            "--port",
            "0");
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.err()).contains("--allow-remote");
    Seen second =
        run(
            "",
            false,
            Map.of("PRESSLUFT_HOME", house.home.directory().toString()),
            "serve",
            "--port",
            "0");
    assertThat(second.status()).isEqualTo(1);
    assertThat(second.err()).contains("Another Pressluft server");
  }

  @Test
  void storedTextThatWouldDriveATerminalIsShownAsItsNumbers() {
    house
        .api()
        .post(
            "/environments/acme%2Fstaging/backups",
            "{\"backup_scope\":\"db\",\"message\":\"a\\u202eb; `id` $(id)\"}");
    Seen list = script("backup", "list", "acme/staging");
    assertThat(list.out()).contains("a\\u{202e}b; `id` $(id)");
  }
}
