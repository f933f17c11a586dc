package io.jenkins.plugins.pressluft.lab.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.pressluft.lab.Examples;
import io.jenkins.plugins.pressluft.lab.LabServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The Jenkinsfiles of the documentation, as they are, onto a real WordPress. */
class ExamplesTest {
  private static final String TEXT = "The harbour in November";

  /** Healthy for every check, and all posts are gone as soon as it is live. */
  private static final String LOSES_THE_POSTS =
      "global $wpdb; if ( strpos( $_SERVER['SERVER_SOFTWARE'] ?? '', 'nginx' ) === 0 )"
          + " { $wpdb->query( \"UPDATE {$wpdb->posts} SET post_title = 'lorem'\" ); }";

  private static House house;
  private static Releases releases;

  @TempDir Path directory;

  @BeforeAll
  static void open() {
    house = House.open();
    releases = new Releases(house);
  }

  @AfterAll
  static void close() {
    house.close();
  }

  private static LabServer.CommandLineAnswer run(Path file, String... more) {
    List<String> words = new ArrayList<>(List.of("run", file.toString()));
    words.addAll(List.of(more));
    return house.server().command(words.toArray(String[]::new));
  }

  private static LabServer.CommandLineAnswer deploy(Path archive) {
    return run(
        Examples.jenkinsfile("deploy"),
        "--param=SOURCE_TYPE=upload",
        "--param=SOURCE=" + archive,
        "--param=SMOKE_URL=" + house.site().url(),
        "--param=SMOKE_TEXT=" + TEXT);
  }

  private static JsonNode newestJob() {
    return house.rest().get("/jobs?limit=1").json().path(0);
  }

  private Path file(String script) throws Exception {
    return Files.writeString(directory.resolve("Jenkinsfile"), script);
  }

  @Test
  void aGoodReleaseIsDeployedBehindABackup() {
    LabServer.CommandLineAnswer answer = deploy(releases.marked("by-jenkinsfile"));
    assertThat(answer.exit()).as(answer.out() + answer.err()).isZero();
    assertThat(answer.out())
        .contains("[Back up]", "[Deploy]", "[Smoke test]", "Finished: SUCCESS")
        .containsPattern("Backup [0-9a-f-]{36}, \\d+ bytes, sha256:[0-9a-f]{64}")
        .doesNotContain("[Restore]");
    assertThat(house.site().get("").body()).contains(Releases.mark("by-jenkinsfile"), TEXT);
  }

  @Test
  void aReleaseThatFailsItsSmokeTestIsFollowedByARestoreOfTheBackup() {
    Path before = house.site().release();
    String rows = house.site().databaseChecksum();
    LabServer.CommandLineAnswer answer = deploy(releases.archive("losing", LOSES_THE_POSTS));
    assertThat(answer.exit()).as(answer.out() + answer.err()).isEqualTo(1);
    assertThat(answer.out()).contains("[Restore]", "was restored from backup", "Finished: FAILURE");
    assertThat(newestJob().path("job_type").asString()).isEqualTo("env_restore");
    assertThat(newestJob().path("status").asString()).isEqualTo("succeeded");
    assertThat(house.site().get("").body()).contains(TEXT);
    assertThat(house.site().databaseChecksum()).isEqualTo(rows);
    assertThat(house.site().release()).isNotEqualTo(before);
    assertThat(house.environmentStatus()).isEqualTo("active");
  }

  @Test
  void aReleaseThatPhpCannotReadEndsTheBuildBeforeAnythingIsSwitched() {
    Path before = house.site().release();
    LabServer.CommandLineAnswer answer = deploy(releases.archive("unreadable", "if ("));
    assertThat(answer.exit()).isEqualTo(1);
    assertThat(answer.out())
        .contains("pressluftDeploy failed: PHP_SYNTAX_ERROR")
        .doesNotContain("[Smoke test]");
    assertThat(house.site().release()).isEqualTo(before);
  }

  @Test
  void theNightlyBackupOfOneSurvivesTheFailureOfAnother() {
    LabServer.CommandLineAnswer answer =
        run(
            Examples.jenkinsfile("nightly-backup"),
            "--param=ENVIRONMENTS=acme/nowhere " + House.ENVIRONMENT);
    assertThat(answer.exit()).as(answer.out()).isEqualTo(1);
    assertThat(answer.out())
        .contains("acme/nowhere has no backup of this night", "not_found", "Finished: FAILURE")
        .containsPattern("acme/production: [0-9a-f-]{36}, \\d+ bytes");
    assertThat(
            run(Examples.jenkinsfile("nightly-backup"), "--param=ENVIRONMENTS=" + House.ENVIRONMENT)
                .exit())
        .isZero();
  }

  @Test
  void aRestoreIsRehearsedConfirmedAndDone() {
    String backup = house.backup("full");
    house.site().changePost(house.site().posts().get(0), "<p>lorem ipsum</p>");
    String broken = house.site().databaseChecksum();
    String[] parameters = {"--param=ENVIRONMENT=" + House.ENVIRONMENT, "--param=BACKUP=" + backup};

    LabServer.CommandLineAnswer rehearsal =
        run(Examples.jenkinsfile("restore"), parameters[0], parameters[1], "--param=DRY_RUN=true");
    assertThat(rehearsal.exit()).as(rehearsal.out()).isZero();
    assertThat(rehearsal.out()).containsPattern("is whole: \\d+ files, \\d+ tables, \\d+ rows");

    LabServer.CommandLineAnswer nobody = run(Examples.jenkinsfile("restore"), parameters);
    assertThat(nobody.exit()).as(nobody.out()).isEqualTo(8);

    LabServer.CommandLineAnswer mistyped =
        run(Examples.jenkinsfile("restore"), parameters[0], parameters[1], "--answer=RESTORE it");
    assertThat(mistyped.exit()).as(mistyped.out()).isEqualTo(3);
    assertThat(mistyped.out()).contains("pressluftRestore refused: confirmation_mismatch");
    assertThat(house.site().databaseChecksum()).isEqualTo(broken);

    LabServer.CommandLineAnswer done =
        run(
            Examples.jenkinsfile("restore"),
            parameters[0],
            parameters[1],
            "--answer=RESTORE " + backup);
    assertThat(done.exit()).as(done.out()).isZero();
    assertThat(done.out()).contains("safety backup", "undo is possible until", "[Health]");
    assertThat(house.site().databaseChecksum()).isNotEqualTo(broken);
    assertThat(house.site().get("").body()).contains(TEXT);
  }

  @Test
  void theLatestBackupIsRestoredAndARefusalCanBeAskedFor() throws Exception {
    String backup = house.backup("db");
    LabServer.CommandLineAnswer answer =
        run(
            file(
                """
                def first = pressluftRestore environment: 'acme/production', backupId: 'latest', dryRun: true
                echo "would restore ${first.backupId}"
                def refusal = pressluftRestore environment: 'acme/production', backupId: 'latest',
                                               confirmation: 'no', failOnRefusal: false
                echo "${refusal.refused} ${refusal.code}"
                try {
                  pressluftRestore environment: 'acme/production', backupId: '%s'
                } catch (e) {
                  echo "caught ${e.message}"
                }
                """
                    .formatted("00000000-0000-4000-8000-000000000000")));
    assertThat(answer.exit()).as(answer.out() + answer.err()).isZero();
    assertThat(answer.out())
        .contains(
            "would restore " + backup,
            "true confirmation_mismatch",
            "caught pressluftRestore refused: not_found");
  }

  @Test
  void aTimeLimitStopsTheJobToo() throws Exception {
    LabServer.CommandLineAnswer answer =
        run(
            file(
                """
                timeout(time: 1, unit: 'MILLISECONDS') {
                  pressluftBackup environment: 'acme/production'
                }
                """));
    assertThat(answer.exit()).as(answer.out()).isEqualTo(9);
    assertThat(answer.out()).contains("Finished: ABORTED");
    house.awaitIdle();
    assertThat(house.environmentStatus()).isEqualTo("active");
  }
}
