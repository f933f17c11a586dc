package io.jenkins.plugins.pressluft.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a dashboard asks for, over a real database and a real engine. */
class DashboardEndpointTest {
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
  void saysWhoAsksAndWhatTheyMay() {
    JsonNode me = api.json("/whoami");
    assertThat(me.get("name").stringValue()).isEqualTo("token");
    assertThat(me.get("hosts").stringValue()).isEqualTo("embedded");
    assertThat(me.get("permissions")).hasSize(5);
    assertThat(new Api(house.house.server().endpoint(), null).get("/whoami").statusCode())
        .isEqualTo(401);
    for (String path : List.of("/overview", "/events", STAGING + "/timeline")) {
      assertThat(new Api(house.house.server().endpoint(), null).get(path).statusCode())
          .as(path)
          .isEqualTo(401);
    }
  }

  @Test
  void theOverviewTellsOfBackupsProofsAndJobs() {
    JsonNode before = environment("acme/staging");
    assertThat(before.get("newest_backup").isNull()).isTrue();
    assertThat(codes(before)).containsExactly("no_backup");
    assertThat(before.get("allowed").toString())
        .isEqualTo("[\"backup\",\"deploy\",\"restore\",\"administer\"]");

    String backup = house.backup("acme/staging");
    JsonNode made = environment("acme/staging");
    assertThat(made.at("/newest_backup/id").stringValue()).isEqualTo(backup);
    assertThat(made.get("newest_proven_backup").isNull()).isTrue();
    assertThat(codes(made)).isEmpty();

    house.ended(api.post("/backups/" + backup + "/verify", null));
    assertThat(environment("acme/staging").at("/newest_proven_backup/proven_by").stringValue())
        .isEqualTo("verify");

    house.ended(api.post(STAGING + "/restore", "{\"backup_id\":\"" + backup + "\"}"));
    JsonNode restored = environment("acme/staging");
    assertThat(restored.at("/last_job/job_type").stringValue()).isEqualTo("env_restore");
    assertThat(restored.at("/newest_proven_backup/id").stringValue()).isEqualTo(backup);
    assertThat(restored.at("/newest_proven_backup/proven_by").stringValue()).isEqualTo("restore");
    assertThat(restored.at("/current_release/path").stringValue()).startsWith("releases/");

    house.playbooks.failure = "CHECKSUM_MISMATCH";
    house.ended(api.post(STAGING + "/restore", "{\"backup_id\":\"" + backup + "\"}"));
    JsonNode failed = environment("acme/staging");
    assertThat(codes(failed)).containsExactly("last_job_failed");
    assertThat(failed.at("/attention/0/sentence").stringValue()).contains("CHECKSUM_MISMATCH");
  }

  @Test
  void theOverviewTellsHowFarARunningJobIs() throws Exception {
    String backup = house.backup("acme/staging");
    house.playbooks.holdRestores = true;
    HttpResponse<String> accepted =
        api.post(STAGING + "/restore", "{\"backup_id\":\"" + backup + "\"}");
    JsonNode running;
    do {
      running = environment("acme/staging").get("running_job");
    } while (!running.get("done").isNumber());
    assertThat(running.get("id").stringValue()).isEqualTo(TestHouse.jobId(accepted));
    assertThat(running.get("stage").stringValue()).isEqualTo("verify");
    assertThat(running.get("total").longValue()).isEqualTo(1_000_000);
    assertThat(api.json("/overview?status=restoring").get("total").intValue()).isEqualTo(1);
    assertThat(api.json("/overview?status=active").at("/counts/restoring").intValue()).isEqualTo(1);
  }

  @Test
  void theOverviewComesInPagesThatAreSearchedAndSorted() {
    JsonNode first = api.json("/overview?limit=1&sort=status&order=desc");
    assertThat(first.get("total").intValue()).isEqualTo(2);
    String cursor = first.get("next_cursor").stringValue();
    JsonNode second = api.json("/overview?limit=1&sort=status&order=desc&cursor=" + cursor);
    assertThat(second.get("next_cursor").isNull()).isTrue();
    assertThat(second.at("/environments/0/id")).isNotEqualTo(first.at("/environments/0/id"));
    assertThat(api.json("/overview?q=STAG").get("total").intValue()).isEqualTo(1);
    assertThat(api.json("/overview?type=staging").get("total").intValue()).isEqualTo(1);
    for (String wrong :
        new String[] {
          "/overview?cursor=" + cursor,
          "/overview?cursor=AAAA",
          "/overview?cursor=%2e",
          "/overview?sort=size",
          "/overview?limit=0",
          "/overview?limit=201",
          "/overview?status=gone",
          "/overview?order=up",
          STAGING + "/timeline?cursor=AAAA",
          "/events?cursor=-1"
        }) {
      HttpResponse<String> answer = api.get(wrong);
      assertThat(answer.statusCode()).as(wrong).isEqualTo(400);
      assertThat(Api.code(answer)).isEqualTo("bad_request");
    }
  }

  @Test
  void theTimelineTellsWhatHappenedNewestFirst() {
    String backup = house.backup("acme/staging");
    house.ended(
        api.post(
            STAGING + "/restore",
            "{\"backup_id\":\"" + backup + "\",\"message\":\"wrong import\"}"));
    house.ended(api.post(STAGING + "/restore/undo", null));
    house.ended(
        api.post(
            STAGING + "/deploy",
            "{\"source_type\":\"git\",\"source_ref\":\"git@example.org:a/b.git#main\"}"));
    JsonNode lines = api.json(STAGING + "/timeline");
    assertThat(kinds(lines)).containsExactly("deploy", "restore", "restore", "backup");
    assertThat(lines.get(0).get("release_id").isString()).isTrue();
    assertThat(lines.get(1).get("undo").booleanValue()).isTrue();
    JsonNode restore = lines.get(2);
    assertThat(restore.get("undo").booleanValue()).isFalse();
    assertThat(restore.get("backup_id").stringValue()).isEqualTo(backup);
    assertThat(restore.get("message").stringValue()).isEqualTo("wrong import");
    assertThat(restore.get("duration_ms").isNumber()).isTrue();
    assertThat(restore.get("release_id").isString()).isTrue();
    assertThat(lines.get(3).get("size_bytes").longValue()).isPositive();

    HttpResponse<String> page = api.get(STAGING + "/timeline?limit=3");
    String cursor = page.headers().firstValue("Pressluft-Next-Cursor").orElseThrow();
    HttpResponse<String> rest = api.get(STAGING + "/timeline?limit=3&cursor=" + cursor);
    assertThat(new JsonMapper().readTree(rest.body()).get(0)).isEqualTo(lines.get(3));
    assertThat(rest.headers().firstValue("Pressluft-Next-Cursor")).isEmpty();
  }

  @Test
  void everyJobIsFollowedOnOneStreamThatGoesOnWhereItBroke() throws Exception {
    Set<String> jobs = new TreeSet<>();
    String cursor;
    try (Stream stream = new Stream(null)) {
      assertThat(stream.next("ready")).contains("\"cursor\":");
      jobs.add(TestHouse.jobId(api.post(STAGING + "/backups", "{\"backup_scope\":\"full\"}")));
      String data = stream.next("progress");
      assertThat(data)
          .contains("\"environment\":\"acme/staging\"", "\"job_type\":\"backup_create\"");
      cursor = stream.id;
    }
    String job = jobs.iterator().next();
    house.ended(job);
    try (Stream again = new Stream(cursor)) {
      again.next("ready");
      assertThat(again.next("status")).contains(job, "\"succeeded\"");
    }
    JsonNode page = api.json("/events?cursor=0");
    assertThat(page.get("events").valueStream().map(e -> e.get("type").stringValue()))
        .contains("status", "progress")
        .doesNotContain("task");
    assertThat(page.get("reset").booleanValue()).isFalse();
    JsonNode after = api.json("/events?cursor=" + page.get("next_cursor").longValue());
    assertThat(after.get("events")).isEmpty();
  }

  private JsonNode environment(String slugPath) {
    return api.json("/overview")
        .get("environments")
        .valueStream()
        .filter(node -> node.get("slug_path").stringValue().equals(slugPath))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> codes(JsonNode environment) {
    return environment
        .get("attention")
        .valueStream()
        .map(point -> point.get("code").stringValue())
        .toList();
  }

  private static List<String> kinds(JsonNode lines) {
    return lines.valueStream().map(line -> line.get("kind").stringValue()).toList();
  }

  /** A reader of the one stream; every event is compared with the contract. */
  private final class Stream implements AutoCloseable {
    private final InputStream in;
    private final BufferedReader lines;
    private final List<String> seen = new ArrayList<>();
    private String id;

    Stream(String lastEventId) throws Exception {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(house.house.server().endpoint() + "/events"))
              .header("Authorization", "Bearer " + house.token())
              .header("Accept", "text/event-stream");
      if (lastEventId != null) {
        request.header("Last-Event-ID", lastEventId);
      }
      in =
          HttpClient.newHttpClient()
              .send(request.build(), HttpResponse.BodyHandlers.ofInputStream())
              .body();
      lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    /** Reads on to the next event of a type and returns its data. */
    String next(String type) throws Exception {
      String event = null;
      String line = lines.readLine();
      while (line != null) {
        if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.startsWith("event: ")) {
          event = line.substring(7);
          seen.add(event);
        } else if (line.startsWith("data: ")) {
          if (!event.equals("ready")) {
            ContractCheck contract = new ContractCheck();
            contract.validate(
                line,
                contract.root().at("/components/schemas/HouseEvent"),
                new JsonMapper().readTree(line.substring(6)));
          }
          if (event.equals(type)) {
            return line.substring(6);
          }
        }
        line = lines.readLine();
      }
      throw new AssertionError("no " + type + " among " + seen);
    }

    @Override
    public void close() throws Exception {
      in.close();
    }
  }
}
