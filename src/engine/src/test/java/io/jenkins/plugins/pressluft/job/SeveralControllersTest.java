package io.jenkins.plugins.pressluft.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.pressluft.audit.OperationsLog;
import io.jenkins.plugins.pressluft.guard.RefusedException;
import io.jenkins.plugins.pressluft.job.JobRequest.BackupRequest;
import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.BackupScope;
import io.jenkins.plugins.pressluft.model.Controller;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.JobFilter;
import io.jenkins.plugins.pressluft.model.JobLimits;
import io.jenkins.plugins.pressluft.model.JobStatus;
import io.jenkins.plugins.pressluft.model.JobType;
import io.jenkins.plugins.pressluft.model.ResourceStatus;
import io.jenkins.plugins.pressluft.model.SiteHold;
import io.jenkins.plugins.pressluft.store.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two controllers on one database: who runs what, and what the living owe the dead. */
class SeveralControllersTest {
  private static final long TIMEOUT_IN_BEATS =
      JobLimits.DEFAULT.controllerTimeout().dividedBy(Presence.BEAT);

  @TempDir Path directory;
  private House a;
  private House b;

  TestDatabase database() {
    return House.file(directory);
  }

  @BeforeEach
  void open() {
    a = new House(directory, database(), "alpha");
    b = new House(a, "beta");
  }

  @AfterEach
  void close() {
    b.close();
    a.close();
  }

  /** The other one is looked at for as long as it takes until it is dead. */
  private static void untilDead(House survivor) {
    look(survivor, TIMEOUT_IN_BEATS + 1);
    survivor.rounds(3);
  }

  private static void look(House survivor, long beats) {
    for (long i = 0; i < beats; i++) {
      survivor.advance(Presence.BEAT);
      survivor.round();
    }
  }

  private ResourceStatus production() {
    return a.estate.environment(a.estate.production.id()).status();
  }

  private boolean productionIsHeld() {
    return a.store.read(tx -> tx.locks().isHeld(a.estate.production.id()));
  }

  private int operations() {
    return a.store.read(tx -> tx.operations().after(0, 1000)).size();
  }

  @Test
  void aJobIsClaimedOnlyWhereItWasAskedFor() {
    Job job = a.backUp(a.estate.production);
    assertThat(job.controllerId()).isEqualTo(a.identity().id());
    b.rounds(3);
    assertThat(a.job(job.id()).status()).isEqualTo(JobStatus.QUEUED);
    a.round();
    assertThat(a.job(job.id()).lockedBy()).startsWith("alpha:");
    assertThat(a.launcher.runs).hasSize(1);
    assertThat(b.launcher.runs).isEmpty();
  }

  @Test
  void theLocksOfSiteAndNodeHoldAcrossControllers() {
    a.backUp(a.estate.production);
    Job sameNode = b.backUp(b.estate.blogProduction);
    Job sameSite = b.backUp(b.estate.staging);
    a.round();
    b.rounds(2);
    assertThat(b.job(sameNode.id()).status()).isEqualTo(JobStatus.QUEUED);
    assertThat(b.job(sameSite.id()).status()).isEqualTo(JobStatus.QUEUED);
    a.launcher.last().end(0);
    a.round();
    b.rounds(2);
    assertThat(b.job(sameNode.id()).status()).isEqualTo(JobStatus.RUNNING);
    assertThat(b.job(sameSite.id()).status()).isEqualTo(JobStatus.RUNNING);
  }

  @Test
  void ofTwoHundredJobsEachRunsOnceAndNoTwoOfASiteAtATime() throws Exception {
    List<Job> asked = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      for (House house : List.of(a, b)) {
        asked.add(
            house.enqueue(
                new BackupRequest(
                    (i % 2 == 0 ? house.estate.production : house.estate.staging).id(),
                    BackupScope.DB,
                    null)));
      }
    }
    a.launcher.onLaunch = run -> run.end(0);
    b.launcher.onLaunch = run -> run.end(0);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<?>> ends = new ArrayList<>();
      for (House house : List.of(a, b)) {
        ends.add(threads.submit(() -> drain(house)));
      }
      for (Future<?> end : ends) {
        end.get();
      }
    } finally {
      threads.shutdownNow();
    }
    for (Job job : asked) {
      Job ended = a.job(job.id());
      assertThat(ended.status()).isEqualTo(JobStatus.SUCCEEDED);
      assertThat(ended.attemptCount()).isEqualTo(1);
    }
    assertThat(a.launcher.runs).hasSize(100);
    assertThat(b.launcher.runs).hasSize(100);
    assertThat(asked.stream().map(job -> a.job(job.id()).fence())).doesNotHaveDuplicates();
  }

  /** Rounds until nothing of this controller is left to do; the database holds the locks. */
  private static void drain(House house) {
    while (house
        .store
        .read(tx -> tx.jobs().list(new JobFilter(null, null, null, null, 300, null)))
        .stream()
        .filter(job -> house.identity().id().equals(job.controllerId()))
        .anyMatch(job -> !job.status().isFinal())) {
      house.round();
    }
  }

  @Test
  void aStartingControllerTakesUpOnlyItsOwnJobs() {
    Job ofA = a.backUp(a.estate.production);
    Job ofB = b.backUp(b.estate.staging);
    a.round();
    a.launcher.last();
    assertThat(b.job(ofB.id()).status()).isEqualTo(JobStatus.QUEUED);
    b.restart();
    b.rounds(2);
    assertThat(a.job(ofA.id()).lockedBy()).startsWith("alpha:");
    assertThat(a.eventTypes(ofA.id())).doesNotContain("taken_up", "taken_over");
    a.restart();
    assertThat(a.eventTypes(ofA.id())).contains("taken_up");
  }

  @Test
  void aLivingControllerKeepsItsJobsHoweverLongTheyRun() {
    Job job = a.backUp(a.estate.production);
    a.round();
    for (int i = 0; i < 100; i++) {
      a.advance(Presence.BEAT);
      a.round();
      b.advance(Presence.BEAT);
      b.round();
    }
    assertThat(a.job(job.id()).lockedBy()).startsWith("alpha:");
  }

  @Test
  void whatADeadControllerRanIsSettledAndTriedAgainByAnother() {
    Backup backup = a.completed(a.estate.production);
    Job job = a.restore(a.estate.production, backup);
    a.round();
    a.launcher.last().event("task", "stage");
    a.round();
    long fence = a.job(job.id()).fence();
    a.engine.close();

    untilDead(b);

    assertThat(b.launcher.launched("job-settle.yml")).isEqualTo(1);
    assertThat(a.eventTypes(job.id())).contains("taken_over");
    Job retried = b.job(job.id());
    assertThat(retried.status()).isEqualTo(JobStatus.QUEUED);
    assertThat(retried.errorCode()).isEqualTo("LOST_WORKER");
    assertThat(retried.controllerId()).isEqualTo(b.identity().id());
    assertThat(retried.fence()).isGreaterThan(fence);
    assertThat(production()).isEqualTo(ResourceStatus.RESTORING);

    a.advance(Duration.ofMinutes(1));
    b.advance(Duration.ofMinutes(1));
    b.round();
    assertThat(b.job(job.id()).lockedBy()).startsWith("beta:");
    b.launcher.last().event("safety_done", "safety").event("task", "switch").end(0);
    b.round();
    assertThat(b.job(job.id()).status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(production()).isEqualTo(ResourceStatus.ACTIVE);
  }

  @Test
  void nothingIsTakenOverBeforeTheBound() {
    Job job = a.backUp(a.estate.production);
    a.round();
    look(b, TIMEOUT_IN_BEATS - 1);
    assertThat(a.eventTypes(job.id())).doesNotContain("taken_over");
    look(b, 2);
    assertThat(a.eventTypes(job.id())).contains("taken_over");
  }

  @Test
  void theOneThatComesBackChangesNothingOfALostJob() {
    Backup backup = a.completed(a.estate.production);
    Job job = a.restore(a.estate.production, backup);
    a.round();
    ScriptedLauncher.Scripted run = a.launcher.last();
    b.launcher.onSettle = null;
    untilDead(b);
    Job taken = b.job(job.id());
    assertThat(taken.status()).isEqualTo(JobStatus.RUNNING);
    List<String> events = a.eventTypes(job.id());
    int operations = operations();

    run.event("safety_done", "safety").event("task", "switch").end(0);
    a.rounds(3);

    assertThat(a.job(job.id())).isEqualTo(taken);
    assertThat(a.eventTypes(job.id())).isEqualTo(events);
    assertThat(operations()).isEqualTo(operations);
    assertThat(production()).isEqualTo(ResourceStatus.RESTORING);
    assertThat(run.stopped).isTrue();
    assertThat(run.discarded).isTrue();
    assertThat(a.meters.counter("pressluft.jobs.lost", "type", "env_restore").count()).isEqualTo(1);
  }

  @Test
  void aWriteThatBeganBeforeTheTakeOverIsRefusedInItsOwnTransaction() {
    Job job = a.backUp(a.estate.production);
    a.round();
    Job held = a.job(job.id());
    Parts parts = parts(held.lockedBy());
    Custody custody = new Custody(held, parts);
    custody.note(tx -> tx.jobs().heartbeat(job.id(), Progress.none().json()));
    b.launcher.onSettle = null;
    untilDead(b);
    Job taken = b.job(job.id());

    assertThatThrownBy(() -> custody.note(tx -> tx.jobs().handle(job.id(), "late")))
        .isInstanceOf(LostJobException.class);
    assertThatThrownBy(() -> custody.perform(tx -> tx.locks().release(job.id())))
        .isInstanceOf(LostJobException.class);
    assertThat(b.job(job.id())).isEqualTo(taken);
  }

  private Parts parts(String lockedBy) {
    Ledger ledger =
        new Ledger(a.store, new OperationsLog(directory.resolve("log.jsonl")), new EventStream());
    JobSettings settings = JobSettings.defaults(lockedBy);
    return new Parts(
        ledger,
        new Endings(settings, a.meters),
        a.launcher,
        Map.of(),
        null,
        a.clock,
        settings,
        a.meters);
  }

  @Test
  void aJobBetweenTwoAttemptsIsTakenOverToo() {
    Backup backup = a.completed(a.estate.production);
    Job job = a.restore(a.estate.production, backup);
    a.round();
    a.launcher.last().vanish();
    a.rounds(3);
    assertThat(a.job(job.id()).status()).isEqualTo(JobStatus.QUEUED);
    assertThat(a.job(job.id()).attemptCount()).isEqualTo(1);
    untilDead(b);
    assertThat(b.job(job.id()).controllerId()).isEqualTo(b.identity().id());
    a.advance(Duration.ofMinutes(1));
    b.advance(Duration.ofMinutes(1));
    b.round();
    assertThat(b.job(job.id()).lockedBy()).startsWith("beta:");
  }

  @Test
  void whatWasOnlyAskedForAtADeadControllerWaitsForItOrForAnAdministrator() {
    Job job = a.backUp(a.estate.production);
    untilDead(b);
    assertThat(b.job(job.id()).status()).isEqualTo(JobStatus.QUEUED);
    assertThat(b.job(job.id()).controllerId()).isEqualTo(a.identity().id());
    b.engine.service().cancel(House.ADMIN, job.id());
    assertThat(b.job(job.id()).status()).isEqualTo(JobStatus.CANCELLED);
  }

  @Test
  void clocksThatDifferMakeNobodyDead() {
    b.clock.advance(Duration.ofMinutes(2));
    Job job = a.backUp(a.estate.production);
    a.round();
    for (int i = 0; i < 45; i++) {
      a.advance(Presence.BEAT);
      a.round();
      b.advance(Presence.BEAT);
      b.round();
    }
    assertThat(a.job(job.id()).lockedBy()).startsWith("alpha:");
    b.clock.advance(Duration.ofHours(3));
    b.rounds(2);
    assertThat(a.job(job.id()).lockedBy()).as("a clock that jumps").startsWith("alpha:");
  }

  @Test
  void oneCancelsWhatTheOtherRuns() {
    Job job = a.backUp(a.estate.production);
    a.round();
    b.engine.service().cancel(House.ADMIN, job.id());
    assertThat(b.job(job.id()).status()).isEqualTo(JobStatus.RUNNING);
    a.rounds(4);
    assertThat(b.job(job.id()).status()).isEqualTo(JobStatus.CANCELLED);
    assertThat(a.launcher.launched("job-settle.yml")).isEqualTo(1);
  }

  @Test
  void aCancelledJobOfADeadControllerIsCancelledByTheOneThatTakesItOver() {
    Job job = a.backUp(a.estate.production);
    a.round();
    b.engine.service().cancel(House.ADMIN, job.id());
    untilDead(b);
    assertThat(b.job(job.id()).status()).isEqualTo(JobStatus.CANCELLED);
  }

  @Test
  void twoThatAskWithOneIdAtTheSameMomentGetOneJob() throws Exception {
    UUID id = UUID.randomUUID();
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Callable<Job>> both = new ArrayList<>();
      for (House house : List.of(a, b)) {
        both.add(
            () ->
                house
                    .engine
                    .service()
                    .enqueue(
                        House.ADMIN,
                        new BackupRequest(house.estate.production.id(), BackupScope.DB, null),
                        id));
      }
      List<Job> got = new ArrayList<>();
      for (Future<Job> one : threads.invokeAll(both)) {
        got.add(one.get());
      }
      assertThat(got.get(0)).isEqualTo(got.get(1));
    } finally {
      threads.shutdownNow();
    }
    List<Backup> backups = a.store.read(tx -> tx.backups().ofJob(id));
    assertThat(backups).hasSize(1);
  }

  @Test
  void theHoldsOfADeadControllerAreGivenBack() {
    SiteHold hold =
        a.engine
            .holds()
            .take(House.ADMIN, a.estate.production.id(), UUID.randomUUID(), "deploy #7");
    assertThat(b.codeOf(House.ADMIN, backup())).isEqualTo("site_held");
    untilDead(b);
    assertThat(b.codeOf(House.ADMIN, backup())).isEqualTo("accepted");
    assertThatThrownBy(() -> a.engine.holds().waitsFor(hold.id()))
        .isInstanceOf(IllegalStateException.class);
  }

  private BackupRequest backup() {
    return new BackupRequest(a.estate.production.id(), BackupScope.DB, null);
  }

  @Test
  void aResetOfALivingControllerIsNotForgottenByOneThatStarts() {
    a.store.perform(
        tx ->
            tx.locks()
                .acquireForReset(
                    a.estate.production.id(),
                    "reset by anna",
                    a.identity().id(),
                    tx.jobs().nextFence()));
    b.restart();
    assertThat(productionIsHeld()).isTrue();
    a.restart();
    assertThat(productionIsHeld()).isFalse();
  }

  @Test
  void aResetWhoseControllerWasTakenForDeadChangesNothing() {
    Job job = failed();
    // The node answers a's question only after b has freed the environment.
    House asking = a;
    asking.launcher.onSettle =
        run -> {
          untilDead(b);
          run.end(0);
        };
    assertThatThrownBy(
            () ->
                asking
                    .engine
                    .service()
                    .resetEnvironment(House.ADMIN, asking.estate.production.id()))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> {
              assertThat(e.refusal().code()).isEqualTo("reset_validation_failed");
              assertThat(e.refusal().message()).contains("away for too long");
            });
    assertThat(production()).isEqualTo(ResourceStatus.FAILED);
    assertThat(a.job(job.id()).status()).isEqualTo(JobStatus.FAILED);
  }

  /** A restore that ended with nobody knowing what is live. */
  private Job failed() {
    Backup backup = a.completed(a.estate.production);
    Job job = a.restore(a.estate.production, backup);
    a.round();
    a.launcher.last().event("task", "switch").event("told", null, "code", "ROLLBACK_FAILED").end(2);
    a.settled = Settled.unanswered("its network is down");
    a.rounds(3);
    assertThat(production()).isEqualTo(ResourceStatus.FAILED);
    a.settled = new Settled(true, null, new Live("releases/base", 0, "wp", true), true, true, "{}");
    return job;
  }

  @Test
  void aCopyOfAHomeDisplacesTheFirstAndNeverWorksBesideIt() {
    House copy = new House(a, a.identity());
    Job job = copy.backUp(a.estate.production);
    a.advance(Presence.BEAT);
    a.rounds(2);
    assertThat(a.job(job.id()).status()).isEqualTo(JobStatus.QUEUED);
    copy.round();
    assertThat(a.job(job.id()).status()).isEqualTo(JobStatus.RUNNING);
    assertThat(copy.launcher.runs).hasSize(1);
    assertThat(a.launcher.runs).isEmpty();
    copy.close();
  }

  @Test
  void exactlyOneOfThemCleansUp() {
    Backup backup = a.completed(a.estate.production);
    assertThat(backup.retentionUntil()).isNotNull();
    a.advance(Duration.ofDays(31));
    b.advance(Duration.ofDays(31));
    a.round();
    b.round();
    List<Job> cleanups =
        a.store.read(
            tx ->
                tx.jobs().list(new JobFilter(null, null, null, JobType.BACKUP_CLEANUP, 10, null)));
    assertThat(cleanups).hasSize(1);
  }

  @Test
  void controllersOfOneNameAreToldApart() {
    House third = new House(a, "alpha");
    List<Controller> all = a.store.read(tx -> tx.controllers().all());
    assertThat(all).extracting(Controller::name).doesNotHaveDuplicates().hasSize(3);
    assertThat(all.stream().map(Controller::name)).anyMatch(name -> name.startsWith("alpha-"));
    third.close();
  }

  @Test
  void aHomeKeepsItsIdAndTellsWhenItIsNone() throws Exception {
    Path home = Files.createDirectory(directory.resolve("home"));
    ControllerIdentity made = ControllerIdentity.open(home, "alpha", false);
    assertThat(ControllerIdentity.open(home, "other", false).id()).isEqualTo(made.id());
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(home.resolve("controller.id"))))
        .isEqualTo("rw-------");
    Files.writeString(home.resolve("controller.id"), "nonsense");
    assertThatThrownBy(() -> ControllerIdentity.open(home, "alpha", false))
        .hasMessageContaining("remove it");
  }
}
