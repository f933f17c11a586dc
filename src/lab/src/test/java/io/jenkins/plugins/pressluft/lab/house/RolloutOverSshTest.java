package io.jenkins.plugins.pressluft.lab.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.pressluft.lab.LabHost;
import io.jenkins.plugins.pressluft.lab.LabOptions;
import io.jenkins.plugins.pressluft.lab.RegistryFile;
import io.jenkins.plugins.pressluft.lab.RestClient;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Deploys onto a node that is reached over SSH, and lost between the switch and its check; and from
 * repositories, one of them behind SSH and a key.
 */
class RolloutOverSshTest {
  private static final String FAILS_THEN = "http_response_code( 500 ); exit( 'broken' );";

  private static House house;
  private static Releases releases;
  private static Gate gate;
  private static Repository repository;

  @BeforeAll
  static void open() throws IOException {
    LabHost lab =
        LabHost.start(LabOptions.temporary().withEnvironments(House.ENVIRONMENT).withSsh());
    house =
        House.open(
            lab,
            RegistryFile.overSsh(lab)
                .with(House.ENVIRONMENT, "deploy_key", "{secret: lab_key}")
                .with(
                    House.ENVIRONMENT,
                    "deploy_known_hosts",
                    "[\"[127.0.0.1]:%d %s\"]".formatted(lab.ssh().port(), lab.ssh().hostKey())));
    releases = new Releases(house);
    gate = new Gate(house);
    repository = Repository.of(house.lab().directory().resolve("repositories/site"));
    deployed("upload", releases.marked("first").toString());
  }

  @AfterAll
  static void close() {
    house.close();
  }

  @BeforeEach
  void nobodyAskedYet() {
    gate.shut();
  }

  @AfterEach
  void recordLinkAndPageAgree() throws IOException {
    house.awaitIdle();
    Agreement.holds(house);
  }

  private static String ask(String type, String source) {
    return house
        .rest()
        .post(
            RestClient.environment(House.ENVIRONMENT, "deploy"),
            Map.of("source_type", type, "source_ref", source))
        .jobId();
  }

  private static JsonNode deployed(String type, String source) {
    return house.rest().succeeded(ask(type, source), House.LIMIT);
  }

  private static boolean serves(String name) {
    return house.site().get("").body().contains(Releases.mark(name));
  }

  private static Optional<JsonNode> release(String path) {
    return Agreement.releases(house)
        .valueStream()
        .filter(row -> row.path("path").asString().equals(path))
        .findFirst();
  }

  private static String link() throws IOException {
    return Files.readSymbolicLink(house.site().path().resolve("current")).toString();
  }

  /** Whether nobody works on the node any more. */
  private static boolean nodeIsIdle() {
    try {
      String journal = Files.readString(house.site().path().resolve(".pressluft/journal.json"));
      return journal.contains("\"reverted\"") || journal.contains("\"healthy\"");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aNodeThatIsLostBeforeTheCheckAndComesBackIsAskedAndTheDeployGoesOn() throws IOException {
    String job =
        ask("upload", releases.archive("back", gate.php() + Releases.marking("back")).toString());
    gate.awaitAsked();
    house.lab().ssh().cut();
    gate.open();
    house.lab().ssh().start();

    JsonNode ended = house.rest().succeeded(job, House.LIMIT);

    assertThat(ended.path("attempt_count").asInt()).isGreaterThan(1);
    assertThat(serves("back")).isTrue();
    assertThat(Agreement.current(house).path("health_status").asString()).isEqualTo("healthy");
  }

  @Test
  void aNodeThatStaysAwaySwitchesBackAloneAndAResetHearsOfIt() throws IOException {
    deployed("upload", releases.marked("good").toString());
    String good = link();
    String job =
        ask("upload", releases.archive("lost", gate.php() + onlyVisitors(FAILS_THEN)).toString());
    gate.awaitAsked();
    String bad = link();
    house.lab().ssh().cut();
    try {
      gate.open();
      JsonNode ended = house.rest().awaitJob(job, House.LIMIT);
      assertThat(ended.path("status").asString()).isEqualTo("failed");
      assertThat(house.environmentStatus()).isEqualTo("failed");
      House.await("the node's own way back", RolloutOverSshTest::nodeIsIdle);
      assertThat(link()).isEqualTo(good);
      assertThat(serves("good")).isTrue();
    } finally {
      house.lab().ssh().start();
    }

    assertThat(
            house
                .rest()
                .post(RestClient.environment(House.ENVIRONMENT, "reset"), Map.of())
                .status())
        .isEqualTo(200);

    assertThat(house.environmentStatus()).isEqualTo("active");
    assertThat(Agreement.current(house).path("path").asString()).isEqualTo(good);
    assertThat(release(bad).orElseThrow().path("health_status").asString()).isEqualTo("unhealthy");
    JsonNode rollback = house.rest().get("/jobs?job_type=release_rollback&limit=1").json().get(0);
    assertThat(rollback.path("status").asString()).isEqualTo("succeeded");
    assertThat(rollback.at("/result/rollback/of_job").asString()).isEqualTo(job);
  }

  private static String onlyVisitors(String php) {
    return "if ( strpos( $_SERVER['SERVER_SOFTWARE'] ?? '', 'nginx' ) === 0 ) { " + php + " }";
  }

  @Test
  void aRepositoryIsDeployedByTagBranchAndCommitOverSshAndByItsPath() throws IOException {
    String first = repository.commit(releases.code(Releases.marking("g1")), "v1");
    JsonNode byTag = deployed("git", repository.sshUrl(house.lab().ssh().port()) + "#v1");
    assertThat(byTag.at("/result/deploy/commit").asString()).isEqualTo(first);
    assertThat(serves("g1")).isTrue();
    assertThat(Agreement.current(house).path("notes").asString()).contains(first);

    repository.addSubmodule("wp-content/plugins/sub");
    String second = repository.commit(releases.code(Releases.marking("g2")), "v2");
    JsonNode byBranch = deployed("git", repository.path() + "#main");
    assertThat(byBranch.at("/result/deploy/commit").asString()).isEqualTo(second);
    assertThat(byBranch.at("/result/deploy/submodules").asInt()).isEqualTo(1);
    assertThat(house.site().release().resolve("wp-content/plugins/sub/sub.php")).exists();
    assertThat(house.site().release().resolve(".git")).doesNotExist();
    assertThat(serves("g2")).isTrue();

    deployed("git", repository.path() + "#" + first);
    assertThat(serves("g1")).isTrue();

    JsonNode missing =
        house.rest().awaitJob(ask("git", repository.path() + "#no-such-branch"), House.LIMIT);
    assertThat(missing.path("error_code").asString()).isEqualTo("SOURCE_NOT_FOUND");
    assertThat(missing.path("attempt_count").asInt()).isEqualTo(1);
    assertThat(serves("g1")).isTrue();
  }
}
