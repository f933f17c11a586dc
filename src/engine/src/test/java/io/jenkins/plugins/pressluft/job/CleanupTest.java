package io.jenkins.plugins.pressluft.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.pressluft.job.JobRequest.CleanupRequest;
import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.BackupScope;
import io.jenkins.plugins.pressluft.model.BackupStatus;
import io.jenkins.plugins.pressluft.model.Caller;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.JobFilter;
import io.jenkins.plugins.pressluft.model.JobStatus;
import io.jenkins.plugins.pressluft.model.JobType;
import io.jenkins.plugins.pressluft.model.ResourceStatus;
import io.jenkins.plugins.pressluft.model.Restore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The clock is the only caller here: what expires is deleted, once, and nothing else is. */
class CleanupTest {
  private static final Duration RETENTION = Duration.ofDays(30);
  private static final Duration SIX_HOURS = Duration.ofHours(6);

  @TempDir Path directory;
  private House house;
  private Environment production;

  House house(Path home) {
    return new House(home);
  }

  @BeforeEach
  void open() {
    house = house(directory);
    production = house.estate.production;
  }

  @AfterEach
  void close() {
    house.close();
  }

  private List<Job> cleanups() {
    return house.store.read(
        tx ->
            tx.jobs()
                .list(
                    new JobFilter(null, production.id(), null, JobType.BACKUP_CLEANUP, 100, null)));
  }

  private Job only() {
    assertThat(cleanups()).hasSize(1);
    return cleanups().get(0);
  }

  private List<UUID> deletable() {
    return house.store.read(tx -> tx.backups().deletable(production.id())).stream()
        .map(Backup::id)
        .toList();
  }

  private Restore restored(Backup backup) {
    Job job = house.restore(production, backup);
    house.round();
    house
        .launcher
        .last()
        .event("safety_done", "safety")
        .event("task", "switch", "task", "Switch")
        .end(0);
    house.round();
    return house.store.read(tx -> tx.restores().ofJob(job.id())).orElseThrow();
  }

  @Test
  void deletesTheArtifactOfAnExpiredBackupAndRecordsItWithTheEndOfTheJob() {
    Backup backup = house.completed(production);
    Backup other = house.completed(house.estate.staging);
    assertThat(cleanups()).isEmpty();
    house.advance(RETENTION);
    house.round();
    assertThat(house.backup(backup.id()).status()).isEqualTo(BackupStatus.EXPIRED);
    Job job = only();
    assertThat(job.status()).isEqualTo(JobStatus.RUNNING);
    assertThat(job.requestedBy()).isEqualTo("schedule");
    assertThat(job.nodeId()).isEqualTo(production.nodeId());
    assertThat(house.backup(backup.id()).artifactDeletedAt()).isNull();
    house.launcher.last().end(0);
    house.round();
    assertThat(only().status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(house.backup(backup.id()).artifactDeletedAt()).isEqualTo(only().finishedAt());
    assertThat(house.backup(other.id()).artifactDeletedAt()).isNull();
    assertThat(house.estate.environment(production.id()).status()).isEqualTo(ResourceStatus.ACTIVE);
    house.round();
    house.launcher.last().end(0);
    house.round();
    assertThat(house.backup(other.id()).artifactDeletedAt()).isNotNull();
    house.advance(SIX_HOURS.multipliedBy(4));
    house.rounds(2);
    assertThat(cleanups()).hasSize(1);
  }

  @Test
  void aFailedCleanupRecordsNothingAndIsAskedForAgainAfterSixHours() {
    Backup backup = house.completed(production);
    house.advance(RETENTION);
    house.round();
    house.launcher.last().event("told", null, "code", "ARTIFACT_UNREADABLE").end(2);
    house.round();
    assertThat(only().status()).isEqualTo(JobStatus.FAILED);
    assertThat(house.backup(backup.id()).artifactDeletedAt()).isNull();
    house.advance(SIX_HOURS.minusMinutes(1));
    house.round();
    assertThat(cleanups()).hasSize(1);
    house.advance(Duration.ofMinutes(6));
    house.round();
    assertThat(cleanups()).hasSize(2);
    house.launcher.last().event("told", null, "missing", true).end(0);
    house.round();
    assertThat(house.backup(backup.id()).artifactDeletedAt()).isNotNull();
  }

  @Test
  void isNeverQueuedTwiceForOneEnvironment() {
    house.completed(production);
    house.backUp(production);
    house.round();
    house.advance(RETENTION);
    // The backup holds site and node, so the cleanup waits.
    house.engine.runner().round();
    assertThat(only().status()).isEqualTo(JobStatus.QUEUED);
    house.advance(SIX_HOURS);
    house.round();
    assertThat(cleanups()).hasSize(1);
    assertThat(house.codeOf(House.ADMIN, new CleanupRequest(production.id())))
        .isEqualTo("job_in_progress");
    house.restart();
    house.round();
    assertThat(cleanups()).hasSize(1);
  }

  @Test
  void isNothingThatACallerWithoutTheRightMayAskFor() {
    Caller backup = House.caller("ben", Caller.Permission.VIEW, Caller.Permission.BACKUP);
    assertThat(house.codeOf(backup, new CleanupRequest(production.id()))).isEqualTo("forbidden");
  }

  @Test
  void keepsTheWayBackOfARestoreThatMayStillBeTakenBack() {
    Backup source = house.completed(production);
    house.advance(RETENTION.minus(Duration.ofHours(1)));
    Restore restore = restored(source);
    assertThat(restore.undoUntil()).isNotNull();
    UUID safety = restore.safetyBackupId();
    // Whatever the retention was: the safety backup expires while the window is still open.
    house.store.perform(tx -> tx.backups().expire(tx.now().plus(Duration.ofDays(365))));
    house.store.perform(
        tx -> tx.restores().finish(restore.id(), "succeeded", 0, 1, tx.now().plusSeconds(86_400)));
    assertThat(house.backup(safety).status()).isEqualTo(BackupStatus.EXPIRED);
    assertThat(deletable()).containsExactly(source.id());
    house.advance(Duration.ofDays(1));
    assertThat(deletable()).containsExactly(source.id(), safety);
  }

  @Test
  void leavesABackupAloneThatAnUnfinishedRestoreNeeds() {
    Backup source = house.completed(production);
    Job job = house.restore(production, source);
    house.store.perform(tx -> tx.backups().expire(tx.now().plus(RETENTION)));
    assertThat(house.backup(source.id()).status()).isEqualTo(BackupStatus.COMPLETED);
    assertThat(deletable()).isEmpty();
    house.engine.service().cancel(House.ADMIN, job.id());
    house.store.perform(tx -> tx.backups().expire(tx.now().plus(RETENTION)));
    assertThat(deletable()).containsExactly(source.id());
  }

  @Test
  void asksTheNodeToDropAReplacedGenerationWhenItsWindowIsOverUntilItSaysSo() {
    Restore restore = restored(house.completed(production));
    house.store.perform(
        tx -> tx.restores().finish(restore.id(), "succeeded", 0, 1, tx.now().plusSeconds(3600)));
    house.advance(Duration.ofMinutes(59));
    house.round();
    assertThat(cleanups()).isEmpty();
    house.advance(Duration.ofMinutes(6));
    house.round();
    // The node's clock is behind: it keeps the generation a little longer.
    house.launcher.last().event("told", null, "kept", 0).end(0);
    house.round();
    assertThat(only().status()).isEqualTo(JobStatus.SUCCEEDED);
    house.advance(SIX_HOURS.plusMinutes(5));
    house.round();
    assertThat(cleanups()).hasSize(2);
    house.launcher.last().end(0);
    house.round();
    house.advance(SIX_HOURS.plusMinutes(5));
    house.round();
    assertThat(cleanups()).hasSize(2);
  }

  @Test
  void deletesNothingOfAnEnvironmentThatHasFailed() {
    Backup backup = house.completed(production);
    house.restore(production, house.completed(production));
    house.round();
    house.settled = Settled.unanswered("no route");
    house.launcher.last().event("task", "switch", "task", "Switch").kill(137);
    house.rounds(3);
    assertThat(house.estate.environment(production.id()).status()).isEqualTo(ResourceStatus.FAILED);
    house.advance(RETENTION);
    house.round();
    assertThat(house.backup(backup.id()).status()).isEqualTo(BackupStatus.EXPIRED);
    assertThat(cleanups()).isEmpty();
  }

  @Test
  void aSecondAttemptDeletesNothingWhenTheEnvironmentHasFailedMeanwhile() {
    Backup kept = house.completed(production);
    house.advance(RETENTION.minus(Duration.ofDays(1)));
    Backup young = house.completed(production);
    house.advance(Duration.ofDays(1));
    house.round();
    assertThat(house.backup(kept.id()).status()).isEqualTo(BackupStatus.EXPIRED);
    house.launcher.last().event("told", null, "code", "ANSIBLE_HOST_FAILED").end(2);
    house.round();
    assertThat(only().status()).isEqualTo(JobStatus.QUEUED);
    house.restore(production, young);
    house.round();
    house.settled = Settled.unanswered("no route");
    house.launcher.last().event("task", "switch", "task", "Switch").end(2);
    house.launcher.refuses = true;
    for (int i = 0; i < 40; i++) {
      house.advance(Duration.ofMinutes(1));
      house.round();
    }
    assertThat(house.estate.environment(production.id()).status()).isEqualTo(ResourceStatus.FAILED);
    assertThat(only().status()).isEqualTo(JobStatus.FAILED);
    assertThat(only().errorCode()).isEqualTo("ENVIRONMENT_NOT_ACTIVE");
    assertThat(house.launcher.launched("backup-cleanup.yml")).isEqualTo(1);
  }

  @Test
  void deletesNothingOfAnEnvironmentThatIsNoLongerDeclared() {
    house.completed(production);
    house.store.perform(tx -> tx.environments().keepDeclared(Set.of(house.estate.staging.id())));
    house.advance(RETENTION);
    house.round();
    assertThat(cleanups()).isEmpty();
  }

  @Test
  void doesNotTakeAnArtifactForDeletedThatAnotherNodeDoesNotHave() {
    Backup moved = house.completed(production);
    house.store.perform(
        tx ->
            tx.environments()
                .declare(
                    production.siteId(),
                    production.slug(),
                    production.name(),
                    house.estate.otherNode.id(),
                    production.storageId(),
                    production.spec()));
    house.advance(RETENTION.minus(Duration.ofDays(1)));
    Backup here = house.completed(production);
    house.advance(Duration.ofDays(2));
    house.round();
    assertThat(cleanups()).isEmpty();
    house.advance(RETENTION);
    house.round();
    house.launcher.last().event("told", null, "missing", true).end(0);
    house.round();
    assertThat(house.backup(here.id()).artifactDeletedAt()).isNotNull();
    assertThat(house.backup(moved.id()).artifactDeletedAt()).isNull();
  }

  @Test
  void onlyTheArtifactOfAnExpiredBackupCanBeWrittenAsDeletedAndOnlyOnce() {
    Backup backup = house.completed(production);
    assertThatThrownBy(() -> house.store.perform(tx -> tx.backups().artifactDeleted(backup.id())))
        .hasMessageContaining("only the artifact of an expired one");
    house.store.perform(tx -> tx.backups().expire(tx.now().plus(RETENTION)));
    house.store.perform(tx -> tx.backups().artifactDeleted(backup.id()));
    house.advance(Duration.ofSeconds(1));
    assertThatThrownBy(() -> house.store.perform(tx -> tx.backups().artifactDeleted(backup.id())))
        .hasMessageContaining("an artifact is deleted once");
  }

  @Test
  void namesToTheNodeWhatFailedAttemptsMayHaveLeft() {
    house.completed(production);
    Job failed = house.enqueue(new JobRequest.BackupRequest(production.id(), BackupScope.DB, null));
    house.engine.service().cancel(House.ADMIN, failed.id());
    house.advance(RETENTION);
    house.round();
    UUID job = only().id();
    Clearance clearance = house.store.read(tx -> Attempts.of(tx, job)).clearance();
    assertThat(clearance.expired()).extracting(s -> s.backup().id()).isEqualTo(deletable());
    assertThat(clearance.unfinished())
        .extracting(s -> s.backup().id())
        .containsExactly(failed.backupId());
  }

  @Test
  void oldLogsAreRemovedAtTheStartAndDailyButNotOfAJobThatHasNotEnded() {
    Job running = house.backUp(production);
    house.rounds(3);
    assertThat(house.launcher.tidied).hasSize(1);
    house.launcher.last().end(0);
    house.round();
    house.advance(Duration.ofHours(23));
    house.round();
    assertThat(house.launcher.tidied).hasSize(1);
    house.launcher.breaks = true;
    house.advance(Duration.ofHours(1));
    house.round();
    house.round();
    assertThat(house.launcher.tidied).hasSize(2);
    ScriptedLauncher.Tidied last = house.launcher.tidied.get(1);
    assertThat(last.logsBefore()).isEqualTo(house.clock.instant().minus(Duration.ofDays(90)));
    assertThat(last.unfinished().test(running.id())).isFalse();
    assertThat(house.launcher.tidied.get(0).unfinished().test(running.id())).isTrue();
  }
}
