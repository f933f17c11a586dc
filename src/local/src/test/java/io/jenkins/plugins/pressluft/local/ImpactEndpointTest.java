package io.jenkins.plugins.pressluft.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What a person sees before a restore, and what they can take away to restore by hand. */
class ImpactEndpointTest {
  private static final String STAGING = "/environments/acme%2Fstaging";
  private static final String NOWHERE = "5f0c5f7e-6ee4-4a5e-9d0f-3f1f5b1c0a04";

  @TempDir Path directory;
  private TestHouse house;
  private Api api;
  private String backup;
  private Path artifact;

  @BeforeEach
  void open() throws Exception {
    Path storage = Files.createDirectories(directory.resolve("backups"));
    house = new TestHouse(directory, TestHouse.CONFIG.replace("/srv/backups", storage.toString()));
    api = house.api();
    backup = house.backup("acme/staging");
    artifact = Files.createDirectories(storage.resolve("acme/staging").resolve(backup));
    Files.write(artifact.resolve("database.sql.zst"), ScriptedPlaybooks.CONTENT);
    Files.writeString(artifact.resolve("secret.txt"), "not a part");
    Files.writeString(storage.resolve("acme/secret.txt"), "not of this backup");
  }

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void saysWhatIsNotKnownAndWhy() {
    JsonNode impact = impact("");
    JsonNode differences = impact.get("differences");
    assertThat(differences.get("tables").isNull()).isTrue();
    assertThat(differences.get("now_as_of").isNull()).isTrue();
    assertThat(differences.get("unknown")).hasSize(5);
    assertThat(differences.at("/unknown/0/reason").stringValue()).contains("No newer full backup");
    assertThat(differences.get("unknown").valueStream().map(one -> one.get("code").stringValue()))
        .contains("no_newer_backup")
        .isSubsetOf("no_newer_backup", "not_in_backup", "not_recorded");
    assertThat(impact.at("/estimate/restore_seconds").isNull()).isTrue();
    assertThat(impact.at("/estimate/reason").stringValue()).contains("measured");
    assertThat(impact.get("refusals")).isEmpty();
  }

  @Test
  void comparesWithTheNewestFullBackupAndMeasuresPastRestores() {
    house.playbooks.rows = 15;
    String newer = house.backup("acme/staging");
    house.ended(api.post(STAGING + "/restore", "{\"backup_id\":\"" + newer + "\"}"));
    JsonNode impact = impact("");
    assertThat(impact.at("/differences/tables/0").toString())
        .isEqualTo("{\"name\":\"wp_posts\",\"rows_backup\":12,\"rows_now\":15}");
    assertThat(impact.at("/differences/plugins/0").toString())
        .isEqualTo("{\"name\":\"shop\",\"backup\":\"1.0\",\"now\":\"1.3\"}");
    assertThat(impact.at("/differences/wordpress/now").stringValue()).isEqualTo("6.1.1");
    assertThat(impact.at("/differences/themes").isNull()).isTrue();
    assertThat(impact.at("/differences/now_as_of").isString()).isTrue();
    assertThat(impact.at("/estimate/from_measured").intValue()).isEqualTo(1);
    assertThat(impact.at("/estimate/restore_seconds").intValue()).isPositive();
    assertThat(impact.at("/safety_backup/will_be_made").booleanValue()).isTrue();
    assertThat(impact.at("/replaces/database").booleanValue()).isTrue();
    assertThat(impact.get("checklist")).hasSize(4);
    JsonNode verify = impact("?pre_backup=verify");
    assertThat(verify.at("/safety_backup/will_be_made").booleanValue()).isFalse();
    assertThat(verify.at("/safety_backup/reuse").isString()).isTrue();
    JsonNode dry = impact("?dry_run=true");
    assertThat(dry.at("/safety_backup/mode").stringValue()).isEqualTo("none");
    assertThat(dry.at("/replaces/files").booleanValue()).isFalse();
    assertThat(dry.get("checklist")).isEmpty();
  }

  @Test
  void namesEveryRefusalThatARestoreWouldMeetAndRecordsNothing() {
    String operations = api.get("/operations").body();
    JsonNode other = impact("?environment=acme%2Fproduction");
    assertThat(other.get("same_environment").booleanValue()).isFalse();
    assertThat(codes(other)).containsExactly("backup_not_owned");
    assertThat(other.at("/confirmation/required").booleanValue()).isTrue();
    assertThat(other.at("/confirmation/phrase").stringValue()).isEqualTo("RESTORE " + backup);
    assertThat(codes(impact("?destination=/srv/elsewhere"))).containsExactly("conflict");
    house.playbooks.holdRestores = true;
    TestHouse.jobId(api.post(STAGING + "/restore", "{\"backup_id\":\"" + backup + "\"}"));
    assertThat(codes(impact(""))).contains("job_in_progress");
    assertThat(api.get("/operations").body().lines().count())
        .as("only the restore was recorded")
        .isEqualTo(operations.lines().count() + 1);
    assertThat(api.get("/backups/" + NOWHERE + "/impact").statusCode()).isEqualTo(404);
    assertThat(api.get("/backups/" + backup + "/impact?environment=acme%2Fnowhere").statusCode())
        .isEqualTo(404);
  }

  @Test
  void aPartComesAsItWasWrittenWithItsChecksum() {
    HttpResponse<String> whole = part("database.sql.zst");
    assertThat(whole.statusCode()).isEqualTo(200);
    assertThat(whole.body())
        .isEqualTo(
            new String(ScriptedPlaybooks.CONTENT, java.nio.charset.StandardCharsets.US_ASCII));
    String sha = whole.headers().firstValue("X-Checksum-Sha256").orElseThrow();
    assertThat(sha)
        .isEqualTo(api.json("/backups/" + backup).at("/manifest/parts/0/sha256").stringValue());
    assertThat(whole.headers().firstValue("Repr-Digest").orElseThrow()).startsWith("sha-256=:");
    assertThat(api.get("/operations").body()).contains("\"operation\":\"download\"");
  }

  @Test
  void askingWhetherAPartIsThereTakesNothingOutAndIsNotRecorded() throws Exception {
    HttpResponse<String> there = look();
    assertThat(there.statusCode()).isEqualTo(200);
    assertThat(there.headers().firstValue("Content-Length")).contains("1000");
    assertThat(there.body()).isEmpty();
    Files.delete(artifact.resolve("database.sql.zst"));
    assertThat(look().statusCode()).isEqualTo(409);
    assertThat(api.get("/operations").body()).doesNotContain("\"operation\":\"download\"");
  }

  private HttpResponse<String> look() {
    return api.send("HEAD", "/backups/" + backup + "/download/database.sql.zst", (byte[]) null);
  }

  @Test
  void aBrokenDownloadGoesOnWhereItBroke() {
    String etag = part("database.sql.zst").headers().firstValue("ETag").orElseThrow();
    HttpResponse<String> some = part("database.sql.zst", "Range", "bytes=3-6");
    assertThat(some.statusCode()).isEqualTo(206);
    assertThat(some.body()).isEqualTo("3456");
    assertThat(some.headers().firstValue("Content-Range")).contains("bytes 3-6/1000");
    assertThat(part("database.sql.zst", "Range", "bytes=-4").body()).isEqualTo("6789");
    assertThat(part("database.sql.zst", "Range", "bytes=995-").body()).isEqualTo("56789");
    assertThat(part("database.sql.zst", "Range", "bytes=998-5000").body()).isEqualTo("89");
    assertThat(part("database.sql.zst", "Range", "bytes=-5000").body()).hasSize(1000);
    HttpResponse<String> beyond = part("database.sql.zst", "Range", "bytes=1000-");
    assertThat(beyond.statusCode()).isEqualTo(416);
    assertThat(beyond.headers().firstValue("Content-Range")).contains("bytes */1000");
    for (String ignored : List.of("bytes=1-2,4-5", "bytes=5-2", "lines=1-2", "bytes=", "bytes=-")) {
      assertThat(part("database.sql.zst", "Range", ignored).statusCode())
          .as(ignored)
          .isEqualTo(200);
    }
    assertThat(part("database.sql.zst", "Range", "bytes=0-0", "If-Range", etag).statusCode())
        .isEqualTo(206);
    assertThat(part("database.sql.zst", "Range", "bytes=0-0", "If-Range", "\"x\"").statusCode())
        .isEqualTo(200);
  }

  @Test
  void noOtherFileCanBeAskedFor() {
    for (String name :
        List.of(
            "secret.txt",
            "manifest.json",
            "files.tar.zst",
            "..",
            "%2e%2e",
            "..%2Fsecret.txt",
            "..%2F..%2Fsecret.txt",
            "%2Fetc%2Fpasswd",
            "database.sql.zst%00",
            "database.sql.zst%2F..%2Fsecret.txt")) {
      int status =
          api.send("GET", "/backups/" + backup + "/download/" + name, (byte[]) null).statusCode();
      assertThat(status).as(name).isIn(400, 404);
    }
  }

  @Test
  void aFileThatIsNotAsItWasWrittenOrIsALinkIsNotSent() throws Exception {
    Path file = artifact.resolve("database.sql.zst");
    Files.write(file, new byte[999]);
    assertThat(Api.code(part("database.sql.zst"))).isEqualTo("conflict");
    Files.delete(file);
    assertThat(Api.message(part("database.sql.zst"))).contains("verify the backup");
    Path outside = Files.write(directory.resolve("outside"), ScriptedPlaybooks.CONTENT);
    Files.createSymbolicLink(file, outside);
    assertThat(part("database.sql.zst").statusCode()).isEqualTo(409);
  }

  private HttpResponse<String> part(String name, String... headers) {
    return api.send("GET", "/backups/" + backup + "/download/" + name, (byte[]) null, headers);
  }

  private JsonNode impact(String query) {
    return api.json("/backups/" + backup + "/impact" + query);
  }

  private static List<String> codes(JsonNode impact) {
    return impact
        .get("refusals")
        .valueStream()
        .map(refusal -> refusal.get("code").stringValue())
        .toList();
  }
}
