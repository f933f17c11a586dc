package io.jenkins.plugins.pressluft.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.pressluft.guard.Refusal;
import io.jenkins.plugins.pressluft.guard.RefusedException;
import io.jenkins.plugins.pressluft.job.JobRequest.BackupRequest;
import io.jenkins.plugins.pressluft.job.JobRequest.HealthRequest;
import io.jenkins.plugins.pressluft.job.JobRequest.RestoreRequest;
import io.jenkins.plugins.pressluft.job.JobRequest.UndoRequest;
import io.jenkins.plugins.pressluft.job.JobRequest.VerifyRequest;
import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.BackupScope;
import io.jenkins.plugins.pressluft.model.BackupStatus;
import io.jenkins.plugins.pressluft.model.Caller;
import io.jenkins.plugins.pressluft.model.Caller.Permission;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.EnvironmentKind;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.JobFilter;
import io.jenkins.plugins.pressluft.model.PreBackup;
import io.jenkins.plugins.pressluft.model.Restore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefusalsTest {
  @TempDir Path directory;
  private House house;
  private Environment production;
  private Environment staging;

  House house(Path home) {
    return new House(home);
  }

  @BeforeEach
  void open() {
    house = house(directory);
    production = house.estate.production;
    staging = house.estate.staging;
  }

  @AfterEach
  void close() {
    house.close();
  }

  private Refusal refusal(Caller caller, JobRequest request) {
    int jobs = jobs();
    try {
      house.engine.service().enqueue(caller, request);
    } catch (RefusedException e) {
      assertThat(jobs()).isEqualTo(jobs);
      assertThat(e.refusal().message()).endsWith(".").doesNotContain("\n");
      return e.refusal();
    }
    throw new AssertionError("accepted " + request);
  }

  private int jobs() {
    return house.store.read(tx -> tx.jobs().list(JobFilter.newest(500))).size();
  }

  private String code(JobRequest request) {
    return refusal(House.ADMIN, request).code();
  }

  private static RestoreRequest confirmed(
      Environment environment, Backup backup, String confirmation, String expect) {
    return new RestoreRequest(
        environment.id(), backup.id(), false, null, null, confirmation, null, null, expect);
  }

  @Test
  void whoMayNotSeeTheEnvironmentDoesNotLearnThatItExists() {
    Caller stranger = House.caller("mallory");
    Refusal unseen = refusal(stranger, new BackupRequest(production.id(), BackupScope.DB, null));
    assertThat(unseen.status()).isEqualTo(404);
    Refusal none = refusal(stranger, new BackupRequest(UUID.randomUUID(), BackupScope.DB, null));
    assertThat(none.code()).isEqualTo(unseen.code());
  }

  @Test
  void whoMayOnlyLookIsForbiddenToChange() {
    Caller reader = House.caller("rita", Permission.VIEW);
    Refusal refusal = refusal(reader, new BackupRequest(production.id(), BackupScope.DB, null));
    assertThat(refusal.status()).isEqualTo(403);
    assertThat(refusal.code()).isEqualTo("forbidden");
  }

  @Test
  void aBadRequestComesBeforeEverythingElse() {
    Caller stranger = House.caller("mallory");
    String long64k = "x".repeat(65536);
    assertThat(
            refusal(stranger, new BackupRequest(production.id(), BackupScope.DB, long64k)).status())
        .isEqualTo(400);
    assertThat(code(new BackupRequest(production.id(), BackupScope.DB, "a\u0000b")))
        .isEqualTo("bad_request");
    assertThat(code(new BackupRequest(production.id(), null, null))).isEqualTo("bad_request");
    for (String path : new String[] {"srv/copies/a", "/srv/copies/../../etc", "/srv/a\nb", "/"}) {
      assertThat(code(House.restoreOf(production, UUID.randomUUID(), null, false, path)))
          .isEqualTo("bad_request");
    }
  }

  @Test
  void shellAndYamlCharactersAreStoredAsTheyCame() {
    String message = "$(rm -rf /); `id` 'x' \"y\" {{ lookup('pipe','id') }}\n- &a !!python/object";
    Job job = house.enqueue(new BackupRequest(production.id(), BackupScope.DB, message));
    assertThat(house.backup(job.backupId()).message()).isEqualTo(message);
  }

  @Test
  void aBackupOfAnotherEnvironmentIsRefused() {
    Backup backup = house.completed(staging);
    assertThat(code(House.restoreOf(production, backup.id()))).isEqualTo("backup_not_owned");
    Backup other = house.completed(house.estate.blogProduction);
    assertThat(code(House.restoreOf(production, other.id()))).isEqualTo("backup_not_owned");
  }

  @Test
  void anUnknownPendingFailedOrExpiredBackupIsRefused() {
    assertThat(refusal(House.ADMIN, House.restoreOf(production, UUID.randomUUID())).status())
        .isEqualTo(404);
    Job pending = house.backUp(production);
    assertThat(code(House.restoreOf(production, pending.backupId())))
        .isEqualTo("backup_not_completed");
    assertThat(code(new VerifyRequest(pending.backupId()))).isEqualTo("backup_not_completed");
    house.engine.service().cancel(House.ADMIN, pending.id());
    assertThat(house.backup(pending.backupId()).status()).isEqualTo(BackupStatus.FAILED);
    assertThat(code(House.restoreOf(production, pending.backupId())))
        .isEqualTo("backup_not_completed");
    Backup backup = house.completed(production);
    house.advance(Duration.ofDays(30));
    assertThat(code(House.restoreOf(production, backup.id()))).isEqualTo("backup_expired");
  }

  @Test
  void aProtectedEnvironmentNeedsTheTypedPhrase() {
    Backup backup = house.completed(staging);
    Refusal required = refusal(House.ADMIN, confirmed(staging, backup, null, null));
    assertThat(required.code()).isEqualTo("confirmation_required");
    String phrase = "RESTORE " + backup.id();
    assertThat(required.message()).contains(phrase);
    assertThat(required.details()).containsEntry("phrase", phrase);
    assertThat(code(confirmed(staging, backup, phrase + " ", null)))
        .isEqualTo("confirmation_mismatch");
    house.enqueue(confirmed(staging, backup, phrase, null));
  }

  @Test
  void aGivenPhraseCountsEvenWhereNoneIsAskedFor() {
    Backup backup = house.completed(production);
    assertThat(code(confirmed(production, backup, "yes", null))).isEqualTo("confirmation_mismatch");
  }

  @Test
  void theExpectedEnvironmentIsComparedByIdOrPath() {
    Backup backup = house.completed(production);
    Refusal refusal = refusal(House.ADMIN, confirmed(production, backup, null, "acme/staging"));
    assertThat(refusal.code()).isEqualTo("conflict");
    assertThat(refusal.message()).contains("acme/staging", "acme/production");
    house.enqueue(confirmed(production, backup, null, "acme/production"));
  }

  @Test
  void aSecondRestoreIsToldWhichJobIsInTheWay() {
    Backup backup = house.completed(production);
    Job first = house.restore(production, backup);
    Refusal refusal = refusal(House.ADMIN, House.restoreOf(production, backup.id()));
    assertThat(refusal.code()).isEqualTo("job_in_progress");
    assertThat(refusal.details()).containsEntry("job_id", first.id().toString());
  }

  @Test
  void aDestinationMustBeAllowedAndNeedsNoSafetyBackup() {
    Backup backup = house.completed(production);
    for (String path :
        new String[] {"/etc", "/srv/copies", "/srv/copiesx/a", "/srv/production/x"}) {
      assertThat(code(House.restoreOf(production, backup.id(), null, false, path)))
          .isEqualTo("conflict");
    }
    Job job = house.enqueue(House.restoreOf(production, backup.id(), null, false, "/srv/copies/a"));
    Restore row = house.store.read(tx -> tx.restores().ofJob(job.id())).orElseThrow();
    assertThat(row.safetyBackupId()).isNull();
    assertThat(row.destination()).isEqualTo("/srv/copies/a");
  }

  @Test
  void aSafetyBackupThatShallBeVerifiedMustBeFresh() {
    Backup backup = house.completed(production);
    RestoreRequest request =
        House.restoreOf(production, backup.id(), PreBackup.VERIFY, false, null);
    house.advance(Duration.ofHours(24).plusSeconds(1));
    assertThat(code(request)).isEqualTo("fresh_backup_required");
    Backup fresh = house.completed(production);
    Job job = house.enqueue(request);
    Restore row = house.store.read(tx -> tx.restores().ofJob(job.id())).orElseThrow();
    assertThat(row.safetyBackupId()).isEqualTo(fresh.id());
  }

  @Test
  void anUndoNeedsARestoreAndAnOpenWindow() {
    assertThat(code(new UndoRequest(production.id(), null, null))).isEqualTo("conflict");
    Backup backup = house.completed(production);
    house.restore(production, backup);
    house.round();
    house.launcher.last().event("safety_done", "safety").end(0);
    house.round();
    house.advance(Duration.ofDays(8));
    assertThat(refusal(House.ADMIN, new UndoRequest(production.id(), null, null)).message())
        .contains("window");
  }

  @Test
  void whatIsNoLongerDeclaredIsNotWorkedOn() {
    house.store.perform(tx -> tx.nodes().keepDeclared(Set.of()));
    Refusal refusal =
        refusal(House.ADMIN, new BackupRequest(production.id(), BackupScope.DB, null));
    assertThat(refusal.code()).isEqualTo("conflict");
    assertThat(refusal.message()).contains("no longer declares").contains("web1");
    assertThat(code(new HealthRequest(production.id()))).isEqualTo("conflict");
  }

  @Test
  void aKindWithoutARoleIsNotSupportedYet() {
    Environment postgres =
        house.store.transact(
            tx ->
                house.estate.declare(
                    tx,
                    house.estate.blog,
                    "data",
                    house.estate.node,
                    false,
                    EnvironmentKind.POSTGRES));
    assertThat(
            refusal(House.ADMIN, new BackupRequest(postgres.id(), BackupScope.DB, null)).message())
        .contains("not supported yet");
  }
}
