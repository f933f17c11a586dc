package io.jenkins.plugins.pressluft.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.pressluft.ansible.Impediment;
import io.jenkins.plugins.pressluft.job.JobRequest.HealthRequest;
import io.jenkins.plugins.pressluft.model.Caller;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.JobStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs wait for room on the machines that run playbooks, and for machines that are away. */
class RoomTest {
  @TempDir Path directory;
  private House house;

  @BeforeEach
  void open() {
    house = new House(directory);
  }

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void aJobStaysQueuedAndHoldsNothingUntilThereIsRoom() {
    house.launcher.room = job -> false;
    Job job = house.backUp(house.estate.production);

    house.rounds(3);

    assertThat(house.job(job.id()).status()).isEqualTo(JobStatus.QUEUED);
    assertThat(house.job(job.id()).attemptCount()).isZero();
    assertThat(house.launcher.runs).isEmpty();
    assertThat(house.store.<Boolean>read(tx -> tx.locks().isHeld(house.estate.node.id())))
        .isFalse();

    house.launcher.room = any -> true;
    house.round();

    assertThat(house.job(job.id()).status()).isEqualTo(JobStatus.RUNNING);
  }

  @Test
  void roomIsAskedOnlyForTheOldestOfJobsThatKeepEachOtherFromRunning() {
    Job first = house.enqueue(new HealthRequest(house.estate.production.id()));
    Job second = house.enqueue(new HealthRequest(house.estate.production.id()));
    List<UUID> asked = new ArrayList<>();
    house.launcher.room = job -> !asked.add(job.id());

    house.round();

    assertThat(asked).containsExactly(first.id());
    assertThat(house.job(second.id()).status()).isEqualTo(JobStatus.QUEUED);
  }

  @Test
  void nothingIsAcceptedThatCouldRunNowhere() {
    house.launcher.impediment = new Impediment("agent_not_configured", "Configure a label.");

    assertThat(house.codeOf(House.ADMIN, new HealthRequest(house.estate.production.id())))
        .isEqualTo("agent_not_configured");
    assertThat(house.codeOf(House.ADMIN, new HealthRequest(UUID.randomUUID())))
        .isEqualTo("not_found");
  }

  @Test
  void aMachineThatIsAwayEndsNothing() {
    Job job = house.backUp(house.estate.production);
    house.round();
    house.launcher.last().away();

    house.rounds(3);
    house.clock.advance(Duration.ofMinutes(5));
    house.round();

    assertThat(house.job(job.id()).status()).isEqualTo(JobStatus.RUNNING);
    assertThat(house.launcher.last().stopped).isFalse();

    house.launcher.last().end(0);
    house.round();

    assertThat(house.job(job.id()).status()).isEqualTo(JobStatus.SUCCEEDED);
  }

  @Test
  void whereAJobMustRunAndWhatAskedIsKeptWithIt() {
    Caller step =
        new Caller() {
          @Override
          public String name() {
            return "ada";
          }

          @Override
          public String origin() {
            return "step";
          }

          @Override
          public boolean may(Permission permission, UUID environmentId) {
            return true;
          }

          @Override
          public String runOn() {
            return "agent-1";
          }

          @Override
          public String askedIn() {
            return "team/deploy";
          }
        };

    Job job = house.engine.service().enqueue(step, new HealthRequest(house.estate.production.id()));

    assertThat(house.job(job.id()).runOn()).isEqualTo("agent-1");
    assertThat(house.job(job.id()).askedIn()).isEqualTo("team/deploy");
    assertThat(house.backUp(house.estate.production).runOn()).isNull();
  }
}
