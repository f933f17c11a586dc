package io.jenkins.plugins.pressluft.plugin.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordsTest {
  @Test
  void aRecordTellsWhatWasBackedUp() {
    StepRecord record =
        StepRecord.of(
            Map.of(
                "step", "pressluftBackup",
                "status", "succeeded",
                "environment", "acme/production",
                "jobId", "j-1",
                "backupId", "b-1",
                "backupScope", "full",
                "checksum", "sha256:ab",
                "sizeBytes", 14_400_000L,
                "durationMs", 3250L));
    assertThat(record.getTitle()).isEqualTo("Backup");
    assertThat(record.isGood()).isTrue();
    assertThat(record.getStoredSize()).isEqualTo("13.7 MiB");
    assertThat(record.getDuration()).isEqualTo("3.3 s");
    assertThat(record.getChecksum()).isEqualTo("sha256:ab");
    assertThat(record.getLink()).isEqualTo("pressluft/#/jobs/j-1");
    assertThat(record.getCode()).isNull();
  }

  @Test
  void aRecordTellsWhyAStepWasRefusedFailedOrSwitchedBack() {
    StepRecord refused =
        StepRecord.of(
            Map.of(
                "step", "pressluftRestore",
                "status", "refused",
                "environment", "acme/production",
                "code", "confirmation_mismatch",
                "message", "Type it as it stands."));
    assertThat(refused.getEnd()).isEqualTo("refused");
    assertThat(refused.getCode()).isEqualTo("confirmation_mismatch");
    assertThat(refused.getLink()).isNull();
    assertThat(refused.isGood()).isFalse();
    StepRecord back =
        StepRecord.of(
            Map.of(
                "step", "pressluftDeploy",
                "status", "failed",
                "outcome", "rolled_back",
                "errorCode", "HEALTH_CHECK_FAILED",
                "errorMessage", "The page answers 500.",
                "health",
                    List.of(
                        Map.of("name", "http", "ok", false, "reason", "500"),
                        Map.of("name", "database", "ok", true))));
    assertThat(back.getEnd()).isEqualTo("switched back");
    assertThat(back.getHealth()).isEqualTo("http failed (500), database ok");
    assertThat(back.getMessage()).isEqualTo("The page answers 500.");
    assertThat(
            StepRecord.of(
                    Map.of("step", "pressluftHealth", "status", "succeeded", "healthy", false))
                .getEnd())
        .isEqualTo("not healthy");
  }

  @Test
  void aBuildsRecordsAreReplacedAndNeverChanged() {
    PressluftRunAction first =
        PressluftRunAction.with(null, null, Map.of("step", "pressluftBackup"));
    PressluftRunAction second =
        PressluftRunAction.with(null, first, Map.of("step", "pressluftDeploy"));
    assertThat(first.getRecords()).hasSize(1);
    assertThat(second.getRecords())
        .extracting(StepRecord::getTitle)
        .containsExactly("Backup", "Deploy");
    assertThat(second.getUrlName()).isEqualTo("pressluft");
  }
}
