package io.jenkins.plugins.pressluft.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.pressluft.guard.RefusedException;
import io.jenkins.plugins.pressluft.job.JobRequest;
import io.jenkins.plugins.pressluft.model.BackupScope;
import io.jenkins.plugins.pressluft.model.PreBackup;
import io.jenkins.plugins.pressluft.model.SourceType;
import io.jenkins.plugins.pressluft.model.UpdateScope;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StepRequestTest {
  private static final UUID ENVIRONMENT = UUID.randomUUID();
  private static final UUID BACKUP = UUID.randomUUID();

  private static StepRequest restore(Object backupId) {
    return StepRequest.of(
        PipelineStep.RESTORE, Map.of("environment", "acme/production", "backupId", backupId));
  }

  private static void refused(PipelineStep step, Map<String, ?> named, String words) {
    assertThatThrownBy(() -> StepRequest.of(step, named))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.refusal().code()).isEqualTo("bad_request"))
        .hasMessageContaining(words);
  }

  @Test
  void aBackupIsFullUnlessSaidOtherwise() {
    StepRequest request =
        StepRequest.of(PipelineStep.BACKUP, Map.of("environment", "acme/production"));
    assertThat(request.jobRequest(ENVIRONMENT, null))
        .isEqualTo(new JobRequest.BackupRequest(ENVIRONMENT, BackupScope.FULL, null));
    assertThat(request.body(null)).isEqualTo(Map.of("backup_scope", "full"));
  }

  @Test
  void everyFieldOfARestoreReachesTheEngineAndTheEndpointAlike() {
    Map<String, Object> named = new HashMap<>();
    named.put("environment", "acme/production");
    named.put("backupId", BACKUP.toString());
    named.put("dryRun", true);
    named.put("destination", "/srv/copies/a");
    named.put("preBackup", "verify");
    named.put("confirmation", "RESTORE it");
    named.put("otp", "123456");
    named.put("message", "a night's work");
    named.put("expectEnvironment", "acme/production");
    StepRequest request = StepRequest.of(PipelineStep.RESTORE, named);
    assertThat(request.jobRequest(ENVIRONMENT, BACKUP))
        .isEqualTo(
            new JobRequest.RestoreRequest(
                ENVIRONMENT,
                BACKUP,
                true,
                "/srv/copies/a",
                PreBackup.VERIFY,
                "RESTORE it",
                "123456",
                "a night's work",
                "acme/production"));
    assertThat(request.body(BACKUP))
        .isEqualTo(
            Map.of(
                "backup_id", BACKUP.toString(),
                "dry_run", true,
                "destination", "/srv/copies/a",
                "pre_backup", "verify",
                "confirmation", "RESTORE it",
                "otp", "123456",
                "message", "a night's work",
                "expect_environment", "acme/production"));
    assertThat(request.plan("acme/production", BACKUP)).doesNotContain("RESTORE it", "123456");
  }

  @Test
  void deploysUpdatesAndRollbacksReachTheEngine() {
    assertThat(
            StepRequest.of(
                    PipelineStep.DEPLOY,
                    Map.of("environment", "e", "sourceRef", "git@example.org:a/b.git#main"))
                .jobRequest(ENVIRONMENT, null))
        .isEqualTo(
            new JobRequest.DeployRequest(
                ENVIRONMENT, SourceType.GIT, "git@example.org:a/b.git#main", null, null));
    assertThat(
            StepRequest.of(PipelineStep.UPDATE, Map.of("environment", "e", "scope", "plugins"))
                .jobRequest(ENVIRONMENT, null))
        .isEqualTo(
            new JobRequest.UpdateRequest(ENVIRONMENT, UpdateScope.PLUGINS, PreBackup.CREATE, null));
    assertThat(
            StepRequest.of(PipelineStep.ROLLBACK, Map.of("environment", "e", "message", "m"))
                .jobRequest(ENVIRONMENT, null))
        .isEqualTo(new JobRequest.RollbackRequest(ENVIRONMENT, null, "m"));
  }

  @Test
  void aBackupIsNamedByIdByTheWordLatestOrByTheMapOfTheStepThatMadeIt() {
    assertThat(restore(BACKUP.toString()).backup().id()).isEqualTo(BACKUP);
    assertThat(restore("latest").backup().isLatest()).isTrue();
    assertThat(restore(Map.of("backupId", BACKUP.toString(), "status", "succeeded")).backup().id())
        .isEqualTo(BACKUP);
  }

  @Test
  void theAnswerOfARefusedBackupRestoresNothing() {
    refused(
        PipelineStep.RESTORE,
        Map.of("environment", "e", "backupId", Map.of("refused", true, "code", "forbidden")),
        "was refused");
    refused(
        PipelineStep.RESTORE, Map.of("environment", "e", "backupId", 7), "backupId must be an id");
    refused(
        PipelineStep.RESTORE,
        Map.of("environment", "e", "backupId", "newest"),
        "backupId must be an id");
  }

  @Test
  void latestIsTheNewestCompletedOneThatSomebodyAskedFor() {
    record One(UUID id, String status, String purpose) implements BackupReference.Candidate {}
    UUID asked = UUID.randomUUID();
    List<One> newestFirst =
        List.of(
            new One(UUID.randomUUID(), "running", "requested"),
            new One(UUID.randomUUID(), "completed", "safety"),
            new One(UUID.randomUUID(), "failed", "requested"),
            new One(asked, "completed", "requested"),
            new One(UUID.randomUUID(), "completed", "requested"));
    BackupReference latest = restore("latest").backup();
    assertThat(latest.among(newestFirst)).isEqualTo(asked);
    assertThatThrownBy(() -> latest.among(newestFirst.subList(0, 3)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("make one first");
  }

  @Test
  void whatIsMisspeltMissingOrOfAnotherKindIsRefusedByName() {
    refused(PipelineStep.BACKUP, Map.of("environment", "e", "scope", "db"), "\"scope\"");
    refused(PipelineStep.BACKUP, Map.of(), "needs environment");
    refused(PipelineStep.BACKUP, Map.of("environment", ""), "needs environment");
    refused(PipelineStep.DEPLOY, Map.of("environment", "e"), "needs sourceRef");
    refused(
        PipelineStep.BACKUP,
        Map.of("environment", "e", "backupScope", "all"),
        "backupScope: \"all\" is not one of db, files, full");
    refused(
        PipelineStep.RESTORE,
        Map.of("environment", "e", "backupId", "latest", "dryRun", "yes"),
        "dryRun must be true or false");
    refused(PipelineStep.BACKUP, Map.of("environment", 3), "environment must be a text");
  }

  @Test
  void aRefusalFailsTheStepUnlessSaidOtherwise() {
    assertThat(restore("latest").failOnRefusal()).isTrue();
    assertThat(
            StepRequest.of(
                    PipelineStep.HEALTH, Map.of("environment", "e", "failOnRefusal", "false"))
                .failOnRefusal())
        .isFalse();
  }

  @Test
  void aPasswordInAnAddressIsNotInThePlan() {
    assertThat(
            StepRequest.of(
                    PipelineStep.DEPLOY,
                    Map.of("environment", "e", "sourceRef", "https://me:word@example.org/a#main"))
                .plan("acme/production", null))
        .isEqualTo("Deploy https://***@example.org/a#main to acme/production");
  }
}
