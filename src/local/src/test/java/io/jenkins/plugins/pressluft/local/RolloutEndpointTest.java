package io.jenkins.plugins.pressluft.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Deploys, updates and rollbacks through the endpoint; every answer is held against the contract.
 */
class RolloutEndpointTest {
  private static final String NOWHERE = "5f0c5f7e-6ee4-4a5e-9d0f-3f1f5b1c0a04";
  private static final String PRODUCTION = "/environments/acme%2Fproduction";
  private static final String GIT =
      "{\"source_type\":\"git\",\"source_ref\":\"git@github.com:acme/site.git#main\"}";

  @TempDir Path directory;
  private TestHouse house;
  private Api api;

  @BeforeEach
  void open() throws Exception {
    house = new TestHouse(directory);
    api = house.api();
  }

  @AfterEach
  void close() {
    house.close();
  }

  private JsonNode deployed() {
    JsonNode job = house.ended(api.post(PRODUCTION + "/deploy", GIT));
    assertThat(job.get("status").stringValue()).as(job.toString()).isEqualTo("succeeded");
    return job;
  }

  private JsonNode releases() {
    return api.json(PRODUCTION + "/releases");
  }

  @Test
  void aDeployInTheBaseShapeIsEnough() {
    JsonNode job = deployed();

    assertThat(job.get("job_type").stringValue()).isEqualTo("env_deploy");
    assertThat(job.at("/parameters/source_type").stringValue()).isEqualTo("git");
    assertThat(job.at("/result/deploy/health/0/ok").booleanValue()).isTrue();
    JsonNode release = releases().get(0);
    JsonNode current =
        releases()
            .valueStream()
            .filter(r -> r.get("current").booleanValue())
            .findFirst()
            .orElseThrow();
    assertThat(current.get("source_ref").stringValue())
        .isEqualTo("git@github.com:acme/site.git#main");
    assertThat(current.get("notes").stringValue()).isEqualTo("commit c0ffee");
    assertThat(current.get("health_status").stringValue()).isEqualTo("healthy");
    assertThat(current.at("/health_checks/0/name").stringValue()).isEqualTo("http");
    assertThat(api.json(PRODUCTION).get("current_release_id")).isEqualTo(current.get("id"));
    assertThat(release.get("removed_at").isNull()).isTrue();
  }

  @Test
  void aDeployThatWasSwitchedBackIsFollowedByItsRollback() {
    deployed();
    String good = api.json(PRODUCTION).get("current_release_id").stringValue();
    house.playbooks.failure = "HEALTH_CHECK_FAILED";
    JsonNode job = house.ended(api.post(PRODUCTION + "/deploy", GIT));

    assertThat(job.get("error_code").stringValue()).isEqualTo("HEALTH_CHECK_FAILED");
    JsonNode rollback = api.json("/jobs/" + job.at("/result/rollback_job_id").stringValue());
    assertThat(rollback.get("job_type").stringValue()).isEqualTo("release_rollback");
    assertThat(rollback.get("status").stringValue()).isEqualTo("succeeded");
    assertThat(rollback.at("/parameters/of_job")).isEqualTo(job.get("id"));
    JsonNode environment = api.json(PRODUCTION);
    assertThat(environment.get("status").stringValue()).isEqualTo("active");
    assertThat(environment.get("current_release_id").stringValue()).isEqualTo(good);
    assertThat(
            releases()
                .valueStream()
                .filter(release -> release.get("health_status").stringValue().equals("unhealthy")))
        .hasSize(1);
  }

  @Test
  void aRollbackGoesToTheReleaseBeforeOrToANamedOne() {
    assertThat(Api.code(api.post(PRODUCTION + "/rollback", null))).isEqualTo("release_not_found");
    deployed();
    String first = api.json(PRODUCTION).get("current_release_id").stringValue();
    assertThat(Api.code(api.post(PRODUCTION + "/rollback", "{\"release\":\"" + first + "\"}")))
        .isEqualTo("release_not_usable");
    assertThat(Api.code(api.post(PRODUCTION + "/rollback", "{\"release\":\"" + NOWHERE + "\"}")))
        .isEqualTo("release_not_found");
    deployed();

    JsonNode named =
        house.ended(api.post(PRODUCTION + "/rollback", "{\"release\":\"" + first + "\"}"));

    assertThat(named.get("status").stringValue()).as(named.toString()).isEqualTo("succeeded");
    assertThat(api.json(PRODUCTION).get("current_release_id").stringValue()).isEqualTo(first);
    JsonNode before = house.ended(api.post(PRODUCTION + "/rollback", "{\"message\":\"again\"}"));
    assertThat(before.get("status").stringValue()).as(before.toString()).isEqualTo("succeeded");
  }

  @Test
  void anUpdateMakesItsWayBackFirstOrIsRefused() {
    assertThat(
            Api.code(
                api.post(PRODUCTION + "/updates", "{\"scope\":\"all\",\"pre_backup\":\"verify\"}")))
        .isEqualTo("fresh_backup_required");

    JsonNode job = house.ended(api.post(PRODUCTION + "/updates", "{\"scope\":\"plugins\"}"));

    assertThat(job.get("status").stringValue()).as(job.toString()).isEqualTo("succeeded");
    JsonNode safety = api.json("/backups/" + job.get("backup_id").stringValue());
    assertThat(safety.get("purpose").stringValue()).isEqualTo("safety");
    assertThat(safety.get("status").stringValue()).isEqualTo("completed");
    assertThat(job.at("/parameters/update_scope").stringValue()).isEqualTo("plugins");
    JsonNode verified =
        house.ended(
            api.post(PRODUCTION + "/updates", "{\"scope\":\"core\",\"pre_backup\":\"verify\"}"));
    assertThat(verified.get("status").stringValue()).isEqualTo("succeeded");
    assertThat(verified.get("backup_id")).isEqualTo(safety.get("id"));
  }

  @Test
  void aFileThatWasSentIsDeployedToItsOwnEnvironment() throws Exception {
    byte[] archive = new byte[200_000];
    HttpResponse<String> sent =
        api.send("POST", PRODUCTION + "/uploads", archive, "Content-Type", "application/gzip");
    assertThat(sent.statusCode()).as(sent.body()).isEqualTo(200);
    JsonNode upload = new JsonMapper().readTree(sent.body());
    assertThat(upload.get("size").intValue()).isEqualTo(archive.length);
    String body =
        "{\"source_type\":\"upload\",\"source_ref\":\""
            + upload.get("upload").stringValue()
            + "\",\"checksum\":\"sha256:"
            + upload.get("sha256").stringValue()
            + "\"}";

    JsonNode job = house.ended(api.post(PRODUCTION + "/deploy", body));

    assertThat(job.get("status").stringValue()).as(job.toString()).isEqualTo("succeeded");
    assertThat(Files.size((Path) house.playbooks.deployed.get("upload_file")))
        .isEqualTo(archive.length);
    assertThat(Api.code(api.post("/environments/acme%2Fstaging/deploy", body)))
        .isEqualTo("conflict");
    assertThat(
            api.send(
                    "POST",
                    "/environments/" + NOWHERE + "/uploads",
                    "x",
                    "Content-Type",
                    "application/zip")
                .statusCode())
        .isEqualTo(404);
  }

  @Test
  void saysThatThereIsNoObjectStorageAndThatASourceCanBeNone() {
    HttpResponse<String> object =
        api.post(
            PRODUCTION + "/deploy",
            "{\"source_type\":\"upload\",\"source_ref\":\"s3://bucket/site.tar.gz\"}");
    assertThat(object.statusCode()).isEqualTo(409);
    assertThat(Api.code(object)).isEqualTo("conflict");
    assertThat(Api.message(object)).contains("object storage");
    HttpResponse<String> option =
        api.post(
            PRODUCTION + "/deploy",
            "{\"source_type\":\"git\",\"source_ref\":\"--upload-pack=id#main\"}");
    assertThat(option.statusCode()).isEqualTo(400);
    assertThat(Api.message(option)).doesNotContain("upload-pack");
    for (String path : new String[] {"/deploy", "/updates", "/rollback"}) {
      String body =
          path.equals("/deploy") ? GIT : path.equals("/updates") ? "{\"scope\":\"all\"}" : null;
      assertThat(api.post("/environments/" + NOWHERE + path, body).statusCode()).isEqualTo(404);
    }
  }
}
