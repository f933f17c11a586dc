package io.jenkins.plugins.pressluft.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.pressluft.api.ApiServlet;
import io.jenkins.plugins.pressluft.job.EventStream;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the endpoint refuses before it looks at anything of ours: there is no database behind it
 * here, so a request that got further would fail.
 */
class EndpointIntakeTest {
  private static final String ID = "5f0c5f7e-6ee4-4a5e-9d0f-3f1f5b1c0a04";
  private static final String RESTORE = "/environments/acme%2Fproduction/restore";

  @TempDir static Path directory;
  private static PressluftServer server;
  private static Api api;
  private static Api stranger;

  @BeforeAll
  static void start() throws Exception {
    AccessToken token = AccessToken.load(directory.resolve("token"), new SecureRandom());
    ApiServlet servlet =
        new ApiServlet(
            null,
            null,
            new EventStream(),
            new TokenCallers(token, new SecureRandom(), Clock.systemUTC()),
            null,
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
            ApiServlet.Settings.defaults());
    server = new PressluftServer(PressluftServer.Bind.of("127.0.0.1", 0, false), servlet).start();
    api = new Api(server.endpoint(), Files.readString(directory.resolve("token")).strip());
    stranger = new Api(server.endpoint(), null);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void namesAnUnknownFieldAndWhatIsAllowed() {
    HttpResponse<String> answer =
        api.post(RESTORE, "{\"backup_id\":\"" + ID + "\",\"dryrun\":true}");
    assertBad(answer);
    assertThat(Api.message(answer))
        .contains("\"dryrun\"")
        .contains("dry_run")
        .contains("pre_backup");
  }

  @Test
  void namesAMissingField() {
    HttpResponse<String> answer = api.post(RESTORE, "{}");
    assertBad(answer);
    assertThat(Api.message(answer)).contains("\"backup_id\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"backup_id\":\"not-a-uuid\"}",
        "{\"backup_id\":\"" + ID + "\\n\"}",
        "{\"backup_id\":\"" + ID + "\",\"dry_run\":\"true\"}",
        "{\"backup_id\":\"" + ID + "\",\"dry_run\":1}",
        "{\"backup_id\":\"" + ID + "\",\"pre_backup\":\"skip\"}",
        "{\"backup_id\":\"" + ID + "\",\"message\":\"a\\u0000b\"}",
        "{\"backup_id\":\"" + ID + "\",\"message\":\"\\u001b[2J\"}",
        "{\"backup_id\":\"" + ID + "\",\"confirmation\":\"RESTORE\\n\"}",
        "{\"backup_id\":\"" + ID + "\",\"destination\":\"relative/path\"}",
        "{\"backup_id\":\"" + ID + "\",\"destination\":\"/srv/copies\\n/x\"}",
        "{\"backup_id\":\"" + ID + "\",\"expect_environment\":\"../../etc\"}",
        "{\"backup_id\":\"" + ID + "\",\"expect_environment\":\"acme/production;reboot\"}",
        "{\"backup_id\":\"" + ID + "\",\"otp\":\"$(id)\"}",
        "{\"backup_id\":null}",
        "{\"backup_id\":[\"" + ID + "\"]}",
        "{\"backup_id\":{\"a\":1}}",
      })
  void refusesValuesThatTheContractDoesNotDescribe(String body) {
    assertBad(api.post(RESTORE, body));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "not json",
        "[]",
        "null",
        "\"text\"",
        "{\"backup_id\":\"" + ID + "\"",
        "{\"backup_id\":\"" + ID + "\"} {}",
        "{\"backup_id\":\"" + ID + "\",\"backup_id\":\"" + ID + "\"}",
        "{'backup_id':'" + ID + "'}",
        "{\"backup_id\":NaN}",
        "\u0000",
      })
  void refusesWhatIsNotOneJsonObject(String body) {
    assertBad(api.post(RESTORE, body));
  }

  @Test
  void refusesAFieldThatComesTwiceAndSaysSo() {
    HttpResponse<String> answer =
        api.post(RESTORE, "{\"backup_id\":\"" + ID + "\",\"backup_id\":\"" + ID + "\"}");
    assertThat(Api.message(answer)).contains("twice");
  }

  @Test
  void refusesDeepNestingWithoutFollowingIt() {
    String deep = "{\"details\":" + "[".repeat(20_000) + "]".repeat(20_000) + "}";
    assertBad(api.post(RESTORE, deep));
  }

  @Test
  void refusesBytesThatAreNotUtf8() {
    byte[] body = {'{', '"', (byte) 0xc3, (byte) 0x28, '"', ':', '1', '}'};
    assertBad(api.send("POST", RESTORE, body, "Content-Type", "application/json"));
  }

  @Test
  void refusesATextOf64KibibytesAndALongerBody() {
    String text = "x".repeat(65_000);
    HttpResponse<String> longText =
        api.post(RESTORE, "{\"backup_id\":\"" + ID + "\",\"message\":\"" + text + "\"}");
    assertBad(longText);
    assertThat(Api.message(longText)).contains("message").contains("1000").hasSizeLessThan(200);
    HttpResponse<String> longBody = api.post(RESTORE, "{\"a\":\"" + text + text + "\"}");
    assertBad(longBody);
    assertThat(Api.message(longBody)).contains("65536");
  }

  @Test
  void refusesAnotherContentTypeAndSaysWhichOneItTakes() {
    String body = "{\"backup_id\":\"" + ID + "\"}";
    for (String type :
        new String[] {
          "application/x-www-form-urlencoded",
          "text/plain",
          "application/json; charset=iso-8859-1",
          "application/jsonx"
        }) {
      HttpResponse<String> answer = api.send("POST", RESTORE, body, "Content-Type", type);
      assertBad(answer);
      assertThat(Api.message(answer)).contains("application/json");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/jobs/1",
        "/jobs/..%2F..%2Fetc%2Fpasswd",
        "/jobs/" + ID + "%0a",
        "/backups/%00",
        "/backups/%ff",
        "/environments/acme/../x",
        "/environments/..%2F..",
        "/environments/acme%2Fproduction%3Brm%20-rf",
        "/environments/%24%28id%29",
        "/environments/acme",
        "/environments/ACME%2Fproduction",
        "/sites/a%2Fb",
        "/jobs/" + ID + ";x=1",
        "/jobs?limit=0",
        "/jobs?limit=201",
        "/jobs?limit=ten",
        "/jobs?limit=1&limit=2",
        "/jobs?status=broken",
        "/jobs?state=running",
        "/jobs?cursor=%2E%2E",
        "/jobs/" + ID + "/log?offset=-1",
        "/jobs/" + ID + "/events?after=x",
      })
  void refusesPathsAndParametersThatTheContractDoesNotDescribe(String path) {
    HttpResponse<String> answer = api.send("GET", path, (byte[]) null);
    assertThat(answer.statusCode()).as(answer.body()).isIn(400, 404);
    assertThat(Api.code(answer)).isIn("bad_request", "not_found");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "deploy {}",
        "deploy {\"source_type\":\"git\"}",
        "deploy {\"source_type\":\"svn\",\"source_ref\":\"/srv/site#main\"}",
        "deploy {\"source_type\":\"git\",\"source_ref\":\"\"}",
        "deploy {\"source_type\":\"git\",\"source_ref\":7}",
        "deploy {\"source_type\":\"git\",\"source_ref\":\"a b#main\"}",
        "deploy {\"source_type\":\"git\",\"source_ref\":\"a#main\\nid\"}",
        "deploy {\"source_type\":\"upload\",\"source_ref\":\"/a\",\"checksum\":\"md5:00\"}",
        "deploy {\"source_type\":\"git\",\"source_ref\":\"/a#b\",\"ref\":\"main\"}",
        "updates {}",
        "updates {\"scope\":\"everything\"}",
        "updates {\"scope\":\"all\",\"pre_backup\":\"none\"}",
        "rollback {\"release\":\"../../etc\"}",
        "rollback {\"release\":\"releases/../x\"}",
        "rollback {\"to\":\"releases/x\"}"
      })
  void refusesARolloutThatTheContractDoesNotDescribe(String request) {
    String path = request.substring(0, request.indexOf(' '));
    assertBad(
        api.post("/environments/acme%2Fproduction/" + path, request.substring(path.length() + 1)));
  }

  @Test
  void takesAsAFileOnlyArchives() {
    String path = "/environments/acme%2Fproduction/uploads";
    assertBad(api.post(path, "{}"));
    assertBad(api.send("POST", path, "x", "Content-Type", "text/plain"));
    assertThat(stranger.send("POST", path, "x", "Content-Type", "application/gzip").statusCode())
        .isEqualTo(401);
  }

  @Test
  void aRefusalNeverEndsAConnectionThatTheClientMayUseAgain() throws Exception {
    try (Socket client = new Socket("127.0.0.1", server.endpoint().getPort())) {
      client.setSoTimeout(20_000);
      OutputStream out = client.getOutputStream();
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
      String head =
          "POST %s/environments/acme%%2Fproduction/uploads HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                  .formatted(server.endpoint().getPath())
              + "Content-Type: text/plain\r\n";
      for (int time = 0; time < 2; time++) {
        out.write((head + "Content-Length: 4\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
        // The body comes later, as it does from many clients, and the answer not before it.
        client.setSoTimeout(300);
        assertThatThrownBy(in::read).isInstanceOf(SocketTimeoutException.class);
        client.setSoTimeout(20_000);
        out.write("text".getBytes(StandardCharsets.US_ASCII));
        out.flush();
        assertThat(answer(in)).startsWith("HTTP/1.1 400").doesNotContain("connection: close");
      }
      out.write((head + "Content-Length: 1000000000\r\n").getBytes(StandardCharsets.US_ASCII));
      out.write("Expect: 100-continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      out.flush();
      assertThat(answer(in)).startsWith("HTTP/1.1 400").contains("connection: close");
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  /** Head and body of one answer; the head in lower case but for its first line. */
  private static String answer(BufferedReader in) throws IOException {
    StringBuilder head = new StringBuilder(in.readLine()).append('\n');
    int length = 0;
    for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
      String field = line.toLowerCase(Locale.ROOT);
      head.append(field).append('\n');
      if (field.startsWith("content-length:")) {
        length = Integer.parseInt(field.substring(field.indexOf(':') + 1).strip());
      }
    }
    for (int i = 0; i < length; i++) {
      assertThat(in.read()).isNotNegative();
    }
    return head.toString();
  }

  @Test
  void tellsWhichMethodsAPathHas() {
    HttpResponse<String> answer = api.send("DELETE", "/jobs/" + ID, (byte[]) null);
    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(Api.code(answer)).isEqualTo("method_not_allowed");
    assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD, OPTIONS");
    HttpResponse<String> backups =
        api.send("PUT", "/environments/acme%2Fproduction/backups", (byte[]) null);
    assertThat(backups.headers().firstValue("Allow")).contains("GET, HEAD, OPTIONS, POST");
    HttpResponse<String> options = api.send("OPTIONS", RESTORE, (byte[]) null);
    assertThat(options.statusCode()).isEqualTo(204);
    assertThat(options.headers().firstValue("Allow")).contains("OPTIONS, POST");
    assertThat(options.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
  }

  @Test
  void aStrangerLearnsTheContractAndNothingElse() {
    assertThat(stranger.send("GET", "/openapi.yaml", (byte[]) null).statusCode()).isEqualTo(200);
    for (String path :
        new String[] {
          "/sites", "/jobs/" + ID, "/backups/" + ID, "/metrics", "/prometheus", "/operations"
        }) {
      HttpResponse<String> answer = stranger.get(path);
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(Api.code(answer)).isEqualTo("unauthorized");
      assertThat(answer.headers().firstValue("WWW-Authenticate")).isPresent();
    }
    assertThat(stranger.post(RESTORE, "{\"backup_id\":\"" + ID + "\"}").statusCode())
        .isEqualTo(401);
    assertThat(stranger.post(RESTORE, "{}").statusCode()).isEqualTo(400);
  }

  @Test
  void aWrongTokenIsNoToken() {
    for (String token : new String[] {"x", "", "Bearer"}) {
      assertThat(
              stranger
                  .send("GET", "/sites", (byte[]) null, "Authorization", "Bearer " + token)
                  .statusCode())
          .isEqualTo(401);
    }
    assertThat(
            stranger
                .send("GET", "/sites", (byte[]) null, "Authorization", "Basic dG9rZW46dG9rZW4=")
                .statusCode())
        .isEqualTo(401);
  }

  @Test
  void everyAnswerForbidsStoringAndGuessing() {
    for (String path : new String[] {"/openapi.yaml", "/nowhere", "/jobs/1"}) {
      HttpResponse<String> answer = api.send("GET", path, (byte[]) null);
      assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
      assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    }
  }

  @Test
  void aDefectIsJsonAndTellsNothingOfTheInside() {
    HttpResponse<String> answer = api.get("/sites");
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(Api.code(answer)).isEqualTo("internal_error");
    assertThat(answer.body()).doesNotContain("NullPointer").doesNotContain("java");
  }

  @Test
  void headHasTheHeadersOfGetAndNoBody() {
    HttpResponse<String> answer = api.send("HEAD", "/openapi.yaml", (byte[]) null);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.headers().firstValueAsLong("Content-Length").orElse(0)).isPositive();
  }

  @Test
  void logsInWithTheTokenAndSetsACookieThatScriptsCannotRead() throws Exception {
    String token = Files.readString(directory.resolve("token")).strip();
    HttpResponse<String> answer =
        stranger.post("/login", "{\"email\":\"ada@example.org\",\"password\":\"" + token + "\"}");
    assertThat(answer.statusCode()).isEqualTo(200);
    String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
    assertThat(cookie).contains("HttpOnly").contains("SameSite=Strict");
    String sent = cookie.split(";")[0];
    // The session lets in (there is no database here, so what follows is a defect, not a 401).
    assertThat(stranger.send("GET", "/sites", (byte[]) null, "Cookie", sent).statusCode())
        .isEqualTo(500);
    assertThat(
            stranger
                .send(
                    "GET", "/sites", (byte[]) null, "Cookie", sent, "Origin", "http://evil.example")
                .statusCode())
        .isEqualTo(403);
    assertThat(stranger.send("POST", "/logout", (byte[]) null, "Cookie", sent).statusCode())
        .isEqualTo(200);
    assertThat(stranger.send("GET", "/sites", (byte[]) null, "Cookie", sent).statusCode())
        .isEqualTo(401);
  }

  @Test
  void refusesAWrongPassword() {
    HttpResponse<String> answer =
        stranger.post("/login", "{\"email\":\"ada@example.org\",\"password\":\"guess\"}");
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
  }

  @Test
  void everyExampleOfTheContractAgreesWithItsSchema() {
    ContractCheck contract = new ContractCheck();
    int[] seen = new int[1];
    contract
        .root()
        .findParents("schema")
        .forEach(
            holder -> {
              if (holder.has("example")
                  && !holder.get("schema").path("type").stringValue("").equals("string")) {
                seen[0]++;
                contract.validate("example", holder.get("schema"), holder.get("example"));
              }
              for (var example : holder.path("examples")) {
                seen[0]++;
                contract.validate("example", holder.get("schema"), example.get("value"));
              }
            });
    assertThat(seen[0]).isGreaterThan(15);
  }

  @Test
  void everyOperationDescribesItsDefects() {
    ContractCheck contract = new ContractCheck();
    contract
        .root()
        .get("paths")
        .forEach(
            item ->
                item.properties()
                    .forEach(
                        entry -> {
                          if (!entry.getKey().equals("parameters")) {
                            assertThat(entry.getValue().at("/responses/500").isMissingNode())
                                .as(entry.getValue().path("operationId").toString())
                                .isFalse();
                          }
                        }));
  }

  private static void assertBad(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(Api.code(answer)).isEqualTo("bad_request");
    assertThat(Api.message(answer)).endsWith(".").matches("(?s)[^\\p{Cntrl}]+");
    assertThat(new JsonMapper().readTree(answer.body()).size()).isEqualTo(2);
    assertThat(answer.body().toLowerCase(Locale.ROOT)).doesNotContain("exception");
  }

  static URI endpoint() {
    return server.endpoint();
  }
}
