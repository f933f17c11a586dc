package io.jenkins.plugins.pressluft.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import io.jenkins.plugins.pressluft.local.cli.Terminal;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One-time codes and the public status, declared in the file and asked for over HTTP and by
 * command.
 */
class OneTimeCodeWaysTest {
  private static final String STAGING = "/environments/acme%2Fstaging";

  @TempDir Path directory;
  private TestHouse house;
  private Api api;
  private String backup;

  @BeforeEach
  void open() throws Exception {
    house =
        new TestHouse(
            directory,
            TestHouse.CONFIG.replace(
                "      type: staging\n",
                "      type: staging\n"
                    + "        public_status: true\n"
                    + "        one_time_code: {seed: {secret: acme-totp}}\n"));
    Path secrets = Files.createDirectories(house.home.directory().resolve("secrets"));
    Path seed =
        Files.writeString(secrets.resolve("acme-totp"), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\n");
    Files.setPosixFilePermissions(seed, PosixFilePermissions.fromString("rw-------"));
    api = house.api();
    backup = house.backup("acme/staging");
  }

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void theEndpointAsksForTheCodeAndTakesItOnce() {
    assertThat(api.json(STAGING).get("otp_required").booleanValue()).isTrue();
    assertThat(api.json("/environments/acme%2Fproduction").get("otp_required").booleanValue())
        .isFalse();
    assertThat(Api.code(restore(null))).isEqualTo("otp_required");
    assertThat(Api.code(restore("000000"))).isEqualTo("otp_invalid");
    String used = code(0);
    HttpResponse<String> accepted = restore(used);
    assertThat(house.ended(accepted).get("status").stringValue()).isEqualTo("succeeded");
    HttpResponse<String> undo = api.post(STAGING + "/restore/undo", "{\"otp\":\"" + used + "\"}");
    assertThat(Api.code(undo)).as("used by the restore").isEqualTo("otp_invalid");
    HttpResponse<String> next =
        api.post(STAGING + "/restore/undo", "{\"otp\":\"" + code(1) + "\"}");
    assertThat(house.ended(next).get("status").stringValue()).isEqualTo("succeeded");
    assertThat(api.get("/operations").body()).contains("otp_invalid").doesNotContain("000000");
  }

  @Test
  void aPersonAtATerminalIsAskedAndAScriptIsRefused() {
    String[] command = {"restore", backup, "--environment", "acme/staging", "--yes"};
    assertThat(run("", false, command)).contains("asks for a one-time code");
    assertThat(run(code(0).substring(0, 3) + " " + code(0).substring(3) + "\n", true, command))
        .contains("One-time code: ")
        .contains("env_restore of acme/staging succeeded");
    assertThat(run("", false, "restore", "undo", "acme/staging", "--yes", "--otp", code(1)))
        .contains("env_restore of acme/staging succeeded");
  }

  @Test
  void showsToAnyoneWhatIsSaidToBePublicAndNothingElse() {
    Api stranger = new Api(house.house.server().endpoint(), null);
    assertThat(stranger.json("/status/acme/staging").get("status").stringValue())
        .isEqualTo("active");
    HttpResponse<String> badge = stranger.get("/badge/acme/staging.svg");
    assertThat(badge.statusCode()).isEqualTo(200);
    assertThat(badge.body()).contains("acme/staging: active, backed up 1 min ago");
    assertThat(badge.headers().firstValue("Content-Security-Policy"))
        .contains("default-src 'none'");
    for (String hidden : new String[] {"production", "nowhere"}) {
      HttpResponse<String> status = stranger.get("/status/acme/" + hidden);
      assertThat(status.statusCode()).isEqualTo(404);
      assertThat(Api.message(status)).isEqualTo("There is no such public status.");
      assertThat(stranger.get("/badge/acme/" + hidden + ".svg").statusCode()).isEqualTo(404);
    }
    assertThat(stranger.get("/badge/acme/staging.png").statusCode()).isEqualTo(400);
    assertThat(stranger.get("/overview").statusCode()).isEqualTo(401);
  }

  private HttpResponse<String> restore(String otp) {
    return api.post(
        STAGING + "/restore",
        "{\"backup_id\":\""
            + backup
            + "\""
            + (otp == null ? "" : ",\"otp\":\"" + otp + "\"")
            + "}");
  }

  private String run(String typed, boolean person, String... args) {
    StringWriter seen = new StringWriter();
    PrintWriter out = new PrintWriter(seen, true);
    Main.run(
        new Terminal(
            new BufferedReader(new StringReader(typed)),
            out,
            out,
            person,
            false,
            false,
            Map.of("PRESSLUFT_HOME", house.home.directory().toString())),
        args);
    return seen.toString();
  }

  /** What an authenticator shows, some steps from now. */
  private static String code(int steps) {
    try {
      return new TimeBasedOneTimePasswordGenerator()
          .generateOneTimePasswordString(
              new SecretKeySpec("12345678901234567890".getBytes(StandardCharsets.US_ASCII), "RAW"),
              Instant.now().plusSeconds(30L * steps));
    } catch (java.security.InvalidKeyException e) {
      throw new AssertionError(e);
    }
  }
}
