package io.jenkins.plugins.pressluft.lab.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.pressluft.lab.RestClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Good and broken code through the whole house, onto a real WordPress. */
class RolloutJourneyTest {
  private static House house;

  @TempDir static Path directory;

  @BeforeAll
  static void open() {
    house = House.open();
  }

  @AfterAll
  static void close() {
    house.close();
  }

  private static JsonNode ended(String action, Map<String, ?> body) {
    RestClient.Reply reply =
        house.rest().post(RestClient.environment(House.ENVIRONMENT, action), body);
    assertThat(reply.status()).as(reply.text()).isEqualTo(202);
    return house.rest().awaitJob(reply.jobId(), House.LIMIT);
  }

  private static JsonNode deploy(Path archive) {
    return ended("deploy", Map.of("source_type", "upload", "source_ref", archive.toString()));
  }

  /** The live release with one more must-use plugin, as an archive. */
  private static Path archive(String name, String plugin) throws Exception {
    Path tree = directory.resolve(name);
    run("cp", "-rL", house.site().release().toString(), tree.toString());
    Path plugins = Files.createDirectories(tree.resolve("wp-content/mu-plugins"));
    Files.writeString(plugins.resolve("mark.php"), plugin, StandardCharsets.UTF_8);
    Path archive = directory.resolve(name + ".tar.gz");
    run(
        "tar",
        "-C",
        tree.toString(),
        "--exclude=./wp-config.php",
        "--exclude=./wp-content/uploads",
        "-czf",
        archive.toString(),
        ".");
    return archive;
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor()).as(command[0]).isZero();
  }

  private static String served() {
    return house.site().get("").body();
  }

  /** Record, symlink and page say the same. */
  private static void agree(String mark) {
    String current = house.environment().path("current_release_id").asString();
    JsonNode release =
        house
            .rest()
            .get(RestClient.environment(House.ENVIRONMENT, "releases"))
            .json()
            .valueStream()
            .filter(each -> each.path("id").asString().equals(current))
            .findFirst()
            .orElseThrow();
    assertThat(house.site().release())
        .isEqualTo(house.site().path().resolve(release.path("path").asString()));
    assertThat(release.path("health_status").asString()).isEqualTo("healthy");
    assertThat(served()).contains(mark);
    assertThat(house.environmentStatus()).isEqualTo("active");
  }

  @Test
  void goodCodeIsServedBrokenCodeIsNotAndThereIsAWayBack() throws Exception {
    String footer = "<?php add_action('wp_footer', function () { echo '<!-- release %s -->'; });";
    JsonNode one = deploy(archive("one", footer.formatted("one")));
    assertThat(one.path("status").asString()).as(one.toString()).isEqualTo("succeeded");
    agree("release one");

    JsonNode dying = deploy(archive("dying", "<?php exit('no');"));
    assertThat(dying.path("error_code").asString())
        .as(dying.toString())
        .isEqualTo("HEALTH_CHECK_FAILED");
    agree("release one");

    JsonNode unreadable = deploy(archive("unreadable", "<?php if ("));
    assertThat(unreadable.path("error_code").asString()).isEqualTo("PHP_SYNTAX_ERROR");
    agree("release one");

    // Well when asked by its own path before the switch, broken for whoever comes through the web
    // server.
    JsonNode late =
        deploy(
            archive(
                "late",
                "<?php if (realpath(dirname(ABSPATH) . '/../current') === rtrim(ABSPATH, '/'))"
                    + " { http_response_code(500); exit; }"));
    assertThat(late.path("error_code").asString())
        .as(late.toString())
        .isEqualTo("HEALTH_CHECK_FAILED");
    JsonNode rollback =
        house.rest().get("/jobs/" + late.at("/result/rollback_job_id").asString()).json();
    assertThat(rollback.path("job_type").asString()).isEqualTo("release_rollback");
    assertThat(rollback.path("status").asString()).isEqualTo("succeeded");
    agree("release one");

    JsonNode two = deploy(archive("two", footer.formatted("two")));
    assertThat(two.path("status").asString()).as(two.toString()).isEqualTo("succeeded");
    agree("release two");

    JsonNode back = ended("rollback", Map.of());
    assertThat(back.path("status").asString()).as(back.toString()).isEqualTo("succeeded");
    agree("release one");
  }
}
