package io.jenkins.plugins.pressluft.lab.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.pressluft.lab.LoadProbe;
import io.jenkins.plugins.pressluft.lab.house.Victims.Victim;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * kill -9 of the engine, of ansible-playbook and of the module on the node, in every stage of a
 * restore. Visitors ask all the time: each answer is the old site or the new one.
 */
class KillTest {

  private static final String OLD = "Written after the backup";
  private static final String NEW = "Written before the backup";

  private static House house;
  private static Victims victims;
  private static String backup;
  private static int post;
  private static String upload;

  @BeforeAll
  static void open() {
    house = House.open();
    victims = new Victims(house);
    post = house.site().createPost("A post", NEW);
    upload = house.site().upload("state.txt", NEW.getBytes(StandardCharsets.UTF_8));
    backup = house.backup("full");
  }

  @AfterAll
  static void close() {
    house.close();
  }

  @BeforeEach
  void nothingRunsAnyMore() {
    house.awaitIdle();
  }

  static Stream<Arguments> moments() {
    Stream<Arguments> atTheBeginning =
        Stream.of("verify", "safety", "stage", "switch")
            .flatMap(
                stage -> Stream.of(Victim.values()).map(victim -> Arguments.of(victim, stage, 0)));
    Stream<Arguments> within =
        Stream.of(60, 120, 250, 400)
            .flatMap(
                after ->
                    Stream.of(Victim.ANSIBLE, Victim.MODULE)
                        .map(victim -> Arguments.of(victim, "switch", after)));
    return Stream.concat(atTheBeginning, within);
  }

  @ParameterizedTest(name = "{0}, {2} ms after the beginning of {1}")
  @MethodSource("moments")
  void theSiteIsWhollyOldOrWhollyNew(Victim victim, String stage, int after) throws Exception {
    house.site().changePost(post, OLD);
    house.site().overwriteUpload(upload, OLD.getBytes(StandardCharsets.UTF_8));
    String oldDatabase = house.site().databaseChecksum();
    JsonNode job;
    LoadProbe.Report seen;
    try (LoadProbe visitors =
        LoadProbe.start(
            house.site().url() + "?p=" + post,
            2,
            Duration.ofMillis(20),
            body -> body.contains(OLD) != body.contains(NEW))) {
      String id = house.ask(backup, Map.of()).jobId();
      house.awaitStage(id, stage);
      Thread.sleep(after);
      if (after == 0) {
        victims.killWhenThere(victim);
      } else {
        // Late in the switch it may have ended already.
        victims.kill(victim);
      }
      job = house.rest().awaitJob(id, House.LIMIT);
      seen = visitors.stop();
    }

    // A retry is allowed and wanted: at the end the restore has been done, or nothing has.
    boolean done = job.path("status").asString().equals("succeeded");
    String page = house.site().post(post).body();
    String file = Files.readString(house.site().uploads().resolve(upload));
    assertThat(page).contains(done ? NEW : OLD).doesNotContain(done ? OLD : NEW);
    assertThat(file).isEqualTo(done ? NEW : OLD);
    if (!done) {
      assertThat(house.site().databaseChecksum()).isEqualTo(oldDatabase);
      assertThat(job.path("error_code").asString()).isNotBlank();
    }
    assertThat(house.environmentStatus()).isEqualTo("active");
    assertThat(seen.failed()).as(seen.summary()).isZero();
    nothingIsLeftBehind();
  }

  /** Nothing of the run lives, and only whole generations with their databases are there. */
  private static void nothingIsLeftBehind() {
    House.await("the run's processes are gone", () -> victims.ansible().isEmpty());
    assertThat(victims.modules()).isEmpty();
    assertThat(house.names(".pressluft/staging")).isEmpty();
    assertThat(house.loaderAccounts()).isEmpty();
    for (String database : house.databases()) {
      if (!database.equals(house.site().databaseName())) {
        String number = database.substring(database.lastIndexOf("_g") + 2);
        assertThat(house.names("data")).contains(number);
      }
    }
    for (String release : house.names("releases")) {
      assertThat(house.site().path().resolve("releases").resolve(release).resolve("wp-config.php"))
          .exists();
    }
  }

  @Test
  void aRestartOfTheServerTakesTheRunningRestoreUpAgain() {
    String id = house.ask(backup, Map.of()).jobId();
    house.awaitStage(id, "safety");
    house.server().close();
    house.server().start();

    JsonNode job = house.rest().succeeded(id, House.LIMIT);

    assertThat(job.path("attempt_count").asInt()).isEqualTo(1);
  }

  @Test
  void aCancelledRestoreLeavesTheOldSite() {
    house.site().changePost(post, OLD);
    String database = house.site().databaseChecksum();
    String id = house.ask(backup, Map.of()).jobId();
    house.awaitStage(id, "safety");

    assertThat(house.rest().post("/jobs/" + id + "/cancel", Map.of()).status()).isEqualTo(200);

    JsonNode job = house.rest().awaitJob(id, House.LIMIT);
    assertThat(job.path("status").asString()).isEqualTo("cancelled");
    assertThat(house.site().databaseChecksum()).isEqualTo(database);
    assertThat(house.environmentStatus()).isEqualTo("active");
    nothingIsLeftBehind();
  }
}
