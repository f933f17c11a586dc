package io.jenkins.plugins.pressluft.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The endpoint over a real database and a real engine; every answer is held against openapi.yaml.
 */
class EndpointTest {
  private static final String NOWHERE = "5f0c5f7e-6ee4-4a5e-9d0f-3f1f5b1c0a04";
  private static final String PRODUCTION = "/environments/acme%2Fproduction";
  private static final String STAGING = "/environments/acme%2Fstaging";

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

  @Test
  void showsWhatIsDeclaredByIdAndBySlug() {
    JsonNode sites = api.json("/sites");
    assertThat(sites).hasSize(1);
    String id = sites.get(0).get("id").stringValue();
    assertThat(api.json("/sites/" + id)).isEqualTo(api.json("/sites/acme"));
    JsonNode environments = api.json("/sites/acme/environments");
    assertThat(environments).hasSize(2);
    JsonNode production = environments.get(0);
    assertThat(production.get("slug_path").stringValue()).isEqualTo("acme/production");
    assertThat(api.json(PRODUCTION)).isEqualTo(production);
    assertThat(api.json("/environments/" + production.get("id").stringValue()))
        .isEqualTo(production);
    assertThat(sites.get(0).get("primary_environment_id")).isEqualTo(production.get("id"));
    assertThat(production.get("promotion_preset").stringValue()).isEqualTo("content-protect");
  }

  @Test
  void whatDoesNotExistIsNotFoundWhereverItIsNamed() {
    for (String path :
        new String[] {
          "/sites/nowhere",
          "/sites/" + NOWHERE,
          "/sites/nowhere/environments",
          "/environments/acme%2Fnowhere",
          "/environments/" + NOWHERE + "/backups",
          "/environments/" + NOWHERE + "/history",
          "/environments/" + NOWHERE + "/releases",
          "/backups/" + NOWHERE,
          "/backups/" + NOWHERE + "/manifest",
          "/jobs/" + NOWHERE,
          "/jobs/" + NOWHERE + "/log",
          "/jobs/" + NOWHERE + "/events",
          "/jobs?environment_id=acme/nowhere",
          "/jobs?site_id=nowhere"
        }) {
      HttpResponse<String> answer = api.get(path);
      assertThat(answer.statusCode()).as(path + answer.body()).isEqualTo(404);
      assertThat(Api.code(answer)).isEqualTo("not_found");
    }
    for (String path :
        new String[] {
          "/jobs/" + NOWHERE + "/cancel",
          "/backups/" + NOWHERE + "/verify",
          "/environments/" + NOWHERE + "/health",
          "/environments/" + NOWHERE + "/reset",
          "/environments/" + NOWHERE + "/restore/undo",
          "/sites/nowhere/reset"
        }) {
      assertThat(api.post(path, null).statusCode()).as(path).isEqualTo(404);
    }
  }

  @Test
  void aBackupIsMadeAndCanBeSeenWithItsManifest() {
    HttpResponse<String> accepted =
        api.post(
            STAGING + "/backups",
            "{\"backup_scope\":\"full\",\"message\":\"before; $(rm -rf /)\"}");
    JsonNode job = house.ended(accepted);
    assertThat(job.get("status").stringValue()).isEqualTo("succeeded");
    assertThat(job.get("environment").stringValue()).isEqualTo("acme/staging");
    String id = job.get("backup_id").stringValue();
    JsonNode detail = api.json("/backups/" + id);
    assertThat(detail.get("status").stringValue()).isEqualTo("completed");
    assertThat(detail.get("message").stringValue()).isEqualTo("before; $(rm -rf /)");
    assertThat(detail.at("/manifest/wordpress_version").stringValue()).isEqualTo("6.1.1");
    HttpResponse<String> manifest = api.get("/backups/" + id + "/manifest");
    assertThat(manifest.statusCode()).isEqualTo(200);
    assertThat(manifest.body()).endsWith("}\n");
    assertThat(manifest.headers().firstValue("Pressluft-Signature").orElse("")).hasSize(64);
    assertThat(api.json(STAGING + "/backups").get(0).get("id").stringValue()).isEqualTo(id);
    assertThat(
            house.ended(api.post("/backups/" + id + "/verify", null)).get("status").stringValue())
        .isEqualTo("succeeded");
  }

  @Test
  void aRequestInTheBaseShapeIsEnoughForAnUnprotectedEnvironment() {
    String backup = house.backup("acme/staging");
    JsonNode job =
        house.ended(api.post(STAGING + "/restore", "{\"backup_id\":\"" + backup + "\"}"));
    assertThat(job.get("status").stringValue()).as(job.toString()).isEqualTo("succeeded");
    JsonNode restores = api.json("/backups/" + backup).get("restores");
    assertThat(restores).hasSize(1);
    assertThat(restores.get(0).get("outcome").stringValue()).isEqualTo("succeeded");
    assertThat(restores.get(0).get("safety_backup_id").isString()).isTrue();
    assertThat(api.json(STAGING + "/history")).isEqualTo(restores);
    assertThat(api.json(STAGING + "/releases")).isNotEmpty();
    assertThat(api.json(STAGING).at("/undo/backup_id").stringValue()).isEqualTo(backup);
    JsonNode undone = house.ended(api.post(STAGING + "/restore/undo", "{\"message\":\"back\"}"));
    assertThat(undone.get("status").stringValue()).as(undone.toString()).isEqualTo("succeeded");
    assertThat(api.json(STAGING).get("undo").isNull()).isTrue();
    assertThat(api.json(STAGING + "/history")).hasSize(2);
  }

  @Test
  void aDryRunsPlanIsTheJobsResult() {
    String backup = house.backup("acme/staging");
    JsonNode job =
        house.ended(
            api.post(STAGING + "/restore", "{\"backup_id\":\"" + backup + "\",\"dry_run\":true}"));
    assertThat(job.at("/result/restore/outcome").stringValue()).isEqualTo("dry_run");
    assertThat(job.at("/result/restore/plan").isObject()).isTrue();
  }

  @Test
  void everyGuardAnswersInTheContractsWords() {
    String staging = house.backup("acme/staging");
    String production = house.backup("acme/production");
    assertRefused(restore(PRODUCTION, staging, ""), "backup_not_owned");
    assertRefused(restore(PRODUCTION, production, ""), "confirmation_required");
    assertRefused(
        restore(PRODUCTION, production, ",\"confirmation\":\"RESTORE it\""),
        "confirmation_mismatch");
    assertRefused(
        restore(PRODUCTION, production, ",\"expect_environment\":\"acme/staging\""), "conflict");
    assertRefused(api.post(STAGING + "/reset", null), "resource_not_failed");
    assertRefused(api.post("/sites/acme/reset", null), "resource_not_failed");
    assertThat(restore(STAGING, NOWHERE, "").statusCode()).isEqualTo(404);
    HttpResponse<String> fine =
        restore(PRODUCTION, production, ",\"confirmation\":\"RESTORE " + production + "\"");
    assertThat(house.ended(fine).get("status").stringValue()).isEqualTo("succeeded");
  }

  @Test
  void ofTwoRestoresOneIsAcceptedAndCanBeCancelled() {
    String backup = house.backup("acme/staging");
    house.playbooks.holdRestores = true;
    String first = TestHouse.jobId(restore(STAGING, backup, ""));
    // Whether the first is still queued or runs already decides which guard speaks.
    HttpResponse<String> second = restore(STAGING, backup, "");
    assertThat(second.statusCode()).isEqualTo(409);
    assertThat(Api.code(second)).isIn("job_in_progress", "environment_not_active");
    assertThat(new JsonMapper().readTree(second.body()).get("details").size()).isPositive();
    HttpResponse<String> cancelled = api.post("/jobs/" + first + "/cancel", "{}");
    assertThat(cancelled.statusCode()).isEqualTo(200);
    assertThat(house.ended(first).get("status").stringValue()).isEqualTo("cancelled");
    assertRefused(api.post("/jobs/" + first + "/cancel", null), "job_not_cancellable");
  }

  @Test
  void jobsComeInPagesThatNeitherRepeatNorSkip() {
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      made.add(0, TestHouse.jobId(api.post(STAGING + "/health", null)));
    }
    house.ended(made.get(0));
    List<String> seen = new ArrayList<>();
    String cursor = "";
    do {
      HttpResponse<String> page = api.get("/jobs?limit=2&environment_id=acme/staging" + cursor);
      new JsonMapper().readTree(page.body()).forEach(job -> seen.add(job.get("id").stringValue()));
      cursor =
          page.headers().firstValue("Pressluft-Next-Cursor").map(c -> "&cursor=" + c).orElse("");
    } while (!cursor.isEmpty());
    assertThat(seen).containsExactlyElementsOf(made);
    assertThat(api.json("/jobs?job_type=env_restore")).isEmpty();
    assertThat(api.json("/jobs?environment_id=acme%2Fproduction")).isEmpty();
    assertThat(api.json("/jobs?site_id=acme&job_type=health_check&limit=200")).hasSize(5);
    assertThat(Api.code(api.get("/jobs?cursor=AAAA"))).isEqualTo("bad_request");
  }

  @Test
  void aStreamGoesOnAfterTheLastEventThatWasSeenAndEndsWithTheJob() {
    String job = TestHouse.jobId(api.post(STAGING + "/backups", "{\"backup_scope\":\"db\"}"));
    house.ended(job);
    JsonNode page = api.json("/jobs/" + job + "/events");
    assertThat(page.get("complete").booleanValue()).isTrue();
    List<Long> all = new ArrayList<>();
    Set<String> types = new HashSet<>();
    page.get("events")
        .forEach(
            event -> {
              all.add(event.get("sequence").longValue());
              types.add(event.get("type").stringValue());
            });
    assertThat(all).isSorted().doesNotHaveDuplicates();
    assertThat(types).contains("status", "stage", "progress");
    long middle = all.get(all.size() / 2);
    HttpResponse<String> rest =
        api.send(
            "GET",
            "/jobs/" + job + "/events",
            (byte[]) null,
            "Accept",
            "text/event-stream",
            "Last-Event-ID",
            Long.toString(middle));
    List<Long> streamed =
        rest.body()
            .lines()
            .filter(line -> line.startsWith("id: "))
            .map(line -> Long.parseLong(line.substring(4)))
            .toList();
    assertThat(streamed).containsExactlyElementsOf(all.stream().filter(s -> s > middle).toList());
    assertThat(rest.body()).contains("event: end");
    assertThat(
            api.send(
                    "GET",
                    "/jobs/" + job + "/events?after=" + all.get(all.size() - 1),
                    (byte[]) null,
                    "Accept",
                    "text/event-stream")
                .statusCode())
        .isEqualTo(204);
    JsonNode first = api.json("/jobs/" + job + "/events?limit=1");
    assertThat(first.get("events")).hasSize(1);
    assertThat(first.get("complete").booleanValue()).isFalse();
  }

  @Test
  void theLogCanBeReadOnFromAnOffset() {
    String job = TestHouse.jobId(api.post(STAGING + "/backups", "{\"backup_scope\":\"db\"}"));
    house.ended(job);
    HttpResponse<String> whole = api.get("/jobs/" + job + "/log");
    assertThat(whole.body()).contains(" status succeeded").contains(" stage dump");
    assertThat(whole.headers().firstValue("Pressluft-Complete")).contains("true");
    HttpResponse<String> rest = api.get("/jobs/" + job + "/log?offset=20");
    assertThat(rest.body()).isEqualTo(whole.body().substring(20));
    assertThat(api.get("/jobs/" + job + "/log?offset=99999999").body()).isEmpty();
  }

  @Test
  void manyStreamsOfOneJobHoldNoThreadEach() throws Exception {
    String backup = house.backup("acme/staging");
    house.playbooks.holdRestores = true;
    String job = TestHouse.jobId(restore(STAGING, backup, ""));
    var http = java.net.http.HttpClient.newHttpClient();
    var streams = new ArrayList<java.util.concurrent.CompletableFuture<HttpResponse<String>>>();
    for (int i = 0; i < 60; i++) {
      streams.add(
          http.sendAsync(
              java.net.http.HttpRequest.newBuilder(
                      java.net.URI.create(
                          house.house.server().endpoint() + "/jobs/" + job + "/events"))
                  .header("Authorization", "Bearer " + house.token())
                  .build(),
              HttpResponse.BodyHandlers.ofString()));
    }
    // With 40 threads at most, 60 held ones would leave none for these.
    for (int i = 0; i < 20; i++) {
      assertThat(api.get("/sites").statusCode()).isEqualTo(200);
    }
    api.post("/jobs/" + job + "/cancel", null);
    for (var stream : streams) {
      assertThat(stream.get(30, java.util.concurrent.TimeUnit.SECONDS).body())
          .contains("event: end");
    }
  }

  @Test
  void tellsItsFiguresAndItsOperations() {
    String backup = house.backup("acme/staging");
    restore(PRODUCTION, backup, "");
    JsonNode metrics = api.json("/metrics");
    assertThat(metrics.get("sites_total").intValue()).isEqualTo(1);
    assertThat(metrics.get("nodes_active").intValue()).isEqualTo(1);
    HttpResponse<String> prometheus = api.get("/prometheus");
    assertThat(prometheus.body()).contains("pressluft_sites_total 1");
    HttpResponse<String> operations = api.get("/operations");
    assertThat(operations.body())
        .contains("\"accepted\"")
        .contains("\"refused\"")
        .contains("backup_not_owned");
    List<String> lines = operations.body().lines().toList();
    long first = new JsonMapper().readTree(lines.get(0)).get("sequence").longValue();
    assertThat(api.get("/operations?after=" + first).body().lines().toList())
        .containsExactlyElementsOf(lines.subList(1, lines.size()));
  }

  @Test
  void badInputChangesNothing() {
    String backup = house.backup("acme/staging");
    JsonNode before = api.json("/jobs");
    int launched = house.playbooks.launched();
    String huge = "x".repeat(60_000);
    for (String value :
        new String[] {
          "'; rm -rf / #",
          "$(id)",
          "`id`",
          "../../etc/passwd",
          "a\\nb",
          "{{ lookup('env','HOME') }}",
          "!!python/object",
          "%00",
          "\\u0000",
          "\\ud800",
          huge
        }) {
      for (String field :
          new String[] {
            "backup_id", "destination", "pre_backup", "otp", "expect_environment", "unknown"
          }) {
        String body =
            field.equals("backup_id")
                ? "{\"backup_id\":\"" + value + "\"}"
                : "{\"backup_id\":\"" + backup + "\",\"" + field + "\":\"" + value + "\"}";
        HttpResponse<String> answer = api.post(STAGING + "/restore", body);
        assertThat(answer.statusCode()).as(field + "=" + value).isBetween(400, 409);
      }
      HttpResponse<String> confirmation =
          restore(PRODUCTION, backup, ",\"confirmation\":\"" + value + "\"");
      assertThat(confirmation.statusCode()).isIn(400, 409);
    }
    assertThat(api.json("/jobs")).isEqualTo(before);
    assertThat(house.playbooks.launched()).isEqualTo(launched);
  }

  @Test
  void aFailedJobTellsItsCodeAndTheEnvironmentStaysUsable() {
    String backup = house.backup("acme/staging");
    house.playbooks.failure = "CHECKSUM_MISMATCH";
    JsonNode job = house.ended(restore(STAGING, backup, ""));
    assertThat(job.get("status").stringValue()).isEqualTo("failed");
    assertThat(job.get("error_code").stringValue()).isEqualTo("CHECKSUM_MISMATCH");
    assertThat(api.json(STAGING).get("status").stringValue()).isEqualTo("active");
  }

  private HttpResponse<String> restore(String environment, String backup, String more) {
    return api.post(environment + "/restore", "{\"backup_id\":\"" + backup + "\"" + more + "}");
  }

  private static void assertRefused(HttpResponse<String> answer, String code) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(409);
    assertThat(Api.code(answer)).isEqualTo(code);
    assertThat(Api.message(answer)).endsWith(".");
  }
}
