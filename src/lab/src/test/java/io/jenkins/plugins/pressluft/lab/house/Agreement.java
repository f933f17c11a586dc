package io.jenkins.plugins.pressluft.lab.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.pressluft.lab.RestClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/** After whatever happened: the record, the node's link and the page name the same release. */
final class Agreement {
  private Agreement() {}

  static JsonNode releases(House house) {
    return house.rest().get(RestClient.environment(House.ENVIRONMENT, "releases")).json();
  }

  /** The row that the environment points to. */
  static JsonNode current(House house) {
    String id = house.environment().path("current_release_id").asString();
    return releases(house)
        .valueStream()
        .filter(release -> release.path("id").asString().equals(id))
        .findFirst()
        .orElseThrow();
  }

  /** What the pages of the live release end with; it was made by {@link Releases}. */
  static String mark(House house) throws IOException {
    String marker =
        Files.readString(house.site().release().resolve("wp-content/mu-plugins/marker.php"));
    return marker.substring(marker.indexOf("<!--"), marker.indexOf("-->") + 3);
  }

  /** Of an environment at rest. */
  static void holds(House house) throws IOException {
    Path link = Files.readSymbolicLink(house.site().path().resolve("current"));
    assertThat(current(house).path("path").asString()).isEqualTo(link.toString());
    assertThat(house.site().get("").body()).contains(mark(house));
    assertThat(house.environmentStatus()).isEqualTo("active");
  }
}
