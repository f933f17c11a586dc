package io.jenkins.plugins.pressluft.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.pressluft.job.JobRequest.HealthRequest;
import io.jenkins.plugins.pressluft.model.BackupStatus;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.JobStatus;
import io.jenkins.plugins.pressluft.store.StoreUnavailableException;
import io.jenkins.plugins.pressluft.store.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database goes away while jobs are under way, and comes back. */
class LostDatabaseTest {
  @TempDir Path directory;
  private TestDatabase.Postgres database;
  private House house;

  @BeforeEach
  void open() {
    database = TestDatabase.postgres();
    house = new House(directory, database);
  }

  @AfterEach
  void close() {
    house.close();
  }

  private void outage() {
    database.stopServer();
    try {
      assertThatThrownBy(house::round).isInstanceOf(StoreUnavailableException.class);
      assertThatThrownBy(() -> house.backUp(house.estate.production))
          .isInstanceOf(StoreUnavailableException.class);
    } finally {
      database.startServer();
    }
  }

  /**
   * As job threads do: once more after each failure. A connection of before the outage that was in
   * use a moment ago is found broken by who uses it next.
   */
  private void onceItIsBack(Runnable work) {
    for (int time = 0; ; time++) {
      try {
        work.run();
        return;
      } catch (StoreUnavailableException e) {
        if (time == 9) {
          throw e;
        }
      }
    }
  }

  @Test
  void aRunThatEndedMeanwhileIsConcluded() {
    Job job = house.backUp(house.estate.production);
    house.round();
    house.launcher.last().event("task", "dump", "task", "Dump").end(0);

    outage();
    onceItIsBack(house::round);

    assertThat(house.job(job.id()).status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(house.backup(job.backupId()).status()).isEqualTo(BackupStatus.COMPLETED);
    assertThat(house.job(job.id()).attemptCount()).isEqualTo(1);
  }

  @Test
  void whatWaitedIsBegunAfterwards() {
    Job job = house.backUp(house.estate.production);

    outage();
    onceItIsBack(house::round);

    assertThat(house.job(job.id()).status()).isEqualTo(JobStatus.RUNNING);
    assertThat(house.job(job.id()).handle()).isEqualTo("run-1");
  }

  @Test
  void aClaimWhoseAnswerWasLostIsFollowed() {
    house.round();
    Job job = house.enqueue(new HealthRequest(house.estate.production.id()));
    outage();
    String us = house.lockedBy();
    onceItIsBack(
        () ->
            house.store.perform(
                tx -> {
                  tx.jobs().claim(job.id(), us, tx.now().plus(Duration.ofMinutes(30)));
                  tx.locks().acquire(tx.jobs().byId(job.id()).orElseThrow());
                  tx.jobs().heartbeat(job.id(), Progress.of(job.state()).nextAttempt().json());
                }));

    onceItIsBack(house::round);
    assertThat(house.job(job.id()).handle()).isEqualTo("run-1");
    house.launcher.last().end(0);
    house.round();

    assertThat(house.job(job.id()).status()).isIn(JobStatus.SUCCEEDED, JobStatus.FAILED);
    assertThat(house.store.<Boolean>read(tx -> tx.locks().isHeld(house.estate.node.id())))
        .isFalse();
  }
}
