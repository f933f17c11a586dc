package io.jenkins.plugins.pressluft.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.pressluft.guard.RefusedException;
import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.Caller;
import io.jenkins.plugins.pressluft.pipeline.PipelineDesk;
import io.jenkins.plugins.pressluft.pipeline.PipelineStep;
import io.jenkins.plugins.pressluft.pipeline.StepRequest;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineDeskTest {
  private static final Caller STRANGER =
      new Caller() {
        @Override
        public String name() {
          return "stranger";
        }

        @Override
        public String origin() {
          return "step";
        }

        @Override
        public boolean may(Permission permission, UUID environmentId) {
          return false;
        }
      };

  @TempDir Path directory;
  private House house;
  private PipelineDesk desk;

  @BeforeEach
  void open() {
    house = new House(directory);
    desk = new PipelineDesk(house.store, house.engine.service());
  }

  @AfterEach
  void close() {
    house.close();
  }

  private static StepRequest restoreLatest() {
    return StepRequest.of(
        PipelineStep.RESTORE, Map.of("environment", "acme/production", "backupId", "latest"));
  }

  @Test
  void aStepIsAcceptedByNameOrIdAndTellsItsPlanAndItsEnd() {
    for (String reference : new String[] {"acme/production", house.estate.production.id() + ""}) {
      PipelineDesk.Accepted accepted =
          desk.ask(
              House.ADMIN, StepRequest.of(PipelineStep.BACKUP, Map.of("environment", reference)));
      assertThat(accepted.plan()).isEqualTo("Back up acme/production (full)");
      UUID id = accepted.job().id();
      assertThat(desk.result(PipelineStep.BACKUP, id)).isEmpty();
      house.round();
      house.launcher.last().event("task", "dump", "task", "Dump").end(0);
      house.round();
      assertThat(desk.result(PipelineStep.BACKUP, id).orElseThrow())
          .containsEntry("status", "succeeded")
          .containsEntry("backupId", accepted.job().backupId().toString())
          .containsEntry("checksum", "sha256:00");
    }
  }

  @Test
  void theLatestBackupIsChosenWhenTheStepAsks() {
    assertThatThrownBy(() -> desk.ask(House.ADMIN, restoreLatest()))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("no completed backup");
    house.completed(house.estate.production);
    Backup newest = house.completed(house.estate.production);
    PipelineDesk.Accepted accepted = desk.ask(House.ADMIN, restoreLatest());
    assertThat(accepted.job().backupId()).isEqualTo(newest.id());
    assertThat(accepted.plan())
        .isEqualTo("Restore acme/production from backup " + newest.id() + " (the latest)");
  }

  @Test
  void whoMayNotKnowAnEnvironmentHearsThatThereIsNone() {
    assertThatThrownBy(() -> desk.ask(STRANGER, restoreLatest()))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.refusal().code()).isEqualTo("not_found"))
        .hasMessage("There is no such environment.");
  }
}
