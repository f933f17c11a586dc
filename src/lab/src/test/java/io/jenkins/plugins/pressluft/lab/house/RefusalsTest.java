package io.jenkins.plugins.pressluft.lab.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.pressluft.lab.LabHost;
import io.jenkins.plugins.pressluft.lab.LabOptions;
import io.jenkins.plugins.pressluft.lab.RegistryFile;
import io.jenkins.plugins.pressluft.lab.RestClient;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What must be refused is refused with its code, and nothing on the node has moved. */
class RefusalsTest {

  private static House house;
  private static String backup;
  private static String foreign;

  @BeforeAll
  static void open() {
    LabHost lab =
        LabHost.start(
            LabOptions.temporary().withEnvironments(House.ENVIRONMENT, "globex/production"));
    house = House.open(lab, RegistryFile.local(lab).with(House.ENVIRONMENT, "protected", "true"));
    backup = house.backup("full");
    foreign = house.backup("globex/production", "db");
  }

  @AfterAll
  static void close() {
    house.close();
  }

  private static void refused(RestClient.Reply reply, int status, String code) {
    assertThat(reply.code()).isEqualTo(code);
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.message()).isNotBlank().endsWith(".");
  }

  private static Map<String, ?> confirmed() {
    return Map.of("confirmation", "RESTORE " + backup);
  }

  @Test
  void refusesABackupOfAnotherSite() {
    String tree = house.site().treeHash();
    refused(house.ask(foreign, confirmed()), 409, "backup_not_owned");
    assertThat(house.site().treeHash()).isEqualTo(tree);
    assertThat(house.environmentStatus()).isEqualTo("active");
  }

  @Test
  void refusesAnUnknownBackup() {
    refused(house.ask(UUID.randomUUID().toString(), confirmed()), 404, "not_found");
  }

  @Test
  void refusesWhenTheCallerMeantAnotherEnvironment() {
    refused(
        house.ask(
            backup,
            Map.of("confirmation", "RESTORE " + backup, "expect_environment", "globex/production")),
        409,
        "conflict");
  }

  @Test
  void asksForTheTypedConfirmationOfAProtectedEnvironment() {
    refused(house.ask(backup, Map.of()), 409, "confirmation_required");
    refused(
        house.ask(backup, Map.of("confirmation", "restore " + backup)),
        409,
        "confirmation_mismatch");
  }

  @Test
  void refusesUnknownFieldsAndSaysWhich() {
    RestClient.Reply reply =
        house.ask(backup, Map.of("confirmation", "RESTORE " + backup, "force", true));
    refused(reply, 400, "bad_request");
    assertThat(reply.message()).contains("force");
  }

  @Test
  void refusesTextsThatAreTooLongOrNoIdAtAll() {
    refused(house.ask(backup, Map.of("message", "x".repeat(64 * 1024))), 400, "bad_request");
    refused(house.ask("../../etc/passwd", Map.of()), 400, "bad_request");
    refused(house.ask("$(reboot)\n", Map.of()), 400, "bad_request");
  }

  @Test
  void refusesAStrangerWithoutSayingWhatExists() {
    RestClient stranger = new RestClient(house.server().url(), "not-the-token");
    RestClient.Reply reply = stranger.get("/backups/" + backup);
    RestClient.Reply unknown = stranger.get("/backups/" + UUID.randomUUID());
    refused(reply, 401, "unauthorized");
    assertThat(unknown.text()).isEqualTo(reply.text());
  }

  @Test
  void shellAndYamlMetacharactersInAMessageStayAMessage() {
    String message = "'; rm -rf / #\" {{ lookup('pipe','id') }} $(id) `id` \\ {% raw %} !!python";
    String id =
        house
            .rest()
            .post(
                RestClient.environment(House.ENVIRONMENT, "backups"),
                Map.of("backup_scope", "db", "message", message))
            .jobId();
    String made = house.rest().succeeded(id, House.LIMIT).path("backup_id").asString();
    assertThat(house.backupRecord(made).path("message").asString()).isEqualTo(message);
  }

  @Test
  void ofTwoRestoresAtOnceExactlyOneIsAccepted() throws Exception {
    ExecutorService both = Executors.newFixedThreadPool(8);
    try {
      Callable<RestClient.Reply> ask = () -> house.ask(backup, confirmed());
      List<RestClient.Reply> replies =
          both.invokeAll(List.of(ask, ask, ask, ask, ask, ask, ask, ask)).stream()
              .map(
                  future -> {
                    try {
                      return future.get();
                    } catch (Exception e) {
                      throw new AssertionError(e);
                    }
                  })
              .toList();
      List<RestClient.Reply> accepted = replies.stream().filter(r -> r.status() == 202).toList();
      assertThat(accepted).hasSize(1);
      replies.stream()
          .filter(r -> r.status() != 202)
          .forEach(
              r -> {
                refused(r, 409, "job_in_progress");
                assertThat(r.json().path("details").path("job_id").asString())
                    .isEqualTo(accepted.get(0).jobId());
              });
      house.rest().succeeded(accepted.get(0).jobId(), House.LIMIT);
    } finally {
      both.shutdownNow();
    }
  }

  @Test
  void everyRefusalIsInTheOperationsLog() {
    house.ask(foreign, confirmed());
    assertThat(house.rest().get("/operations").text()).contains("backup_not_owned");
  }
}
