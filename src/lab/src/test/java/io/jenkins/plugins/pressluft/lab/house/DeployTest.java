package io.jenkins.plugins.pressluft.lab.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.pressluft.lab.LoadProbe;
import io.jenkins.plugins.pressluft.lab.RestClient;
import io.jenkins.plugins.pressluft.lab.WrkLoad;
import io.jenkins.plugins.pressluft.lab.house.Victims.Victim;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** New code gets in front of visitors whole and healthy, or not at all. */
class DeployTest {

  /**
   * Fails for what comes through the web server, and for nothing that is asked before the switch.
   */
  private static final String DIES_FOR_VISITORS =
      "if ( isset( $_SERVER['SERVER_SOFTWARE'] ) && strpos( $_SERVER['SERVER_SOFTWARE'], 'nginx' )"
          + " === 0 ) { http_response_code( 500 ); exit( 'broken' ); }";

  /** The link names the new release; PHP is told and asked now. */
  private static final String RELOAD = "reload";

  private static final String HEALTH = "health";

  /** The node is done, and the controller has not written it down. */
  private static final String RECORD = "record";

  private static House house;
  private static Victims victims;
  private static Gate gate;
  private static Releases releases;
  private static int number;

  @BeforeAll
  static void open() {
    house = House.open();
    victims = new Victims(house);
    releases = new Releases(house);
    gate = new Gate(house);
    deployed("first");
  }

  @AfterAll
  static void close() {
    house.close();
  }

  @BeforeEach
  void nothingRunsAnyMore() {
    house.awaitIdle();
  }

  /**
   * What the record says, what the node's link says and what a visitor gets is the same release.
   */
  @AfterEach
  void recordLinkAndPageAgree() throws IOException {
    house.awaitIdle();
    Agreement.holds(house);
  }

  private static RestClient.Reply ask(Path archive) {
    return house
        .rest()
        .post(
            RestClient.environment(House.ENVIRONMENT, "deploy"),
            Map.of("source_type", "upload", "source_ref", archive.toString()));
  }

  private static JsonNode deploy(Path archive) {
    return house.rest().awaitJob(ask(archive).jobId(), House.LIMIT);
  }

  private static String deployed(String name) {
    JsonNode job = deploy(releases.marked(name));
    assertThat(job.path("status").asString()).as(job.toString()).isEqualTo("succeeded");
    assertThat(house.site().get("").body()).contains(Releases.mark(name));
    return name;
  }

  private static String next() {
    return "r" + ++number;
  }

  @Test
  void twentyDeploysUnderLoadFailNoRequestAndEachIsServedAtOnce() {
    WrkLoad wrk = WrkLoad.start(house.site().url(), 2, Duration.ofSeconds(120));
    LoadProbe.Report seen;
    try (LoadProbe visitors =
        LoadProbe.start(
            house.site().url(), 1, Duration.ofMillis(20), body -> body.contains("</html>"))) {
      for (int i = 0; i < 20; i++) {
        deployed(next());
      }
      seen = visitors.stop();
    }
    WrkLoad.Report load = wrk.await();
    System.out.printf(
        "20 deploys under load: wrk %s; visitors %s%n", load.summary(), seen.summary());
    assertThat(load.failed()).as(load.summary()).isZero();
    assertThat(seen.failed()).as(seen.summary()).isZero();
    // The newest five stay, and what is live.
    assertThat(house.names("releases").size()).isLessThanOrEqualTo(7);
  }

  @Test
  void aReleaseThatFailsForVisitorsIsSwitchedBackByItself() {
    String good = deployed(next());
    JsonNode job;
    LoadProbe.Report seen;
    try (LoadProbe visitors =
        LoadProbe.start(
            house.site().url(),
            2,
            Duration.ofMillis(10),
            body -> body.contains(Releases.mark(good)))) {
      job = deploy(releases.archive(next(), DIES_FOR_VISITORS));
      seen = visitors.stop();
    }

    assertThat(job.path("status").asString()).isEqualTo("failed");
    assertThat(job.path("error_code").asString()).isEqualTo("HEALTH_CHECK_FAILED");
    assertThat(job.path("attempt_count").asInt()).isEqualTo(1);
    assertThat(house.site().get("").body()).contains(Releases.mark(good));
    long gate = job.path("result").path("deploy").path("unhealthy_ms").asLong();
    System.out.printf(
        "broken release: live for %d ms, visitors %s, outage %d ms%n",
        gate, seen.summary(), seen.outage().toMillis());
    assertThat(seen.outage().toMillis()).isLessThanOrEqualTo(gate + 1000);
    JsonNode unhealthy =
        Agreement.releases(house)
            .valueStream()
            .filter(release -> release.path("health_status").asString().equals("unhealthy"))
            .findFirst()
            .orElseThrow();
    assertThat(unhealthy.path("id").asString())
        .isNotEqualTo(house.environment().path("current_release_id").asString());
    JsonNode rollback =
        house.rest().get("/jobs/" + job.path("result").path("rollback_job_id").asString()).json();
    assertThat(rollback.path("job_type").asString()).isEqualTo("release_rollback");
    assertThat(rollback.path("status").asString()).isEqualTo("succeeded");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "this is no PHP;",
        "throw new RuntimeException( 'dies on load' );",
        "exit;",
      })
  void aReleaseThatCannotLoadNeverReachesAVisitor(String php) {
    String good = deployed(next());
    JsonNode job;
    LoadProbe.Report seen;
    try (LoadProbe visitors =
        LoadProbe.start(
            house.site().url(),
            2,
            Duration.ofMillis(10),
            body -> body.contains(Releases.mark(good)))) {
      job = deploy(releases.archive(next(), php));
      seen = visitors.stop();
    }
    assertThat(job.path("status").asString()).isEqualTo("failed");
    assertThat(job.path("error_code").asString()).isIn("PHP_SYNTAX_ERROR", "HEALTH_CHECK_FAILED");
    assertThat(seen.failed()).as(seen.summary()).isZero();
  }

  @Test
  void aRollbackGoesBackToTheReleaseBefore() {
    String before = deployed(next());
    deployed(next());
    JsonNode job =
        house
            .rest()
            .succeeded(
                house
                    .rest()
                    .post(RestClient.environment(House.ENVIRONMENT, "rollback"), Map.of())
                    .jobId(),
                House.LIMIT);
    assertThat(job.path("job_type").asString()).isEqualTo("release_rollback");
    assertThat(house.site().get("").body()).contains(Releases.mark(before));
  }

  @Test
  void aRollbackToAReleaseThatIsNotThereIsRefused() {
    RestClient.Reply reply =
        house
            .rest()
            .post(
                RestClient.environment(House.ENVIRONMENT, "rollback"),
                Map.of("release", "releases/20200101T000000Z"));
    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.code()).isEqualTo("release_not_found");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--upload-pack=touch /tmp/x#main",
        "-oProxyCommand=id#main",
        "ext::sh -c id#main",
        "https://example.org/x.git#--upload-pack=id",
        "https://example.org/x.git\n#main",
        ""
      })
  void absurdSourcesAreRefusedAndNothingRuns(String source) {
    RestClient.Reply reply =
        house
            .rest()
            .post(
                RestClient.environment(House.ENVIRONMENT, "deploy"),
                Map.of("source_type", "git", "source_ref", source));
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.code()).isEqualTo("bad_request");
  }

  @Test
  void aSecondDeployAndARestoreWaitForTheirTurn() {
    String backup = house.backup("full");
    String name = next();
    String first = ask(releases.marked(name)).jobId();
    RestClient.Reply second = ask(releases.marked(next()));
    RestClient.Reply restore = house.ask(backup, Map.of());
    assertThat(second.code()).isEqualTo("job_in_progress");
    assertThat(restore.code()).isEqualTo("job_in_progress");
    house.rest().succeeded(first, House.LIMIT);
  }

  @Test
  void aPageThatHangsForVisitorsIsGivenUpAndLeftAgain() {
    String good = deployed(next());
    String hangs = DIES_FOR_VISITORS.replaceFirst("\\{.*}", "{ sleep( 12 ); }");
    JsonNode job = deploy(releases.archive(next(), hangs));

    assertThat(job.path("error_code").asString()).isEqualTo("HEALTH_CHECK_FAILED");
    assertThat(job.path("error_message").asString()).contains("did not answer within 10 seconds");
    assertThat(job.path("attempt_count").asInt()).isEqualTo(1);
    // Two tries of ten seconds each.
    long gate = job.at("/result/deploy/unhealthy_ms").asLong();
    System.out.printf("hanging release: live for %d ms%n", gate);
    assertThat(gate).isBetween(20_000L, 40_000L);
    assertThat(house.site().get("").body()).contains(Releases.mark(good));
    assertThat(job.at("/result/rollback_job_id").asString("")).isNotEmpty();
  }

  static Stream<Arguments> moments() {
    Stream<Arguments> node =
        Stream.of("fetch", "link", "check", "switch", HEALTH, "finish")
            .flatMap(
                moment ->
                    Stream.of(Victim.ANSIBLE, Victim.MODULE)
                        .map(victim -> Arguments.of(victim, moment)));
    return Stream.concat(
        node,
        Stream.of(
            Arguments.of(Victim.MODULE, RELOAD),
            Arguments.of(Victim.ENGINE, "fetch"),
            Arguments.of(Victim.ENGINE, HEALTH),
            Arguments.of(Victim.ENGINE, RECORD)));
  }

  @ParameterizedTest(name = "{0} during {1}")
  @MethodSource("moments")
  void killedAnywhereTheOldOrTheNewReleaseIsServed(Victim victim, String moment)
      throws IOException {
    String old = Agreement.mark(house);
    String fresh = next();
    Path link = house.site().path().resolve("current");
    Path before = Files.readSymbolicLink(link);
    String held = moment.equals(HEALTH) ? gate.php() : "";
    Path archive = releases.archive(fresh, held + Releases.marking(fresh));
    gate.shut();
    JsonNode job;
    LoadProbe.Report seen;
    try (LoadProbe visitors =
        LoadProbe.start(
            house.site().url(),
            2,
            Duration.ofMillis(20),
            body -> body.contains(old) != body.contains(Releases.mark(fresh)))) {
      String id = ask(archive).jobId();
      switch (moment) {
        case RELOAD -> House.await("the switch", () -> !readLink(link).equals(before));
        case HEALTH -> gate.awaitAsked();
        case RECORD -> house.awaitStage(id, "finish");
        default -> house.awaitStage(id, moment);
      }
      if (moment.equals(RECORD)) {
        // The node is done before anybody is there to write it down.
        house.server().kill();
        House.await("the end of the run", () -> victims.ansible().isEmpty());
        house.server().start();
      } else {
        victims.kill(victim);
      }
      gate.open();
      job = house.rest().awaitJob(id, House.LIMIT);
      seen = visitors.stop();
    }
    boolean done = job.path("status").asString().equals("succeeded");
    assertThat(house.site().get("").body()).contains(done ? Releases.mark(fresh) : old);
    assertThat(seen.failed()).as(seen.summary()).isZero();
    assertThat(house.names(".pressluft/staging")).isEmpty();
    House.await("the run's processes are gone", () -> victims.ansible().isEmpty());
    if (victim == Victim.ENGINE) {
      assertThat(done).as(job.toString()).isTrue();
      assertThat(job.path("attempt_count").asInt()).isEqualTo(1);
    }
  }

  private static Path readLink(Path link) {
    try {
      return Files.readSymbolicLink(link);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
