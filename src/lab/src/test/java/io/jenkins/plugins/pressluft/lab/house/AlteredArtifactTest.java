package io.jenkins.plugins.pressluft.lab.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Whatever happens to a stored artifact, the restore ends before anything live was touched. */
class AlteredArtifactTest {

  private static House house;
  private static String backup;
  private static String older;

  @BeforeAll
  static void open() {
    house = House.open();
    older = house.backup("full");
    house.site().createPost("between", "the two backups");
    backup = house.backup("full");
  }

  @AfterAll
  static void close() {
    house.close();
  }

  private interface Alteration {
    void to(Path artifact) throws IOException;
  }

  private static void refusedWith(Alteration alteration, String... codes) throws IOException {
    Path artifact = house.artifact(backup);
    Path kept = Files.createTempDirectory("kept");
    for (String part : parts()) {
      Files.copy(artifact.resolve(part), kept.resolve(part), StandardCopyOption.COPY_ATTRIBUTES);
    }
    try {
      alteration.to(artifact);
      String tree = house.site().treeHash();
      String database = house.site().databaseChecksum();
      Set<String> databases = house.databases();

      JsonNode dry = house.restore(backup, Map.of("dry_run", true));
      assertThat(dry.path("status").asString()).isEqualTo("failed");
      assertThat(dry.path("error_code").asString()).isIn((Object[]) codes);

      JsonNode job = house.restore(backup, Map.of("pre_backup", "create"));
      assertThat(job.path("status").asString()).isEqualTo("failed");
      assertThat(job.path("error_code").asString()).isIn((Object[]) codes);
      assertThat(job.path("attempt_count").asInt()).isEqualTo(1);
      assertThat(job.path("error_message").asString()).isNotBlank();
      assertThat(house.site().treeHash()).isEqualTo(tree);
      assertThat(house.site().databaseChecksum()).isEqualTo(database);
      assertThat(house.databases()).isEqualTo(databases);
      assertThat(house.environmentStatus()).isEqualTo("active");
      assertThat(house.site().get("").status()).isEqualTo(200);
    } finally {
      for (String part : parts()) {
        Files.copy(kept.resolve(part), artifact.resolve(part), StandardCopyOption.REPLACE_EXISTING);
        Files.delete(kept.resolve(part));
      }
      Files.delete(kept);
    }
  }

  private static Set<String> parts() {
    return Set.of("manifest.json", "manifest.json.sig", "database.sql.zst", "files.tar.zst");
  }

  @ParameterizedTest
  @ValueSource(strings = {"database.sql.zst", "files.tar.zst"})
  void oneAlteredByte(String part) throws IOException {
    refusedWith(
        artifact -> {
          try (RandomAccessFile file =
              new RandomAccessFile(artifact.resolve(part).toFile(), "rw")) {
            long middle = file.length() / 2;
            file.seek(middle);
            int was = file.read();
            file.seek(middle);
            file.write(was ^ 1);
          }
        },
        "CHECKSUM_MISMATCH");
  }

  @ParameterizedTest
  @ValueSource(strings = {"database.sql.zst", "files.tar.zst"})
  void aTruncatedPart(String part) throws IOException {
    refusedWith(
        artifact -> {
          try (RandomAccessFile file =
              new RandomAccessFile(artifact.resolve(part).toFile(), "rw")) {
            file.setLength(file.length() / 2);
          }
        },
        "CHECKSUM_MISMATCH",
        "ARTIFACT_UNREADABLE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"database.sql.zst", "files.tar.zst", "manifest.json"})
  void aMissingPart(String part) throws IOException {
    refusedWith(artifact -> Files.delete(artifact.resolve(part)), "ARTIFACT_MISSING");
  }

  @Test
  void anAlteredManifest() throws IOException {
    refusedWith(
        artifact -> {
          Path manifest = artifact.resolve("manifest.json");
          Files.writeString(
              manifest, Files.readString(manifest).replace("\"scope\":", "\"scope\" :"));
          assertThat(Sha256.of(manifest))
              .isNotEqualTo(
                  house
                      .backupRecord(backup)
                      .path("checksum")
                      .asString()
                      .substring("sha256:".length()));
        },
        "CHECKSUM_MISMATCH",
        "MANIFEST_INVALID");
  }

  @Test
  void theWholeArtifactOfAnotherBackupInItsPlace() throws IOException {
    refusedWith(
        artifact -> {
          for (String part : parts()) {
            Files.copy(
                house.artifact(older).resolve(part),
                artifact.resolve(part),
                StandardCopyOption.REPLACE_EXISTING);
          }
        },
        "BACKUP_NOT_OWNED",
        "CHECKSUM_MISMATCH",
        "MANIFEST_INVALID");
  }

  @Test
  void aVerificationFindsItBeforeItIsNeeded() throws IOException {
    Path part = house.artifact(older).resolve("database.sql.zst");
    byte[] was = Files.readAllBytes(part);
    byte[] altered = was.clone();
    altered[altered.length / 3] ^= 4;
    Files.write(part, altered);
    try {
      JsonNode job =
          house
              .rest()
              .awaitJob(
                  house.rest().post("/backups/" + older + "/verify", Map.of()).jobId(),
                  House.LIMIT);
      assertThat(job.path("status").asString()).isEqualTo("failed");
      assertThat(job.path("error_code").asString()).isEqualTo("CHECKSUM_MISMATCH");
    } finally {
      Files.write(part, was);
    }
  }

  @Test
  void aDestroyedSafetyBackupStopsTheRestoreThatReliesOnIt() throws IOException {
    // The newest full backup is the one that "verify" takes; its artifact must be looked at again.
    Path part = house.artifact(backup).resolve("files.tar.zst");
    byte[] was = Files.readAllBytes(part);
    Files.delete(part);
    try {
      String tree = house.site().treeHash();
      JsonNode job = house.restore(older, Map.of("pre_backup", "verify"));
      assertThat(job.path("status").asString()).isEqualTo("failed");
      assertThat(job.path("error_code").asString()).isIn("PRE_BACKUP_FAILED", "PRE_BACKUP_STALE");
      assertThat(house.site().treeHash()).isEqualTo(tree);
      assertThat(house.environmentStatus()).isEqualTo("active");
    } finally {
      Files.write(part, was);
    }
  }
}
