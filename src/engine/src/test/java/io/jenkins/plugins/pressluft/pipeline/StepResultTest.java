package io.jenkins.plugins.pressluft.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.pressluft.guard.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class StepResultTest {
  private static final String JOB = "0e0f1a4e-6a3e-4b39-9d0c-3c5f6f7a8b90";
  private static final String ENVIRONMENT = "2b0f1a4e-6a3e-4b39-9d0c-3c5f6f7a8b91";
  private static final String BACKUP = "3c0f1a4e-6a3e-4b39-9d0c-3c5f6f7a8b92";
  private static final String RELEASE = "4d0f1a4e-6a3e-4b39-9d0c-3c5f6f7a8b93";

  private static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text.replace('\'', '"'));
  }

  private static LinkedHashMap<String, Object> result(
      PipelineStep step, String status, String error, String result) {
    JsonNode job =
        json(
            """
            {'id':'%s','job_type':'%s','status':'%s','environment':'acme/production',
             'environment_id':'%s','error_code':%s,'error_message':%s,
             'started_at':'2026-11-20T20:30:00Z','finished_at':'2026-11-20T20:30:03.250Z',
             'result':%s}
            """
                .formatted(
                    JOB,
                    step.jobType().wire(),
                    status,
                    ENVIRONMENT,
                    error == null ? "null" : "'" + error + "'",
                    error == null ? "null" : "'It went wrong.\\n\\nthe log'",
                    result));
    JsonNode backup =
        json(
            """
            {'id':'%s','backup_scope':'full','checksum':'sha256:ab','size_bytes':1234,
             'created_at':'2026-11-20T20:30:00Z'}
            """
                .formatted(BACKUP));
    JsonNode releases = json("[{'id':'%s','path':'releases/20261120T203000Z'}]".formatted(RELEASE));
    return StepResult.of(step, JobEnd.of(job, backup, releases));
  }

  @Test
  void aBackupTellsItsIdItsChecksumAndItsSize() {
    assertThat(result(PipelineStep.BACKUP, "succeeded", null, "{'backup':{}}"))
        .containsEntry("refused", false)
        .containsEntry("status", "succeeded")
        .containsEntry("environment", "acme/production")
        .containsEntry("jobId", JOB)
        .containsEntry("durationMs", 3250L)
        .containsEntry("backupId", BACKUP)
        .containsEntry("checksum", "sha256:ab")
        .containsEntry("sizeBytes", 1234L);
  }

  @Test
  void aRestoreTellsItsSafetyBackupAndWhatIsLive() {
    assertThat(
            result(
                PipelineStep.RESTORE,
                "succeeded",
                null,
                """
                {'restore':{'outcome':'succeeded','from':{'release':'releases/a'},
                  'to':{'release':'releases/20261120T203000Z'},'downtime_ms':0,
                  'undo_until':'2026-11-27T20:30:00Z','rows':7,'health':[{'name':'http','ok':true,'duration_ms':3}]},
                 'backup':{'id':'s','manifest_sha256':'cd','size_bytes':9}}
                """))
        .containsEntry("backupId", BACKUP)
        .containsEntry("safetyBackupId", "s")
        .containsEntry("safetyChecksum", "sha256:cd")
        .containsEntry("safetySizeBytes", 9L)
        .containsEntry("dryRun", false)
        .containsEntry("outcome", "succeeded")
        .containsEntry("releaseBefore", "releases/a")
        .containsEntry("release", "releases/20261120T203000Z")
        .containsEntry("releaseId", RELEASE)
        .containsEntry("undoUntil", "2026-11-27T20:30:00Z")
        .containsEntry("rows", 7L)
        .containsEntry("health", List.of(Map.of("name", "http", "ok", true, "durationMs", 3L)));
  }

  @Test
  void aFailureBeginsWithItsCodeAndLeavesTheLogAway() {
    Map<String, Object> map =
        result(
            PipelineStep.DEPLOY,
            "failed",
            "HEALTH_CHECK_FAILED",
            "{'deploy':{'outcome':'rolled_back'},'rollback_job_id':'r'}");
    assertThat(map)
        .containsEntry("errorCode", "HEALTH_CHECK_FAILED")
        .containsEntry("errorMessage", "It went wrong.")
        .containsEntry("rollbackJobId", "r")
        .containsEntry("outcome", "rolled_back");
    StepRequest request =
        StepRequest.of(PipelineStep.DEPLOY, Map.of("environment", "e", "sourceRef", "s"));
    assertThat(StepResult.failure(request, map))
        .hasValue("pressluftDeploy failed: HEALTH_CHECK_FAILED: It went wrong. Job " + JOB + ".");
  }

  @Test
  void anUnhealthyEnvironmentFailsTheStepUnlessSaidOtherwise() {
    Map<String, Object> map =
        result(
            PipelineStep.HEALTH,
            "succeeded",
            null,
            "{'health':{'healthy':false,'checks':[{'name':'http','ok':false,'reason':'500'}]}}");
    StepRequest strict = StepRequest.of(PipelineStep.HEALTH, Map.of("environment", "e"));
    StepRequest lax =
        StepRequest.of(PipelineStep.HEALTH, Map.of("environment", "e", "failOnUnhealthy", false));
    assertThat(StepResult.failure(strict, map).orElseThrow())
        .startsWith("pressluftHealth failed: HEALTH_CHECK_FAILED: acme/production")
        .contains("http: 500.");
    assertThat(StepResult.failure(lax, map)).isEmpty();
    assertThat(map).containsEntry("healthy", false);
  }

  @Test
  void aRefusalIsReturnedWithItsCodeAndDetails() {
    Refusal refusal = Refusal.conflict("job_in_progress", "Wait for it.", Map.of("job_id", JOB));
    assertThat(StepResult.of(PipelineStep.DEPLOY, "acme/production", refusal))
        .containsEntry("refused", true)
        .containsEntry("status", "refused")
        .containsEntry("code", "job_in_progress")
        .containsEntry("details", Map.of("jobId", JOB));
    assertThat(StepResult.refusal(PipelineStep.DEPLOY, refusal))
        .isEqualTo("pressluftDeploy refused: job_in_progress: Wait for it.");
  }

  @Test
  void everyMapSurvivesARestartOfThePipeline() throws IOException {
    for (PipelineStep step : PipelineStep.values()) {
      Map<String, Object> map =
          result(
              step,
              "succeeded",
              null,
              "{'%s':{'outcome':'x','plan':{'a':[1.5,{'b_c':null}]},'health':[],'checks':[]}}"
                  .formatted(step.section()));
      new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(map);
      assertThat(map).containsEntry("step", step.stepName());
    }
  }

  @Test
  void linesTellStagesTenthsAndFailuresOnce() {
    ProgressLines lines = new ProgressLines();
    assertThat(lines.line("status", json("{'status':'running'}"))).hasValue("running");
    assertThat(lines.line("stage", json("{'stage':'dump'}"))).hasValue("dump");
    assertThat(lines.line("stage", json("{'stage':'dump'}"))).isEmpty();
    String progress = "{'stage':'dump','done':%d,'total':2000000,'unit':'bytes'}";
    assertThat(lines.line("progress", json(progress.formatted(1000)))).isEmpty();
    assertThat(lines.line("progress", json(progress.formatted(1_000_000))))
        .hasValue("dump 50 % (977 KiB of 1.9 MiB)");
    assertThat(lines.line("progress", json(progress.formatted(1_000_001)))).isEmpty();
    assertThat(lines.line("failure", json("{'code':'DISK_SPACE_LOW','message':'Full.'}")))
        .hasValue("DISK_SPACE_LOW Full.");
  }
}
