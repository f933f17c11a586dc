package io.jenkins.plugins.pressluft.lab.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.pressluft.lab.LabHost;
import io.jenkins.plugins.pressluft.lab.LabOptions;
import io.jenkins.plugins.pressluft.lab.RegistryFile;
import io.jenkins.plugins.pressluft.lab.RestClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** From a backup over the accident to a whole site again, in each scope and direction. */
class RestoreJourneyTest {

  private static House house;

  @BeforeAll
  static void open() {
    LabHost lab = LabHost.start(LabOptions.temporary().withEnvironments(House.ENVIRONMENT));
    house =
        House.open(
            lab,
            RegistryFile.local(lab)
                .with(House.ENVIRONMENT, "destinations", "[" + lab.directory() + "/copies]"));
  }

  @AfterAll
  static void close() {
    house.close();
  }

  @BeforeEach
  void aWholeSite() {
    assertThat(house.site().get("").status()).isEqualTo(200);
  }

  private static void damage() {
    house.site().deletePost(house.site().posts().get(0));
    house.site().overwriteUpload(house.site().upload(), "spoilt".getBytes(StandardCharsets.UTF_8));
    house.site().dropTable("postmeta");
  }

  @Test
  void recordsChecksumAndSizeOfWhatIsReallyStored() throws Exception {
    String backup = house.backup("full");

    JsonNode record = house.backupRecord(backup);
    Path artifact = house.artifact(backup);
    assertThat(record.path("status").asString()).isEqualTo("completed");
    assertThat(names(artifact))
        .containsExactly("database.sql.zst", "files.tar.zst", "manifest.json", "manifest.json.sig");
    assertThat(record.path("checksum").asString())
        .isEqualTo("sha256:" + Sha256.of(artifact.resolve("manifest.json")));
    assertThat(record.path("size_bytes").asLong())
        .isEqualTo(
            Files.size(artifact.resolve("manifest.json"))
                + Files.size(artifact.resolve("database.sql.zst"))
                + Files.size(artifact.resolve("files.tar.zst")));
  }

  @Test
  void restoresPostsTablesUploadsAndCodeFromAFullBackup() {
    String database = house.site().databaseChecksum();
    String content = house.site().contentHash();
    String backup = house.backup("full");
    damage();
    assertThat(house.site().databaseChecksum()).isNotEqualTo(database);

    JsonNode job = house.restored(backup, Map.of("message", "the intern did it"));

    assertThat(house.site().databaseChecksum()).isEqualTo(database);
    assertThat(house.site().contentHash()).isEqualTo(content);
    assertThat(house.site().get("").status()).isEqualTo(200);
    assertThat(house.environmentStatus()).isEqualTo("active");
    JsonNode provenance = house.backupRecord(backup).path("restores").get(0);
    assertThat(provenance.path("job_id").asString()).isEqualTo(job.path("id").asString());
    assertThat(provenance.path("outcome").asString()).isEqualTo("succeeded");
    assertThat(provenance.path("message").asString()).isEqualTo("the intern did it");
    assertThat(provenance.path("requested_by").asString()).isNotEmpty();
    JsonNode safety = house.backupRecord(provenance.path("safety_backup_id").asString());
    assertThat(safety.path("status").asString()).isEqualTo("completed");
    assertThat(safety.path("backup_scope").asString()).isEqualTo("full");
    assertThat(house.loaderAccounts()).isEmpty();
  }

  @Test
  void aDatabaseRestoreLeavesCodeAndUploadsAlone() {
    String database = house.site().databaseChecksum();
    String backup = house.backup("db");
    house.site().deletePost(house.site().posts().get(1));
    house.site().overwriteUpload(house.site().upload(), new byte[] {1, 2, 3});
    String content = house.site().contentHash();

    house.restored(backup, Map.of());

    assertThat(house.site().databaseChecksum()).isEqualTo(database);
    assertThat(house.site().contentHash()).isEqualTo(content);
  }

  @Test
  void aFilesRestoreLeavesTheDatabaseAlone() {
    String content = house.site().contentHash();
    String backup = house.backup("files");
    house.site().overwriteUpload(house.site().upload(), new byte[] {4, 5, 6});
    int post = house.site().createPost("written after the backup", "and kept");
    String database = house.site().databaseChecksum();

    house.restored(backup, Map.of());

    assertThat(house.site().contentHash()).isEqualTo(content);
    assertThat(house.site().databaseChecksum()).isEqualTo(database);
    assertThat(house.site().post(post).body()).contains("and kept");
  }

  @Test
  void anUndoBringsBackWhatWasWrittenUntilTheSwitch() {
    String backup = house.backup("full");
    int post = house.site().createPost("precious", "written after the backup");
    house.restored(backup, Map.of());
    assertThat(house.site().post(post).status()).isEqualTo(404);

    house
        .rest()
        .succeeded(
            house
                .rest()
                .post(RestClient.environment(House.ENVIRONMENT, "restore/undo"), Map.of())
                .jobId(),
            House.LIMIT);

    assertThat(house.site().post(post).body()).contains("written after the backup");
    RestClient.Reply second =
        house.rest().post(RestClient.environment(House.ENVIRONMENT, "restore/undo"), Map.of());
    assertThat(second.status()).isEqualTo(409);
  }

  @Test
  void aDryRunVerifiesEverythingAndChangesNothingOnTheNode() {
    String backup = house.backup("full");
    damage();
    String tree = house.site().treeHash();
    String notes = Tree.hash(house.site().path());
    String storage = Tree.hash(house.lab().backups());
    String database = house.site().databaseChecksum();
    Set<String> databases = house.databases();

    JsonNode job = house.restored(backup, Map.of("dry_run", true));

    assertThat(house.site().treeHash()).isEqualTo(tree);
    assertThat(Tree.hash(house.site().path())).isEqualTo(notes);
    assertThat(Tree.hash(house.lab().backups())).isEqualTo(storage);
    assertThat(house.site().databaseChecksum()).isEqualTo(database);
    assertThat(house.databases()).isEqualTo(databases);
    assertThat(job.path("result").path("restore").path("plan").size()).isPositive();
    JsonNode provenance = house.backupRecord(backup).path("restores").get(0);
    assertThat(provenance.path("dry_run").asBoolean()).isTrue();
    assertThat(provenance.path("safety_backup_id").isNull()).isTrue();
    house.restored(backup, Map.of());
  }

  @Test
  void theSafetyBackupIsAWayBackByItself() {
    String backup = house.backup("full");
    house.site().createPost("only in the safety backup", "still here");
    String database = house.site().databaseChecksum();
    house.restored(backup, Map.of());
    String safety =
        house.backupRecord(backup).path("restores").get(0).path("safety_backup_id").asString();

    house.restored(safety, Map.of());

    assertThat(house.site().databaseChecksum()).isEqualTo(database);
  }

  @Test
  void anExistingFreshBackupWillDoWhenItsArtifactIsStillWhole() throws Exception {
    String backup = house.backup("full");

    house.restored(backup, Map.of("pre_backup", "verify"));

    assertThat(
            house.backupRecord(backup).path("restores").get(0).path("safety_backup_id").asString())
        .isEqualTo(backup);
  }

  @Test
  void aCopyElsewhereLeavesTheLiveEnvironmentAlone() throws Exception {
    String backup = house.backup("full");
    String tree = house.site().treeHash();
    Path destination = house.lab().directory().resolve("copies").resolve("friday");
    Files.createDirectories(destination.getParent());

    house.restored(backup, Map.of("destination", destination.toString()));

    assertThat(house.site().treeHash()).isEqualTo(tree);
    assertThat(names(destination)).contains("database.sql");
    RestClient.Reply again = house.ask(backup, Map.of("destination", "/etc/pressluft"));
    assertThat(again.status()).isEqualTo(409);
  }

  @Test
  void restoresInARowKeepOnlyWhatTheUndoWindowNeeds() {
    String backup = house.backup("db");
    String database = house.site().databaseChecksum();
    for (int i = 0; i < 3; i++) {
      house.restored(backup, Map.of("pre_backup", "create"));
      assertThat(house.site().databaseChecksum()).isEqualTo(database);
    }
    assertThat(house.databases()).contains(house.site().liveDatabase());
    assertThat(house.names(".pressluft/staging")).isEmpty();
  }

  private static TreeSet<String> names(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return new TreeSet<>(entries.map(entry -> entry.getFileName().toString()).toList());
    }
  }
}
