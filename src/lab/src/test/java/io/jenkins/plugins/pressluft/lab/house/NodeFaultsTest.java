package io.jenkins.plugins.pressluft.lab.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.pressluft.lab.LabHost;
import io.jenkins.plugins.pressluft.lab.LabOptions;
import io.jenkins.plugins.pressluft.lab.RegistryFile;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The node is reached over SSH, and then it is not; its database answers, and then it does not. */
class NodeFaultsTest {

  private static House house;
  private static String backup;

  @BeforeAll
  static void open() {
    LabHost lab =
        LabHost.start(LabOptions.temporary().withEnvironments(House.ENVIRONMENT).withSsh());
    house = House.open(lab, RegistryFile.overSsh(lab));
    backup = house.backup("full");
  }

  @AfterAll
  static void close() {
    house.close();
  }

  @Test
  void restoresOverSsh() {
    String database = house.site().databaseChecksum();
    house.site().deletePost(house.site().posts().get(0));
    house.restored(backup, Map.of());
    assertThat(house.site().databaseChecksum()).isEqualTo(database);
  }

  @Test
  void anUnreachableNodeEndsTheJobAfterItsAttemptsAndTouchesNothing() {
    String tree = house.site().treeHash();
    house.lab().ssh().stop();
    try {
      JsonNode job = house.restore(backup, Map.of());
      assertThat(job.path("status").asString()).isEqualTo("failed");
      assertThat(job.path("error_code").asString()).isEqualTo("ANSIBLE_HOST_UNREACHABLE");
      assertThat(job.path("attempt_count").asInt()).isEqualTo(3);
      assertThat(house.site().treeHash()).isEqualTo(tree);
      assertThat(house.environmentStatus()).isEqualTo("active");
    } finally {
      house.lab().ssh().start();
    }
  }

  @Test
  void aDatabaseThatIsDownIsSaidSoAndARestoreWaitsForIt() {
    house.lab().database().stop();
    JsonNode job;
    try {
      job = house.restore(backup, Map.of());
    } finally {
      house.lab().database().start();
    }
    assertThat(job.path("status").asString()).isEqualTo("failed");
    assertThat(job.path("error_code").asString()).isIn("DATABASE_UNREACHABLE", "PRE_BACKUP_FAILED");
    assertThat(house.environmentStatus()).isEqualTo("active");
    assertThat(house.site().get("").status()).isEqualTo(200);
  }
}
