package io.jenkins.plugins.pressluft.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.pressluft.job.JobRequest.DeployRequest;
import io.jenkins.plugins.pressluft.job.JobRequest.RollbackRequest;
import io.jenkins.plugins.pressluft.job.JobRequest.UndoRequest;
import io.jenkins.plugins.pressluft.job.JobRequest.UpdateRequest;
import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.BackupPurpose;
import io.jenkins.plugins.pressluft.model.BackupStatus;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.JobFilter;
import io.jenkins.plugins.pressluft.model.JobStatus;
import io.jenkins.plugins.pressluft.model.JobType;
import io.jenkins.plugins.pressluft.model.PreBackup;
import io.jenkins.plugins.pressluft.model.Release;
import io.jenkins.plugins.pressluft.model.ReleaseHealth;
import io.jenkins.plugins.pressluft.model.ResourceStatus;
import io.jenkins.plugins.pressluft.model.Restore;
import io.jenkins.plugins.pressluft.model.SourceType;
import io.jenkins.plugins.pressluft.model.UpdateScope;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of releases, pointer and environment when new code comes in or goes. */
class RolloutLifeTest {
  private static final String MAIN = "git@example.org:acme/site.git#main";
  private static final List<Map<String, Object>> FINE = List.of(Map.of("name", "http", "ok", true));
  private static final List<Map<String, Object>> BAD = List.of(Map.of("name", "http", "ok", false));

  @TempDir Path directory;
  private House house;
  private UUID id;

  House house(Path home) {
    return new House(home);
  }

  @BeforeEach
  void open() {
    house = house(directory);
    id = house.estate.production.id();
  }

  @AfterEach
  void close() {
    house.close();
  }

  private Environment production() {
    return house.estate.environment(id);
  }

  private Release release(String path) {
    return house.store.read(tx -> tx.releases().byPath(id, path)).orElseThrow();
  }

  private Release current() {
    UUID pointer = production().currentReleaseId();
    return house.store.read(tx -> tx.releases().byId(pointer)).orElseThrow();
  }

  private Job begin(JobRequest request) {
    Job job = house.enqueue(request);
    house.round();
    assertThat(production().status()).isEqualTo(ResourceStatus.DEPLOYING);
    assertThat(house.estate.site(house.estate.acme.id()).status())
        .isEqualTo(ResourceStatus.DEPLOYING);
    return job;
  }

  private Job beginDeploy() {
    return begin(new DeployRequest(id, SourceType.GIT, MAIN, null, "the spring sale"));
  }

  private Job deployed(String from, String to) {
    Job job = beginDeploy();
    house
        .launcher
        .last()
        .event("task", "switch")
        .event(
            "told",
            null,
            "outcome",
            "succeeded",
            "from",
            from,
            "to",
            to,
            "commit",
            "c0ffee",
            "checks",
            FINE)
        .end(0);
    house.round();
    assertThat(house.job(job.id()).status()).isEqualTo(JobStatus.SUCCEEDED);
    return job;
  }

  private Job switchedBack(String from, String to) {
    Job job = beginDeploy();
    house
        .launcher
        .last()
        .event("task", "switch")
        .event(
            "told",
            null,
            "code",
            "HEALTH_CHECK_FAILED",
            "outcome",
            "rolled_back",
            "from",
            from,
            "to",
            to,
            "live",
            from,
            "proven",
            true,
            "checks",
            BAD)
        .end(2);
    house.round();
    return job;
  }

  @Test
  void aDeployChangesJobEnvironmentSiteReleaseAndPointerTogether() {
    Job job = deployed("releases/base", "releases/one");

    assertThat(production().status()).isEqualTo(ResourceStatus.ACTIVE);
    assertThat(house.estate.site(house.estate.acme.id()).status()).isEqualTo(ResourceStatus.ACTIVE);
    Release release = current();
    assertThat(release.path()).isEqualTo("releases/one");
    assertThat(release.jobId()).isEqualTo(job.id());
    assertThat(release.sourceType()).isEqualTo(SourceType.GIT);
    assertThat(release.sourceRef()).isEqualTo(MAIN);
    assertThat(release.notes()).isEqualTo("commit c0ffee");
    assertThat(release.health()).isEqualTo(ReleaseHealth.HEALTHY);
    assertThat(release.healthChecks()).contains("\"ok\":true");
    assertThat(release("releases/base").sourceRef()).isEqualTo("found:releases/base");
    assertThat(release("releases/base").health()).isEqualTo(ReleaseHealth.UNKNOWN);
    assertThat(house.job(job.id()).parameters())
        .contains("\"source_type\":\"git\"")
        .contains("\"source_ref\":\"" + MAIN + "\"");
  }

  @Test
  void aDeployThatWasSwitchedBackLeavesTheOldReleaseLiveAndARollbackOfItsOwn() {
    deployed("releases/base", "releases/one");
    Job job = switchedBack("releases/one", "releases/two");

    Job failed = house.job(job.id());
    assertThat(failed.status()).isEqualTo(JobStatus.FAILED);
    assertThat(failed.errorCode()).isEqualTo("HEALTH_CHECK_FAILED");
    assertThat(production().status()).isEqualTo(ResourceStatus.ACTIVE);
    assertThat(current().path()).isEqualTo("releases/one");
    assertThat(current().health()).isEqualTo(ReleaseHealth.HEALTHY);
    Release bad = release("releases/two");
    assertThat(bad.health()).isEqualTo(ReleaseHealth.UNHEALTHY);
    assertThat(bad.sourceRef()).isEqualTo(MAIN);
    assertThat(bad.healthChecks()).contains("\"ok\":false");

    Job rollback = house.store.read(tx -> tx.jobs().list(JobFilter.newest(1))).get(0);
    assertThat(rollback.type()).isEqualTo(JobType.RELEASE_ROLLBACK);
    assertThat(rollback.status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(rollback.parameters())
        .contains("\"of_job\":\"" + job.id() + "\"")
        .contains("\"release\":\"releases/one\"");
    assertThat(rollback.result()).contains("releases/two", "releases/one");
    assertThat(failed.result()).contains("\"rollback_job_id\":\"" + rollback.id() + "\"");
    assertThat(house.eventTypes(job.id())).contains("rollback").endsWith("status");
    boolean held = house.store.read(tx -> tx.locks().isHeld(house.estate.node.id()));
    assertThat(held).isFalse();
  }

  @Test
  void aDeployThatCouldNotBeSwitchedBackFailsTheEnvironmentAndItsRollback() {
    deployed("releases/base", "releases/one");
    house.settled = new Settled(true, null, new Live(null, null, null, false), true, null, "{}");
    Job job = beginDeploy();
    house
        .launcher
        .last()
        .event("task", "switch")
        .event("told", null, "code", "ROLLBACK_FAILED")
        .end(2);
    house.rounds(3);

    assertThat(house.job(job.id()).status()).isEqualTo(JobStatus.FAILED);
    assertThat(production().status()).isEqualTo(ResourceStatus.FAILED);
    Job rollback = house.store.read(tx -> tx.jobs().list(JobFilter.newest(1))).get(0);
    assertThat(rollback.type()).isEqualTo(JobType.RELEASE_ROLLBACK);
    assertThat(rollback.status()).isEqualTo(JobStatus.FAILED);
    assertThat(rollback.errorCode()).isEqualTo("ROLLBACK_FAILED");
  }

  @Test
  void aDeployRefusedBeforeTheSwitchLeavesNoRelease() {
    deployed("releases/base", "releases/one");
    Job job = beginDeploy();
    house.launcher.last().event("told", "check", "code", "PHP_SYNTAX_ERROR").end(2);
    house.round();

    assertThat(house.job(job.id()).errorCode()).isEqualTo("PHP_SYNTAX_ERROR");
    assertThat(production().status()).isEqualTo(ResourceStatus.ACTIVE);
    assertThat(current().path()).isEqualTo("releases/one");
    List<Release> releases = house.store.read(tx -> tx.releases().ofEnvironment(id));
    assertThat(releases).hasSize(2);
  }

  @Test
  void thePointerFollowsWhatTheNodeProvesWhenADeployIsLostAfterTheSwitch() {
    deployed("releases/base", "releases/one");
    Job job = beginDeploy();
    String path = "releases/" + ReleaseStamp.of(job);
    house.settled = new Settled(true, null, new Live(path, 0, "wp", true), true, true, "{}");
    house.launcher.last().event("task", "switch").vanish();
    house.rounds(3);
    assertThat(house.job(job.id()).status()).isEqualTo(JobStatus.QUEUED);
    assertThat(production().status()).isEqualTo(ResourceStatus.DEPLOYING);
    house.engine.service().cancel(House.ADMIN, job.id());

    assertThat(production().status()).isEqualTo(ResourceStatus.ACTIVE);
    assertThat(current().path()).isEqualTo(path);
    assertThat(current().sourceRef()).isEqualTo(MAIN);
    assertThat(current().health()).isEqualTo(ReleaseHealth.UNKNOWN);
  }

  /** What the node answers when it is asked after this job: how its change ended. */
  private void nodeKnows(Job job, String outcome, String live, String to) {
    ChangeFacts change =
        new ChangeFacts(
            outcome,
            new Live("releases/one", 0, "wp", true),
            new Live(to, 0, "wp", true),
            null,
            "c0ffee",
            Json.text(outcome.equals("rolled_back") ? BAD : FINE),
            null);
    house.settled =
        new Settled(
            true,
            null,
            new Live(live, 0, "wp", true),
            true,
            true,
            "{\"settle\":{}}",
            new Settled.Last(job.id(), change));
  }

  /** Every attempt is lost right after its switch. */
  private void loseEveryAttempt(Job job) {
    for (int attempt = 1; attempt <= job.maxAttempts(); attempt++) {
      house.launcher.last().event("task", "switch").vanish();
      house.rounds(3);
      house.advance(Duration.ofHours(1));
      house.round();
    }
  }

  private Job newest() {
    return house.store.read(tx -> tx.jobs().list(JobFilter.newest(1))).get(0);
  }

  @Test
  void aDeployThatOnlyTheNodeSwitchedBackLeavesAnUnhealthyReleaseAndALinkedRollback() {
    deployed("releases/base", "releases/one");
    Job job = beginDeploy();
    String bad = "releases/" + ReleaseStamp.of(job);
    nodeKnows(job, "rolled_back", "releases/one", bad);
    loseEveryAttempt(job);

    Job failed = house.job(job.id());
    assertThat(failed.status()).isEqualTo(JobStatus.FAILED);
    assertThat(failed.errorCode()).isEqualTo("LOST_WORKER");
    assertThat(current().path()).isEqualTo("releases/one");
    assertThat(production().status()).isEqualTo(ResourceStatus.ACTIVE);
    assertThat(release(bad).health()).isEqualTo(ReleaseHealth.UNHEALTHY);
    assertThat(release(bad).sourceRef()).isEqualTo(MAIN);
    assertThat(release(bad).healthChecks()).contains("\"ok\":false");
    assertThat(newest().type()).isEqualTo(JobType.RELEASE_ROLLBACK);
    assertThat(newest().status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(newest().parameters()).contains("\"of_job\":\"" + job.id() + "\"");
    assertThat(failed.result()).contains("\"rollback_job_id\":\"" + newest().id() + "\"");
  }

  @Test
  void aCancelledDeployThatTheNodeHadSwitchedBackIsRecordedLikeAnyOther() {
    deployed("releases/base", "releases/one");
    Job job = beginDeploy();
    String bad = "releases/" + ReleaseStamp.of(job);
    nodeKnows(job, "rolled_back", "releases/one", bad);
    house.launcher.last().event("task", "switch").vanish();
    house.rounds(3);
    assertThat(house.job(job.id()).status()).isEqualTo(JobStatus.QUEUED);
    house.engine.service().cancel(House.ADMIN, job.id());

    assertThat(house.job(job.id()).status()).isEqualTo(JobStatus.CANCELLED);
    assertThat(release(bad).health()).isEqualTo(ReleaseHealth.UNHEALTHY);
    assertThat(newest().type()).isEqualTo(JobType.RELEASE_ROLLBACK);
    assertThat(house.job(job.id()).result()).contains(newest().id().toString());
  }

  @Test
  void aDeployWhoseLastAttemptWasLostButWhichTheNodeFinishedHasSucceeded() {
    deployed("releases/base", "releases/one");
    Job job = beginDeploy();
    String path = "releases/" + ReleaseStamp.of(job);
    nodeKnows(job, "succeeded", path, path);
    loseEveryAttempt(job);

    assertThat(house.job(job.id()).status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(current().path()).isEqualTo(path);
    assertThat(current().health()).isEqualTo(ReleaseHealth.HEALTHY);
    assertThat(current().notes()).isEqualTo("commit c0ffee");
  }

  @Test
  void whatTheNodeKnowsOfAnotherJobChangesNothing() {
    Job earlier = deployed("releases/base", "releases/one");
    Job job = beginDeploy();
    nodeKnows(earlier, "rolled_back", "releases/one", "releases/two");
    loseEveryAttempt(job);

    assertThat(house.job(job.id()).status()).isEqualTo(JobStatus.FAILED);
    List<Release> known = house.store.read(tx -> tx.releases().ofEnvironment(id));
    assertThat(known).extracting(Release::path).doesNotContain("releases/two");
    assertThat(newest().id()).isEqualTo(job.id());
  }

  @Test
  void aResetRecordsWhatBecameOfADeployWhoseNodeWasGone() {
    deployed("releases/base", "releases/one");
    Job job = beginDeploy();
    String bad = "releases/" + ReleaseStamp.of(job);
    house.settled = Settled.unanswered("no route");
    house.launcher.last().event("task", "switch").vanish();
    house.rounds(3);
    assertThat(house.job(job.id()).errorCode()).isEqualTo("LOST_WORKER");
    assertThat(production().status()).isEqualTo(ResourceStatus.FAILED);

    nodeKnows(job, "rolled_back", "releases/one", bad);
    house.engine.service().resetEnvironment(House.ADMIN, id);

    assertThat(production().status()).isEqualTo(ResourceStatus.ACTIVE);
    assertThat(current().path()).isEqualTo("releases/one");
    assertThat(release(bad).health()).isEqualTo(ReleaseHealth.UNHEALTHY);
    assertThat(release(bad).sourceRef()).isEqualTo(MAIN);
    assertThat(newest().type()).isEqualTo(JobType.RELEASE_ROLLBACK);
    assertThat(newest().parameters()).contains("\"of_job\":\"" + job.id() + "\"");
  }

  @Test
  void thePointerStaysWhenADeployIsLostBeforeTheSwitch() {
    deployed("releases/base", "releases/one");
    house.settled =
        new Settled(true, null, new Live("releases/one", 0, "wp", true), true, true, "{}");
    Job job = beginDeploy();
    house.launcher.last().event("task", "fetch").vanish();
    house.rounds(3);
    house.engine.service().cancel(House.ADMIN, job.id());

    assertThat(current().path()).isEqualTo("releases/one");
    assertThat(production().status()).isEqualTo(ResourceStatus.ACTIVE);
  }

  @Test
  void aRollbackPointsToTheReleaseThatIsLiveAgain() {
    deployed("releases/base", "releases/one");
    deployed("releases/one", "releases/two");
    Job job = begin(new RollbackRequest(id, release("releases/one").id().toString(), null));
    assertThat(house.job(job.id()).parameters()).contains("\"release\":\"releases/one\"");
    house
        .launcher
        .last()
        .event("task", "switch")
        .event("told", null, "outcome", "succeeded", "from", "releases/two", "to", "releases/one")
        .end(0);
    house.round();

    assertThat(house.job(job.id()).status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(current().path()).isEqualTo("releases/one");
    assertThat(release("releases/two").health()).isEqualTo(ReleaseHealth.HEALTHY);
  }

  @Test
  void aReleaseThatTheNodeRemovedIsKnownToBeGone() {
    deployed("releases/base", "releases/one");
    beginDeploy();
    house
        .launcher
        .last()
        .event("task", "switch")
        .event(
            "told",
            null,
            "outcome",
            "succeeded",
            "from",
            "releases/one",
            "to",
            "releases/two",
            "removed",
            List.of("releases/base", "releases/unknown"))
        .end(0);
    house.round();

    assertThat(release("releases/base").removedAt()).isNotNull();
    assertThat(release("releases/one").removedAt()).isNull();
    assertThat(house.codeOf(House.ADMIN, new RollbackRequest(id, "releases/base", null)))
        .isEqualTo("release_not_found");
  }

  @Test
  void anUpdateMakesItsSafetyBackupOnceAndKeepsIt() {
    Job job = begin(new UpdateRequest(id, UpdateScope.PLUGINS, null, "weekly"));
    Backup safety = house.backup(house.job(job.id()).backupId());
    assertThat(safety.purpose()).isEqualTo(BackupPurpose.SAFETY);
    assertThat(safety.status()).isEqualTo(BackupStatus.RUNNING);
    house.launcher.last().event("safety_done", "safety").vanish();
    house.rounds(3);
    assertThat(house.backup(safety.id()).status()).isEqualTo(BackupStatus.COMPLETED);
    assertThat(house.job(job.id()).status()).isEqualTo(JobStatus.QUEUED);
    house.advance(Duration.ofMinutes(2));
    house.round();
    house
        .launcher
        .last()
        .event("task", "switch")
        .event("told", null, "outcome", "succeeded", "from", "releases/base", "to", "releases/up")
        .end(0);
    house.round();

    assertThat(house.job(job.id()).status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(current().sourceRef()).isEqualTo("update:plugins");
    List<Backup> made = house.store.read(tx -> tx.backups().ofJob(job.id()));
    assertThat(made).hasSize(1);
  }

  /** An update on a copy of the data, which is live when this returns. */
  private Job updatedOnACopy(String from, String to, String undoUntil) {
    Job job = begin(new UpdateRequest(id, UpdateScope.ALL, null, null));
    house
        .launcher
        .last()
        .event("safety_done", "safety")
        .event("task", "switch")
        .event(
            "told", null, "outcome", "succeeded", "from", from, "to", to, "undo_until", undoUntil)
        .end(0);
    house.round();
    assertThat(house.job(job.id()).status()).isEqualTo(JobStatus.SUCCEEDED);
    return job;
  }

  @Test
  void anUpdateOnACopyOfTheDataIsTakenBackByAnUndo() {
    deployed("releases/base", "releases/one");
    UndoRequest undo = new UndoRequest(id, null, null);
    assertThat(house.codeOf(House.ADMIN, undo)).isEqualTo("conflict");
    String until = house.clock.instant().plus(Duration.ofDays(7)).toString();
    Job update = updatedOnACopy("releases/one", "releases/up", until);

    Job job = house.enqueue(undo);
    Restore taken = house.store.read(tx -> tx.restores().ofJob(job.id())).orElseThrow();
    Restore undone = house.store.read(tx -> tx.restores().byId(taken.undoOf())).orElseThrow();
    assertThat(undone.jobId()).isEqualTo(update.id());
    assertThat(undone.previousGeneration()).isZero();
    assertThat(undone.newGeneration()).isEqualTo(1);
    // Nothing of the safety backup was restored, so it does not say so.
    List<Restore> ofBackup = house.store.read(tx -> tx.restores().ofBackup(update.backupId()));
    assertThat(ofBackup).isEmpty();
    List<Restore> listed = house.store.read(tx -> tx.restores().ofEnvironment(id));
    assertThat(listed).extracting(Restore::id).containsExactly(taken.id());

    house.round();
    house.launcher.last().event("task", "switch").end(0);
    house.round();
    assertThat(house.job(job.id()).status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(house.codeOf(House.ADMIN, undo)).isEqualTo("conflict");
  }

  @Test
  void anUpdateStandsBeforeAnOlderRestoreUntilItsWindowIsOver() {
    Backup backup = house.completed(house.estate.production);
    house.restore(house.estate.production, backup);
    house.round();
    house.launcher.last().event("safety_done", "safety").event("task", "switch").end(0);
    house.round();
    String until = house.clock.instant().plus(Duration.ofMinutes(5)).toString();
    updatedOnACopy("releases/one", "releases/up", until);
    house.advance(Duration.ofMinutes(6));

    assertThat(house.codeOf(House.ADMIN, new UndoRequest(id, null, null))).isEqualTo("conflict");
  }

  @Test
  void anUpdateThatFoundNothingToDoMakesNoRelease() {
    deployed("releases/base", "releases/one");
    Job job = begin(new UpdateRequest(id, UpdateScope.ALL, null, null));
    house
        .launcher
        .last()
        .event("safety_done", "safety")
        .event(
            "told",
            null,
            "outcome",
            "nothing_to_do",
            "from",
            "releases/one",
            "to",
            "releases/one",
            "live",
            "releases/one",
            "proven",
            true)
        .end(0);
    house.round();

    assertThat(house.job(job.id()).status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(production().status()).isEqualTo(ResourceStatus.ACTIVE);
    assertThat(current().path()).isEqualTo("releases/one");
    assertThat(current().sourceRef()).isEqualTo(MAIN);
  }

  @Test
  void anUpdateReliesOnAFreshBackupThatIsStillFreshWhenItStarts() {
    UpdateRequest verified = new UpdateRequest(id, UpdateScope.ALL, PreBackup.VERIFY, null);
    assertThat(house.codeOf(House.ADMIN, verified)).isEqualTo("fresh_backup_required");
    Backup backup = house.completed(house.estate.production);
    Job job = house.enqueue(verified);
    assertThat(job.backupId()).isEqualTo(backup.id());
    house.advance(Duration.ofHours(25));
    house.round();

    assertThat(house.job(job.id()).errorCode()).isEqualTo("PRE_BACKUP_STALE");
    assertThat(production().status()).isEqualTo(ResourceStatus.ACTIVE);
    assertThat(house.backup(backup.id()).status()).isEqualTo(BackupStatus.COMPLETED);
  }
}
