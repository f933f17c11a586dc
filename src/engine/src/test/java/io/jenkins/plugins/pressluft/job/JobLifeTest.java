package io.jenkins.plugins.pressluft.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.pressluft.guard.RefusedException;
import io.jenkins.plugins.pressluft.job.JobRequest.UndoRequest;
import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.BackupStatus;
import io.jenkins.plugins.pressluft.model.Caller;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.JobStatus;
import io.jenkins.plugins.pressluft.model.ReleaseHealth;
import io.jenkins.plugins.pressluft.model.ResourceStatus;
import io.jenkins.plugins.pressluft.model.Restore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobLifeTest {
  @TempDir Path directory;
  private House house;

  House house(Path home) {
    return new House(home);
  }

  @BeforeEach
  void open() {
    house = house(directory);
  }

  @AfterEach
  void close() {
    house.close();
  }

  private ResourceStatus production() {
    return house.estate.environment(house.estate.production.id()).status();
  }

  private boolean nodeIsHeld() {
    return house.store.read(tx -> tx.locks().isHeld(house.estate.node.id()));
  }

  private ResourceStatus acme() {
    return house.estate.site(house.estate.acme.id()).status();
  }

  @Test
  void aBackupIsCompletedOnlyWhenItsJobSucceeds() {
    Job job = house.backUp(house.estate.production);
    assertThat(house.backup(job.backupId()).status()).isEqualTo(BackupStatus.PENDING);
    house.round();
    assertThat(house.backup(job.backupId()).status()).isEqualTo(BackupStatus.RUNNING);
    assertThat(house.job(job.id()).handle()).isEqualTo("run-1");
    house.launcher.last().event("task", "dump", "task", "Dump").end(0);
    house.round();
    Backup backup = house.backup(job.backupId());
    assertThat(backup.status()).isEqualTo(BackupStatus.COMPLETED);
    assertThat(backup.checksum()).isEqualTo("sha256:00");
    assertThat(backup.storagePath()).isEqualTo("acme/production/" + backup.id());
    assertThat(house.job(job.id()).status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(house.launcher.last().discarded).isTrue();
    assertThat(house.eventTypes(job.id()))
        .containsExactly("status", "status", "stage", "task", "status");
    assertThat(
            house
                .meters
                .counter("pressluft.jobs.finished", "type", "backup_create", "outcome", "succeeded")
                .count())
        .isEqualTo(1);
  }

  @Test
  void aRestoreChangesJobEnvironmentSiteAndPointerTogether() {
    Backup backup = house.completed(house.estate.production);
    Job job = house.restore(house.estate.production, backup);
    assertThat(production()).isEqualTo(ResourceStatus.ACTIVE);
    house.round();
    assertThat(production()).isEqualTo(ResourceStatus.RESTORING);
    assertThat(acme()).isEqualTo(ResourceStatus.RESTORING);
    Restore row = house.store.read(tx -> tx.restores().ofJob(job.id())).orElseThrow();
    assertThat(house.backup(row.safetyBackupId()).status()).isEqualTo(BackupStatus.RUNNING);
    house.launcher.last().event("safety_done", "safety").event("task", "switch").end(0);
    house.round();
    assertThat(house.job(job.id()).status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(production()).isEqualTo(ResourceStatus.ACTIVE);
    assertThat(acme()).isEqualTo(ResourceStatus.ACTIVE);
    UUID pointer = house.estate.environment(house.estate.production.id()).currentReleaseId();
    var release = house.store.read(tx -> tx.releases().byId(pointer)).orElseThrow();
    assertThat(release.path()).isEqualTo("releases/r2");
    assertThat(release.health()).isEqualTo(ReleaseHealth.HEALTHY);
    assertThat(house.backup(row.safetyBackupId()).status()).isEqualTo(BackupStatus.COMPLETED);
    Restore done = house.store.read(tx -> tx.restores().ofJob(job.id())).orElseThrow();
    assertThat(done.outcome()).isEqualTo("succeeded");
    assertThat(done.previousGeneration()).isZero();
    assertThat(done.newGeneration()).isEqualTo(1);
    assertThat(done.undoUntil()).isNotNull();
  }

  @Test
  void aRestoreIsUndoneOnceAndNotTwice() {
    aRestoreChangesJobEnvironmentSiteAndPointerTogether();
    Job undo = house.enqueue(new UndoRequest(house.estate.production.id(), null, null));
    house.round();
    house.launcher.last().end(0);
    house.round();
    assertThat(house.job(undo.id()).status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(house.codeOf(House.ADMIN, new UndoRequest(house.estate.production.id(), null, null)))
        .isEqualTo("conflict");
  }

  @Test
  void theReleaseBeforeARestoreIsKnownAfterIt() {
    aRestoreChangesJobEnvironmentSiteAndPointerTogether();
    var base =
        house.store.transact(
            tx ->
                tx.releases().byPath(house.estate.production.id(), "releases/base").orElseThrow());
    assertThat(base.sourceRef()).isEqualTo("found:releases/base");
    assertThat(base.health()).isEqualTo(ReleaseHealth.UNKNOWN);
  }

  @Test
  void aRestoreCancelledBetweenAttemptsAfterAnUnprovenSwitchLeavesTheEnvironmentFailed() {
    Backup backup = house.completed(house.estate.production);
    Job job = house.restore(house.estate.production, backup);
    house.settled = new Settled(true, null, new Live(null, null, null, false), true, null, "{}");
    house.round();
    house.launcher.last().event("task", "switch").vanish();
    house.rounds(3);
    assertThat(house.job(job.id()).status()).isEqualTo(JobStatus.QUEUED);
    house.engine.service().cancel(House.ADMIN, job.id());
    assertThat(house.job(job.id()).status()).isEqualTo(JobStatus.CANCELLED);
    assertThat(production()).isEqualTo(ResourceStatus.FAILED);
  }

  @Test
  void aDryRunChangesNoPointerAndNeedsNoSafetyBackup() {
    Backup backup = house.completed(house.estate.production);
    Job job =
        house.enqueue(House.restoreOf(house.estate.production, backup.id(), null, true, null));
    house.round();
    house.launcher.last().event("task", "verify").end(0);
    house.round();
    assertThat(house.job(job.id()).status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(production()).isEqualTo(ResourceStatus.ACTIVE);
    Restore row = house.store.read(tx -> tx.restores().ofJob(job.id())).orElseThrow();
    assertThat(row.safetyBackupId()).isNull();
    assertThat(row.undoUntil()).isNull();
    assertThat(house.estate.environment(house.estate.production.id()).currentReleaseId()).isNull();
  }

  @Test
  void ofTwoRestoresAtOnceExactlyOneIsAccepted() throws Exception {
    Backup backup = house.completed(house.estate.production);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    Callable<String> ask =
        () -> house.codeOf(House.ADMIN, House.restoreOf(house.estate.production, backup.id()));
    List<Future<String>> answers = threads.invokeAll(java.util.Collections.nCopies(8, ask));
    threads.shutdown();
    List<String> codes = new java.util.ArrayList<>();
    for (Future<String> answer : answers) {
      codes.add(answer.get());
    }
    assertThat(codes).filteredOn("accepted"::equals).hasSize(1);
    assertThat(codes).filteredOn("job_in_progress"::equals).hasSize(7);
  }

  @Test
  void oneJobPerSiteAndPerNodeRunsAtATime() {
    Job first = house.backUp(house.estate.production);
    Job sameSite = house.backUp(house.estate.staging);
    Job sameNode = house.backUp(house.estate.blogProduction);
    house.round();
    assertThat(house.job(first.id()).status()).isEqualTo(JobStatus.RUNNING);
    assertThat(house.job(sameSite.id()).status()).isEqualTo(JobStatus.QUEUED);
    assertThat(house.job(sameNode.id()).status()).isEqualTo(JobStatus.QUEUED);
    house.launcher.last().end(0);
    house.rounds(2);
    assertThat(house.job(sameSite.id()).status()).isEqualTo(JobStatus.RUNNING);
    assertThat(house.job(sameNode.id()).status()).isEqualTo(JobStatus.RUNNING);
  }

  @Test
  void aRetryableFailureIsTriedAgainAfterOneAndFiveMinutesAndThenFails() {
    Backup backup = house.completed(house.estate.production);
    Job job = house.restore(house.estate.production, backup);
    house.round();
    house.launcher.last().event("task", "stage").event("told", null, "code", "ANSIBLE_HOST_FAILED");
    house.launcher.last().end(2);
    house.round();
    assertThat(house.job(job.id()).status()).isEqualTo(JobStatus.QUEUED);
    assertThat(house.job(job.id()).runAfter())
        .isEqualTo(house.clock.instant().plus(Duration.ofMinutes(1)));
    assertThat(production()).isEqualTo(ResourceStatus.RESTORING);
    house.advance(Duration.ofSeconds(59));
    house.round();
    assertThat(house.job(job.id()).status()).isEqualTo(JobStatus.QUEUED);
    house.advance(Duration.ofSeconds(1));
    house.round();
    house.launcher.last().event("told", null, "code", "ANSIBLE_HOST_FAILED").end(2);
    house.round();
    assertThat(house.job(job.id()).runAfter())
        .isEqualTo(house.clock.instant().plus(Duration.ofMinutes(5)));
    house.advance(Duration.ofMinutes(5));
    house.round();
    house.launcher.last().event("told", null, "code", "ANSIBLE_HOST_FAILED").end(2);
    house.round();
    Job ended = house.job(job.id());
    assertThat(ended.status()).isEqualTo(JobStatus.FAILED);
    assertThat(ended.errorCode()).isEqualTo("ANSIBLE_HOST_FAILED");
    assertThat(ended.attemptCount()).isEqualTo(3);
    assertThat(production()).isEqualTo(ResourceStatus.ACTIVE);
  }

  @Test
  void aRetryUsesTheSafetyBackupOfTheFirstAttempt() {
    Backup backup = house.completed(house.estate.production);
    Job job = house.restore(house.estate.production, backup);
    UUID safety =
        house.store.read(tx -> tx.restores().ofJob(job.id())).orElseThrow().safetyBackupId();
    house.round();
    house.launcher.last().event("safety_done", "safety");
    house.round();
    assertThat(house.backup(safety).status()).isEqualTo(BackupStatus.COMPLETED);
    house.launcher.last().event("told", null, "code", "ANSIBLE_HOST_FAILED").end(2);
    house.round();
    house.advance(Duration.ofMinutes(1));
    house.round();
    Attempt second = house.store.read(tx -> Attempts.of(tx, job.id()));
    assertThat(second.safety().id()).isEqualTo(safety);
    assertThat(second.safety().status()).isEqualTo(BackupStatus.COMPLETED);
    house.launcher.last().event("told", null, "code", "CHECKSUM_MISMATCH").end(2);
    house.round();
    assertThat(house.job(job.id()).status()).isEqualTo(JobStatus.FAILED);
    assertThat(house.backup(safety).status()).isEqualTo(BackupStatus.COMPLETED);
  }

  @Test
  void anEnvironmentIsFailedWhenTheNodeCannotProveWhatIsLiveAfterASwitch() {
    Backup backup = house.completed(house.estate.production);
    Job job = house.restore(house.estate.production, backup);
    house.settled = Settled.unanswered("ssh: no route to host");
    house.round();
    house.launcher.last().event("task", "switch").event("told", null, "code", "ROLLBACK_FAILED");
    house.launcher.last().end(2);
    house.rounds(3);
    assertThat(house.job(job.id()).status()).isEqualTo(JobStatus.FAILED);
    assertThat(house.job(job.id()).errorCode()).isEqualTo("ROLLBACK_FAILED");
    assertThat(production()).isEqualTo(ResourceStatus.FAILED);
    assertThat(acme()).isEqualTo(ResourceStatus.FAILED);
    assertThat(house.codeOf(House.ADMIN, House.restoreOf(house.estate.production, backup.id())))
        .isEqualTo("environment_not_active");
  }

  @Test
  void anEnvironmentIsActiveWhenTheNodeProvedThatItWasRolledBack() {
    Backup backup = house.completed(house.estate.production);
    Job job = house.restore(house.estate.production, backup);
    house.round();
    house
        .launcher
        .last()
        .event("task", "switch")
        .event("told", null, "code", "HEALTH_CHECK_FAILED", "live", "releases/old", "proven", true)
        .end(2);
    house.round();
    assertThat(house.job(job.id()).errorCode()).isEqualTo("HEALTH_CHECK_FAILED");
    assertThat(house.launcher.launched("job-settle.yml")).isZero();
    assertThat(production()).isEqualTo(ResourceStatus.ACTIVE);
  }

  @Test
  void aTimeLimitStopsTheRunAsksTheNodeAndOnlyThenFreesTheLocks() {
    Job job = house.backUp(house.estate.production);
    house.launcher.onSettle = null;
    house.round();
    ScriptedLauncher.Scripted run = house.launcher.last();
    house.advance(Duration.ofMinutes(30));
    house.round();
    assertThat(run.stopped).isTrue();
    house.round();
    assertThat(nodeIsHeld()).isTrue();
    house.launcher.last().end(0);
    house.round();
    assertThat(nodeIsHeld()).isFalse();
    assertThat(house.job(job.id()).status()).isEqualTo(JobStatus.QUEUED);
    assertThat(house.job(job.id()).errorCode()).isEqualTo("ANSIBLE_TIMEOUT");
  }

  @Test
  void aNodeThatNeverAnswersEndsTheJobAsLost() {
    Job job = house.backUp(house.estate.production);
    house.launcher.onSettle = null;
    house.round();
    house.launcher.last().vanish();
    house.rounds(2);
    house.advance(Duration.ofMinutes(5));
    house.round();
    assertThat(house.job(job.id()).errorCode()).isEqualTo("LOST_WORKER");
    assertThat(house.backup(job.backupId()).status()).isEqualTo(BackupStatus.FAILED);
  }

  @Test
  void aQueuedJobIsCancelledAtOnceAndOnlyByAnAdministrator() {
    Job job = house.backUp(house.estate.production);
    Caller operator =
        House.caller(
            "otto", Caller.Permission.VIEW, Caller.Permission.BACKUP, Caller.Permission.RESTORE);
    assertThatThrownBy(() -> house.engine.service().cancel(operator, job.id()))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("administrator");
    house.engine.service().cancel(House.ADMIN, job.id());
    assertThat(house.job(job.id()).status()).isEqualTo(JobStatus.CANCELLED);
    assertThat(house.backup(job.backupId()).status()).isEqualTo(BackupStatus.FAILED);
    assertThatThrownBy(() -> house.engine.service().cancel(House.ADMIN, job.id()))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.refusal().code()).isEqualTo("job_not_cancellable"));
  }

  @Test
  void aRunningRestoreIsCancelledAfterItsNodeSaidWhatIsLive() {
    Backup backup = house.completed(house.estate.production);
    Job job = house.restore(house.estate.production, backup);
    house.round();
    house.launcher.last().event("task", "switch");
    house.round();
    house.engine.service().cancel(House.ADMIN, job.id());
    assertThat(house.job(job.id()).status()).isEqualTo(JobStatus.RUNNING);
    house.rounds(3);
    assertThat(house.job(job.id()).status()).isEqualTo(JobStatus.CANCELLED);
    assertThat(production()).isEqualTo(ResourceStatus.ACTIVE);
    assertThat(house.store.read(tx -> tx.restores().ofJob(job.id())).orElseThrow().outcome())
        .isEqualTo("cancelled");
  }

  @Test
  void aNewProcessGoesOnWithARunThatStillRuns() {
    Job job = house.backUp(house.estate.production);
    house.round();
    house.launcher.last().event("task", "dump", "task", "Dump");
    house.round();
    house.restart();
    house.round();
    house.launcher.last().end(0);
    house.round();
    assertThat(house.job(job.id()).status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(house.job(job.id()).attemptCount()).isEqualTo(1);
    assertThat(house.eventTypes(job.id()))
        .containsExactly("status", "status", "stage", "task", "taken_up", "status");
  }

  @Test
  void aNewProcessTakesTheResultOfARunThatEndedMeanwhile() {
    Job job = house.backUp(house.estate.production);
    house.round();
    house.launcher.last().end(0);
    house.advance(Duration.ofHours(2));
    house.restart();
    house.round();
    assertThat(house.job(job.id()).status()).isEqualTo(JobStatus.SUCCEEDED);
  }

  @Test
  void aRunThatIsGoneIsSettledOnTheNodeAndTriedAgain() {
    Job job = house.backUp(house.estate.production);
    house.round();
    house.launcher.last().vanish();
    house.restart();
    house.rounds(3);
    assertThat(house.launcher.launched("job-settle.yml")).isEqualTo(1);
    assertThat(house.job(job.id()).status()).isEqualTo(JobStatus.QUEUED);
    house.advance(Duration.ofMinutes(1));
    house.round();
    house.launcher.last().end(0);
    house.round();
    assertThat(house.job(job.id()).status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(house.job(job.id()).attemptCount()).isEqualTo(2);
  }

  @Test
  void aJobWithoutAHandleIsSettledAndNotStartedBlindly() {
    Job job = house.backUp(house.estate.production);
    house.round();
    house.store.perform(tx -> tx.jobs().handle(job.id(), null));
    house.restart();
    house.rounds(3);
    assertThat(house.launcher.launched("job-settle.yml")).isEqualTo(1);
    assertThat(house.launcher.launched("backup-create.yml")).isEqualTo(1);
    assertThat(house.job(job.id()).status()).isEqualTo(JobStatus.QUEUED);
  }

  @Test
  void aKilledPlaybookIsLostAndNotAResult() {
    Job job = house.backUp(house.estate.production);
    house.round();
    house.launcher.last().kill(137);
    house.rounds(3);
    assertThat(house.job(job.id()).status()).isEqualTo(JobStatus.QUEUED);
    assertThat(house.job(job.id()).errorCode()).isEqualTo("LOST_WORKER");
  }

  @Test
  void guardsAreAskedAgainWhenTheJobStarts() {
    Backup backup = house.completed(house.estate.production);
    Job running = house.backUp(house.estate.staging);
    house.round();
    Job job = house.restore(house.estate.production, backup);
    house.store.perform(tx -> tx.environments().keepDeclared(java.util.Set.of()));
    house.launcher.last().end(0);
    house.rounds(2);
    assertThat(house.job(running.id()).status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(house.job(job.id()).status()).isEqualTo(JobStatus.FAILED);
    assertThat(house.job(job.id()).errorCode()).isEqualTo("NOT_DECLARED");
    assertThat(production()).isEqualTo(ResourceStatus.ACTIVE);
  }

  @Test
  void aMissingAnsibleIsSaidInTheJob() {
    house.launcher.refuses = true;
    Job job = house.backUp(house.estate.production);
    house.round();
    assertThat(house.job(job.id()).errorCode()).isEqualTo("ANSIBLE_PLAY_ERROR");
    assertThat(house.job(job.id()).errorMessage()).isEqualTo("Install ansible-playbook.");
  }

  @Test
  void aLauncherThatBreaksIsSettledBecauseNobodyKnowsWhatItStarted() {
    house.launcher.breaks = true;
    Job job = house.backUp(house.estate.production);
    house.round();
    house.launcher.breaks = false;
    house.rounds(3);
    assertThat(house.launcher.launched("job-settle.yml")).isEqualTo(1);
    assertThat(house.launcher.launched("backup-create.yml")).isZero();
    assertThat(house.job(job.id()).status()).isEqualTo(JobStatus.QUEUED);
    assertThat(house.job(job.id()).errorMessage()).contains("no room");
  }

  @Test
  void aResetNeedsAProofFromTheNode() {
    anEnvironmentIsFailedWhenTheNodeCannotProveWhatIsLiveAfterASwitch();
    UUID id = house.estate.production.id();
    assertThatThrownBy(() -> house.engine.service().resetEnvironment(House.ADMIN, id))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> {
              assertThat(e.refusal().code()).isEqualTo("reset_validation_failed");
              assertThat(e.refusal().message()).contains("no route to host");
            });
    assertThat(production()).isEqualTo(ResourceStatus.FAILED);
    house.settled =
        new Settled(true, null, new Live("releases/base", 0, "wp", true), true, false, "{}");
    ResetResult result = house.engine.service().resetEnvironment(House.ADMIN, id);
    assertThat(result.status()).isEqualTo(ResourceStatus.ACTIVE);
    assertThat(result.healthy()).isFalse();
    assertThat(production()).isEqualTo(ResourceStatus.ACTIVE);
    assertThat(acme()).isEqualTo(ResourceStatus.ACTIVE);
    assertThatThrownBy(() -> house.engine.service().resetEnvironment(House.ADMIN, id))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.refusal().code()).isEqualTo("resource_not_failed"));
  }

  @Test
  void aSiteIsResetWithAllItsFailedEnvironments() {
    anEnvironmentIsFailedWhenTheNodeCannotProveWhatIsLiveAfterASwitch();
    house.settled =
        new Settled(true, null, new Live("releases/base", 0, "wp", true), true, null, "{}");
    ResetResult result = house.engine.service().resetSite(House.ADMIN, house.estate.acme.id());
    assertThat(result.healthy()).isNull();
    assertThat(acme()).isEqualTo(ResourceStatus.ACTIVE);
  }

  @Test
  void aBackupExpiresWhenItsRetentionHasPassed() {
    Backup backup = house.completed(house.estate.production);
    house.advance(Duration.ofDays(30));
    house.round();
    assertThat(house.backup(backup.id()).status()).isEqualTo(BackupStatus.EXPIRED);
    assertThat(house.codeOf(House.ADMIN, House.restoreOf(house.estate.production, backup.id())))
        .isEqualTo("backup_expired");
  }

  @Test
  void theOperationsLogHasWhatWasAcceptedRefusedAndWhatBecameOfIt() throws Exception {
    house.completed(house.estate.production);
    house.codeOf(House.ADMIN, House.restoreOf(house.estate.production, UUID.randomUUID()));
    List<String> lines = Files.readAllLines(house.log);
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0)).contains("\"who\":\"anna\"", "\"outcome\":\"accepted\"");
    assertThat(lines.get(1)).contains("\"outcome\":\"succeeded\"");
    assertThat(lines.get(2)).contains("\"outcome\":\"refused\"", "\"code\":\"not_found\"");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(house.log)))
        .isEqualTo("rw-------");
    Files.writeString(house.log, lines.get(0) + "\n" + lines.get(1).substring(0, 20));
    house.restart();
    assertThat(Files.readAllLines(house.log)).isEqualTo(lines);
  }

  @Test
  void threadsRunAJobAndWakeItsReaders() throws Exception {
    house.launcher.onLaunch = run -> run.end(0);
    house.engine.runner().start();
    Job job = house.backUp(house.estate.production);
    long seen = house.engine.events().version();
    for (int i = 0; i < 100 && !house.job(job.id()).status().isFinal(); i++) {
      seen = house.engine.events().await(seen, Duration.ofMillis(200));
    }
    assertThat(house.job(job.id()).status()).isEqualTo(JobStatus.SUCCEEDED);
  }

  @Test
  void progressIsThrottledButItsEndIsAlwaysThere() {
    Job job = house.backUp(house.estate.production);
    house.round();
    for (int i = 1; i <= 50; i++) {
      house.launcher.last().event("progress", "dump", "done", i, "total", 50, "unit", "bytes");
    }
    house.round();
    assertThat(house.eventTypes(job.id())).filteredOn("progress"::equals).hasSize(2);
  }
}
