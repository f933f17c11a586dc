package io.jenkins.plugins.pressluft.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.pressluft.ansible.DerivedText;
import io.jenkins.plugins.pressluft.ansible.Launch;
import io.jenkins.plugins.pressluft.ansible.PrivateText;
import io.jenkins.plugins.pressluft.ansible.RunEvent;
import io.jenkins.plugins.pressluft.home.Sha256;
import io.jenkins.plugins.pressluft.job.Attempt;
import io.jenkins.plugins.pressluft.job.Clearance;
import io.jenkins.plugins.pressluft.job.Cleared;
import io.jenkins.plugins.pressluft.job.Live;
import io.jenkins.plugins.pressluft.job.Operation;
import io.jenkins.plugins.pressluft.job.OperationException;
import io.jenkins.plugins.pressluft.job.Outcome;
import io.jenkins.plugins.pressluft.job.Run;
import io.jenkins.plugins.pressluft.job.Settled;
import io.jenkins.plugins.pressluft.job.Settlement;
import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.BackupPurpose;
import io.jenkins.plugins.pressluft.model.BackupScope;
import io.jenkins.plugins.pressluft.model.BackupStatus;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.EnvironmentKind;
import io.jenkins.plugins.pressluft.model.EnvironmentType;
import io.jenkins.plugins.pressluft.model.ErrorCode;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.JobStatus;
import io.jenkins.plugins.pressluft.model.JobType;
import io.jenkins.plugins.pressluft.model.Node;
import io.jenkins.plugins.pressluft.model.ResourceStatus;
import io.jenkins.plugins.pressluft.model.Restore;
import io.jenkins.plugins.pressluft.model.Rollout;
import io.jenkins.plugins.pressluft.model.Secret;
import io.jenkins.plugins.pressluft.model.Site;
import io.jenkins.plugins.pressluft.model.SourceType;
import io.jenkins.plugins.pressluft.model.Storage;
import io.jenkins.plugins.pressluft.model.StorageType;
import io.jenkins.plugins.pressluft.model.UpdateScope;
import io.jenkins.plugins.pressluft.upload.Uploads;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class OperationsTest {
  private static final Instant NOW = Instant.parse("2026-11-20T20:30:00Z");
  private static final String OBJECT = "s3://code/site/one.tar.zst";
  private static final String GIT =
      "{\"source_type\":\"git\",\"source_ref\":\"git@example.org:acme/site.git#main\"}";
  private static final JsonMapper JSON = JsonMapper.shared();

  @TempDir Path home;

  private ManifestKeys keys;
  private Uploads uploads;
  private final Node node =
      new Node(
          UUID.randomUUID(),
          "here",
          new Node.Spec(Node.Connection.LOCAL, null, null, null, null, null, false, null),
          true,
          NOW,
          NOW,
          1);
  private final Storage storage =
      new Storage(
          UUID.randomUUID(),
          "main",
          new Storage.Spec(StorageType.FILE, "/srv/backups"),
          true,
          NOW,
          NOW,
          1);
  private final Site site =
      new Site(UUID.randomUUID(), "acme", "Acme", ResourceStatus.ACTIVE, null, true, NOW, NOW, 1);
  private final Environment environment =
      new Environment(
          UUID.randomUUID(),
          site.id(),
          "acme",
          "production",
          "Production",
          ResourceStatus.ACTIVE,
          node.id(),
          storage.id(),
          new Environment.Spec(
              EnvironmentType.PRODUCTION,
              EnvironmentKind.WORDPRESS,
              "/var/www/sites/acme",
              "http://127.0.0.1:8081/",
              new Environment.Database(
                  "wp", "/run/mysqld/mysqld.sock", null, null, "root", new Secret("db")),
              "unix:/run/php.sock",
              false,
              "RESTORE {backupId}",
              Duration.ofDays(30),
              Duration.ofDays(7),
              Duration.ofMinutes(60),
              Environment.Compression.ZSTD,
              List.of("/srv/copies"),
              List.of("wp-content/cache"),
              new Rollout(
                  List.of(List.of("composer", "install")),
                  Duration.ofMinutes(2),
                  7,
                  Rollout.UpdateMode.IN_PLACE,
                  "http://127.0.0.1:8085",
                  List.of(new Rollout.PageCheck("http://127.0.0.1/shop", 200, "Basket")),
                  new Secret("repository"),
                  List.of("example.org ssh-ed25519 AAAA"),
                  new Rollout.Limits(5000, 65_536),
                  List.of("releases")),
              null,
              null,
              null),
          null,
          true,
          NOW,
          NOW,
          1);

  @BeforeEach
  void openKeys() {
    keys = ManifestKeys.open(home);
    uploads = new Uploads(home, Clock.fixed(NOW, ZoneOffset.UTC), 8);
  }

  @Test
  void givesABackupExactlyWhatItsPlaybookNeeds() {
    Backup backup = backup(BackupStatus.RUNNING, BackupScope.FULL);
    Launch launch = operation(JobType.BACKUP_CREATE).prepare(backupAttempt(backup));

    assertThat(launch.playbook()).isEqualTo("backup-create.yml");
    assertThat(launch.variables())
        .containsOnlyKeys("job", "site", "environment", "database", "backup");
    assertThat(section(launch, "job"))
        .containsEntry("type", "backup_create")
        .containsEntry("attempt", 2)
        .containsEntry("fence", 17L);
    assertThat(section(launch, "environment"))
        .containsEntry("path", "/var/www/sites/acme")
        .containsEntry("undo_window_seconds", 604_800L)
        .containsEntry("destinations", List.of("/srv/copies"));
    assertThat(section(launch, "database"))
        .containsEntry("admin_password", new Secret("db"))
        .containsEntry("host", null);
    String key = keys.keyOf(backup.id(), environment.id());
    assertThat(section(launch, "backup"))
        .containsOnlyKeys(
            "id",
            "scope",
            "message",
            "key",
            "storage",
            "storage_path",
            "compression",
            "exclude",
            "purpose")
        .containsEntry("key", key)
        .containsEntry("storage_path", backup.storagePath())
        .containsEntry("exclude", List.of("wp-content/cache"));
    assertThat(launch.secrets()).containsExactly(key);
  }

  @Test
  void recordsABackupOnlyAfterItsManifestWasChecked() {
    Backup backup = backup(BackupStatus.RUNNING, BackupScope.FULL);
    ObjectNode report = report(backup, manifest(backup));
    Attempt attempt = backupAttempt(backup);

    Outcome outcome = operation(JobType.BACKUP_CREATE).conclude(attempt, good("backup", report));

    assertThat(outcome.succeeded()).isTrue();
    assertThat(outcome.artifact().checksum())
        .isEqualTo("sha256:" + report.path("manifest_sha256").asString());
    assertThat(outcome.artifact().sizeBytes()).isEqualTo(report.path("size_bytes").asLong());
    assertThat(outcome.artifact().manifest()).isEqualTo(report.path("manifest").asString());
    assertThat(outcome.result()).contains("size_bytes").doesNotContain("manifest");
    assertThat(
            operation(JobType.BACKUP_CREATE)
                .artifact(attempt, event("ok", "result", Map.of("backup", report))))
        .isPresent();
  }

  @Test
  void believesNoReportThatDoesNotAgreeWithTheRowTheBytesOrTheKey() {
    Backup backup = backup(BackupStatus.RUNNING, BackupScope.FULL);
    Backup other = backup(BackupStatus.RUNNING, BackupScope.FULL);
    ObjectNode foreign = manifest(backup).put("environment_id", UUID.randomUUID().toString());

    assertInvalid(backup, report(other, manifest(other)), "is of another backup");
    assertInvalid(
        backup, report(backup, manifest(backup)).put("manifest", "{}"), "was changed on its way");
    assertInvalid(
        backup,
        report(backup, manifest(backup)).put("signature", "00".repeat(32)),
        "is not signed with this backup's key");
    assertInvalid(backup, report(backup, foreign), "names another environment id");
    assertInvalid(
        backup, report(backup, manifest(backup).put("scope", "db")), "names another scope");
    assertInvalid(
        backup, report(backup, manifest(backup).put("format", 2)), "has another format than 1");
    assertInvalid(backup, report(backup, manifest(backup)).put("size_bytes", 1), "has other sizes");
  }

  @Test
  void doesNotCountABackupWithoutAReport() {
    Backup backup = backup(BackupStatus.RUNNING, BackupScope.FULL);

    Outcome outcome =
        operation(JobType.BACKUP_CREATE)
            .conclude(backupAttempt(backup), good("other", JSON.createObjectNode()));

    assertThat(outcome.code()).isEqualTo(ErrorCode.ANSIBLE_UNKNOWN_EXIT);
    assertThat(outcome.message()).contains("did not report the backup");
  }

  @Test
  void makesASafetyBackupAndVerifiesTheOneOfAnEarlierAttempt() {
    Backup backup = backup(BackupStatus.COMPLETED, BackupScope.FULL);
    Backup pending = backup(BackupStatus.PENDING, BackupScope.FULL);
    Backup stored = backup(BackupStatus.COMPLETED, BackupScope.FULL);

    Map<?, ?> create =
        safety(operation(JobType.ENV_RESTORE).prepare(restore(backup, pending, false, null, null)));
    Map<?, ?> verify =
        safety(operation(JobType.ENV_RESTORE).prepare(restore(backup, stored, false, null, null)));

    assertThat(create.get("mode")).isEqualTo("create");
    assertThat(create.get("backup_id")).isEqualTo(pending.id());
    assertThat(create.containsKey("manifest_sha256")).isFalse();
    assertThat(verify.get("mode")).isEqualTo("verify");
    assertThat(verify.get("manifest_sha256")).isEqualTo("ab".repeat(32));
    assertThat(verify.get("key")).isEqualTo(keys.keyOf(stored.id(), environment.id()));
  }

  @Test
  void needsNoSafetyBackupForADryRunADestinationOrAnUndo() {
    Backup backup = backup(BackupStatus.COMPLETED, BackupScope.FULL);
    Restore earlier = restoreRow(backup, false, null);
    Operation operation = operation(JobType.ENV_RESTORE);

    Launch dry = operation.prepare(restore(backup, null, true, null, null));
    Launch copy = operation.prepare(restore(backup, null, false, "/srv/copies/x", null));
    Launch undo = operation.prepare(restore(backup, null, false, null, earlier));

    assertThat(List.of(safety(dry), safety(copy), safety(undo)))
        .allSatisfy(section -> assertThat(section).isEqualTo(Map.of("mode", "none")));
    assertThat(section(dry, "restore"))
        .containsEntry("dry_run", true)
        .containsEntry("backup_id", backup.id())
        .containsEntry("manifest_sha256", "ab".repeat(32));
    assertThat(section(copy, "restore")).containsEntry("destination", "/srv/copies/x");
    assertThat(section(undo, "restore"))
        .containsEntry("undo", true)
        .containsEntry("undo_of_job", earlier.jobId());
  }

  @Test
  void tellsWhatARestoreMadeLive() {
    Backup backup = backup(BackupStatus.COMPLETED, BackupScope.FULL);
    Backup safety = backup(BackupStatus.RUNNING, BackupScope.FULL);
    ObjectNode result =
        (ObjectNode)
            JSON.readTree(
                """
                {"restore": {"outcome": "succeeded",
                  "from": {"release": "releases/20261101T000000Z", "generation": 0, "database": "wp"},
                  "to": {"release": "releases/20261120T203000Z", "generation": 1, "database": "wp_g1"},
                  "undo_until": "2026-11-27T20:30:00Z"}}
                """);
    result.set("backup", report(safety, manifest(safety)));

    Outcome outcome =
        operation(JobType.ENV_RESTORE)
            .conclude(restore(backup, safety, false, null, null), complete(result));

    assertThat(outcome.succeeded()).isTrue();
    assertThat(outcome.live()).isEqualTo(new Live("releases/20261120T203000Z", 1, "wp_g1", true));
    assertThat(outcome.change().from().generation()).isZero();
    assertThat(outcome.change().undoUntil()).isEqualTo(Instant.parse("2026-11-27T20:30:00Z"));
    assertThat(outcome.artifact().backupId()).isEqualTo(safety.id());
    assertThat(outcome.result()).doesNotContain("\"manifest\"");
  }

  @Test
  void tellsThatARestoreWasRolledBackAndWhatIsLive() {
    Outcome outcome =
        operation(JobType.ENV_RESTORE)
            .conclude(
                restore(
                    backup(BackupStatus.COMPLETED, BackupScope.FULL),
                    backup(BackupStatus.COMPLETED, BackupScope.FULL),
                    false,
                    null,
                    null),
                failed(
                    "finish",
                    "HEALTH_CHECK_FAILED",
                    "The page answers 500.",
                    """
                    {"restore": {"outcome": "rolled_back"},
                     "live": {"release": "releases/a", "generation": 0, "proven": true}}
                    """));

    assertThat(outcome.code()).isEqualTo(ErrorCode.HEALTH_CHECK_FAILED);
    assertThat(outcome.message()).startsWith("The page answers 500.\n\nlast output");
    assertThat(outcome.change().outcome()).isEqualTo("rolled_back");
    assertThat(outcome.live()).isEqualTo(new Live("releases/a", 0, null, true));
  }

  @Test
  void callsAFailureInTheSafetyStageByItsName() {
    Attempt attempt =
        restore(
            backup(BackupStatus.COMPLETED, BackupScope.FULL),
            backup(BackupStatus.RUNNING, BackupScope.FULL),
            false,
            null,
            null);

    Outcome full =
        operation(JobType.ENV_RESTORE)
            .conclude(attempt, failed("safety", "DISK_SPACE_LOW", "The disk is full.", "{}"));
    Outcome leased =
        operation(JobType.ENV_RESTORE)
            .conclude(attempt, failed("safety", "LEASE_LOST", "Another worker.", "{}"));

    assertThat(full.code()).isEqualTo(ErrorCode.PRE_BACKUP_FAILED);
    assertThat(full.message())
        .startsWith("The safety backup failed, so nothing was changed: The disk is full.");
    assertThat(leased.code()).isEqualTo(ErrorCode.LEASE_LOST);
  }

  @Test
  void signsTheAddressOfAnArchiveInAnObjectStorageForThisRunAlone() {
    Storage objects =
        new Storage(
            UUID.randomUUID(),
            "releases",
            new Storage.Spec(
                StorageType.S3,
                null,
                new Storage.Bucket(
                    "https://s3.example.org",
                    "eu-central-1",
                    "code",
                    "site/",
                    true,
                    new Secret("access"),
                    new Secret("secret"))),
            true,
            NOW,
            NOW,
            1);
    String asked = GIT.replace("\"git\"", "\"upload\"").replaceFirst("git@[^\"]*", OBJECT);
    Map<String, Object> deploy =
        section(operation(JobType.ENV_DEPLOY).prepare(deployFrom(asked, objects)), "deploy");

    assertThat(deploy).containsEntry("source_ref", OBJECT);
    DerivedText address = (DerivedText) deploy.get("source_url");
    assertThat(address.from()).containsExactly(new Secret("access"), new Secret("secret"));
    List<String> made = address.make().apply(List.of("AKID", "a-key"));
    assertThat(made.get(0)).startsWith("https://s3.example.org/code/site/one.tar.zst?");
    assertThat(made.get(0)).endsWith(made.get(1)).doesNotContain("a-key");
    assertThat(address.toString()).doesNotContain("access");
    assertThatThrownBy(() -> operation(JobType.ENV_DEPLOY).prepare(deployFrom(asked, null)))
        .isInstanceOf(OperationException.class)
        .hasMessageContaining("deploy_storages");
  }

  private Attempt deployFrom(String asked, Storage source) {
    return new Attempt(
        job(JobType.ENV_DEPLOY, asked),
        site,
        environment,
        node,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        source);
  }

  @Test
  void givesADeployItsSourceItsKeyAndItsBuild() {
    Launch launch = operation(JobType.ENV_DEPLOY).prepare(rollout(JobType.ENV_DEPLOY, GIT, null));

    assertThat(launch.playbook()).isEqualTo("env-deploy.yml");
    assertThat(launch.variables())
        .containsOnlyKeys("job", "site", "environment", "database", "deploy");
    assertThat(section(launch, "deploy"))
        .containsExactly(
            Map.entry("release", "20261120T203000Z"),
            Map.entry("source_type", SourceType.GIT),
            Map.entry("source_ref", "git@example.org:acme/site.git#main"),
            entry("checksum", null),
            entry("upload_file", null),
            entry("source_url", null),
            Map.entry(
                "private_key_file",
                new PrivateText(PrivateText.DEPLOY_KEY, new Secret("repository"), null)),
            Map.entry(
                "known_hosts_file",
                new PrivateText(
                    PrivateText.DEPLOY_KNOWN_HOSTS, null, "example.org ssh-ed25519 AAAA")),
            Map.entry("build", List.of(List.of("composer", "install"))),
            Map.entry("build_timeout_seconds", 120L),
            Map.entry("keep_releases", 7),
            Map.entry("limits", Map.of("entries", 5000, "bytes", 68_719_476_736L)));
    assertThat(section(launch, "environment").get("health_checks"))
        .isEqualTo(
            List.of(Map.of("url", "http://127.0.0.1/shop", "status", 200, "contains", "Basket")));
  }

  @Test
  void handsAFileThatWasSentToItsOwnEnvironmentOnly() throws IOException {
    InputStream bytes = new ByteArrayInputStream(new byte[] {1, 2, 3});
    Uploads.Stored stored = uploads.receive(environment.id(), bytes);
    Uploads.Stored foreign = uploads.receive(site.id(), InputStream.nullInputStream());
    Operation operation = operation(JobType.ENV_DEPLOY);

    Object file =
        section(operation.prepare(rollout(JobType.ENV_DEPLOY, sent(stored), null)), "deploy")
            .get("upload_file");

    assertThat(file).isEqualTo(home.resolve("uploads/" + environment.id() + "/" + stored.id()));
    assertThat((Path) file).hasBinaryContent(new byte[] {1, 2, 3});
    assertThatThrownBy(() -> operation.prepare(rollout(JobType.ENV_DEPLOY, sent(foreign), null)))
        .isInstanceOf(OperationException.class)
        .hasMessageContaining("by the controller that it was sent to. Send it again");
  }

  private static String sent(Uploads.Stored stored) {
    return "{\"source_type\":\"upload\",\"source_ref\":\"upload:" + stored.id() + "\"}";
  }

  @Test
  void showsTheKeyOfRepositoriesToNoArchive() {
    Attempt attempt =
        rollout(
            JobType.ENV_DEPLOY,
            "{\"source_type\":\"upload\",\"source_ref\":\"/srv/a.zip\",\"checksum\":\"sha256:00\"}",
            null);

    assertThat(section(operation(JobType.ENV_DEPLOY).prepare(attempt), "deploy"))
        .containsEntry("source_ref", "/srv/a.zip")
        .containsEntry("checksum", "sha256:00")
        .containsEntry("private_key_file", null)
        .containsEntry("known_hosts_file", null);
  }

  @Test
  void givesAnUpdateItsScopeItsModeAndItsWayBack() {
    Backup safety = backup(BackupStatus.RUNNING, BackupScope.FULL);
    Backup stored = backup(BackupStatus.COMPLETED, BackupScope.FULL);
    String asked = "{\"update_scope\":\"plugins\"}";

    Map<String, Object> section =
        section(
            operation(JobType.ENV_UPDATE).prepare(rollout(JobType.ENV_UPDATE, asked, safety)),
            "update");
    Map<String, Object> again =
        section(
            operation(JobType.ENV_UPDATE).prepare(rollout(JobType.ENV_UPDATE, asked, stored)),
            "update");

    assertThat(section)
        .containsOnlyKeys("release", "scope", "mode", "api", "keep_releases", "safety")
        .containsEntry("api", "http://127.0.0.1:8085")
        .containsEntry("scope", UpdateScope.PLUGINS)
        .containsEntry("mode", Rollout.UpdateMode.IN_PLACE);
    assertThat((Map<?, ?>) section.get("safety"))
        .extracting("mode", "backup_id", "key")
        .containsExactly("create", safety.id(), keys.keyOf(safety.id(), environment.id()));
    assertThat((Map<?, ?>) again.get("safety")).extracting("mode").isEqualTo("verify");
  }

  @Test
  void namesTheReleaseToGoBackToOrLeavesItToTheNode() {
    Operation operation = operation(JobType.RELEASE_ROLLBACK);

    assertThat(
            section(operation.prepare(rollout(JobType.RELEASE_ROLLBACK, "{}", null)), "rollback"))
        .containsEntry("release", null)
        .containsEntry("keep_releases", 7);
    assertThat(
            section(
                operation.prepare(
                    rollout(JobType.RELEASE_ROLLBACK, "{\"release\":\"releases/a\"}", null)),
                "rollback"))
        .containsEntry("release", "releases/a");
  }

  @Test
  void tellsWhatADeployMadeLiveAndFromWhichCommit() {
    ObjectNode deploy =
        (ObjectNode)
            JSON.readTree(
                """
                {"outcome": "succeeded", "commit": "c0ffee",
                 "from": {"release": "releases/a", "generation": 1, "database": "wp_g1"},
                 "to": {"release": "releases/b", "generation": 1, "database": "wp_g1"},
                 "health": [{"name": "http", "ok": true}], "removed_releases": ["releases/0"]}
                """);

    Outcome outcome =
        operation(JobType.ENV_DEPLOY)
            .conclude(rollout(JobType.ENV_DEPLOY, GIT, null), good("deploy", deploy));

    assertThat(outcome.succeeded()).isTrue();
    assertThat(outcome.live()).isEqualTo(new Live("releases/b", 1, "wp_g1", true));
    assertThat(outcome.change().commit()).isEqualTo("c0ffee");
    assertThat(outcome.change().health()).isEqualTo("[{\"name\":\"http\",\"ok\":true}]");
    assertThat(outcome.change().removed()).containsExactly("releases/0");
  }

  @Test
  void believesNoDeployThatDoesNotSayWhatIsLive() {
    Outcome outcome =
        operation(JobType.ENV_DEPLOY)
            .conclude(
                rollout(JobType.ENV_DEPLOY, GIT, null),
                good("deploy", JSON.createObjectNode().put("outcome", "succeeded")));

    assertThat(outcome.code()).isEqualTo(ErrorCode.ANSIBLE_UNKNOWN_EXIT);
    assertThat(outcome.message()).contains("did not report what is live now");
  }

  @Test
  void tellsThatADeployWasSwitchedBack() {
    Outcome outcome =
        operation(JobType.ENV_DEPLOY)
            .conclude(
                rollout(JobType.ENV_DEPLOY, GIT, null),
                failed(
                    "switch",
                    "HEALTH_CHECK_FAILED",
                    "The page answers 500.",
                    """
                    {"deploy": {"outcome": "rolled_back", "commit": "c0ffee",
                       "from": {"release": "releases/a", "generation": 0},
                       "to": {"release": "releases/b", "generation": 0},
                       "health": [{"name": "http", "ok": false}]},
                     "live": {"release": "releases/a", "generation": 0, "proven": true}}
                    """));

    assertThat(outcome.code()).isEqualTo(ErrorCode.HEALTH_CHECK_FAILED);
    assertThat(outcome.change().outcome()).isEqualTo("rolled_back");
    assertThat(outcome.change().to().release()).isEqualTo("releases/b");
    assertThat(outcome.change().health()).contains("false");
    assertThat(outcome.live()).isEqualTo(new Live("releases/a", 0, null, true));
  }

  @Test
  void callsAFailedSafetyBackupOfAnUpdateByItsName() {
    Outcome outcome =
        operation(JobType.ENV_UPDATE)
            .conclude(
                rollout(
                    JobType.ENV_UPDATE,
                    "{\"update_scope\":\"all\"}",
                    backup(BackupStatus.RUNNING, BackupScope.FULL)),
                failed("safety", "DISK_SPACE_LOW", "The disk is full.", "{}"));

    assertThat(outcome.code()).isEqualTo(ErrorCode.PRE_BACKUP_FAILED);
  }

  @Test
  void namesEachBackupToDeleteAndBelievesTheNodeOnlyAboutThose() {
    Backup expired = backup(BackupStatus.EXPIRED, BackupScope.FULL);
    Backup failed = backup(BackupStatus.FAILED, BackupScope.DB);
    Attempt attempt =
        cleanup(
            new Clearance(
                List.of(new Clearance.Stored(expired, storage)),
                List.of(new Clearance.Stored(failed, storage))));
    Operation operation = operation(JobType.BACKUP_CLEANUP);

    Launch launch = operation.prepare(attempt);

    assertThat(launch.playbook()).isEqualTo("backup-cleanup.yml");
    assertThat(section(launch, "cleanup").get("backups"))
        .isEqualTo(
            List.of(
                Map.of(
                    "backup_id",
                    expired.id(),
                    "storage",
                    Map.of("type", StorageType.FILE, "path", "/srv/backups"),
                    "storage_path",
                    expired.storagePath())));
    assertThat(launch.secrets()).isEmpty();
    Outcome outcome = operation.conclude(attempt, good("cleanup", cleaned(expired)));
    assertThat(outcome.cleared()).isEqualTo(new Cleared(Set.of(expired.id()), Set.of(), Set.of(2)));
    assertThat(operation.conclude(attempt, good("cleanup", cleaned(failed))).code())
        .isEqualTo(ErrorCode.ANSIBLE_UNKNOWN_EXIT);
    assertThat(operation.conclude(attempt, good("cleanup", JSON.createObjectNode())).succeeded())
        .isFalse();
  }

  private static ObjectNode cleaned(Backup deleted) {
    ObjectNode cleanup = JSON.createObjectNode();
    cleanup.putArray("deleted").add(deleted.id().toString());
    cleanup.putArray("missing");
    cleanup.putArray("generations").add(1);
    cleanup.putArray("kept").add(2);
    return cleanup;
  }

  private Attempt cleanup(Clearance clearance) {
    return new Attempt(
        job(JobType.BACKUP_CLEANUP),
        site,
        environment,
        node,
        null,
        null,
        null,
        null,
        null,
        null,
        clearance,
        null);
  }

  @Test
  void believesAVerificationOnlyOfItsOwnBackup() {
    Backup backup = backup(BackupStatus.COMPLETED, BackupScope.DB);
    Attempt attempt = attempt(JobType.BACKUP_VERIFY, backup, null, null, null);
    ObjectNode verify = JSON.createObjectNode().put("ok", true);

    assertThat(section(operation(JobType.BACKUP_VERIFY).prepare(attempt), "verify"))
        .containsOnlyKeys(
            "backup_id", "scope", "storage", "storage_path", "manifest_sha256", "key");
    verify.put("backup_id", backup.id().toString());
    assertThat(
            operation(JobType.BACKUP_VERIFY).conclude(attempt, good("verify", verify)).succeeded())
        .isTrue();
    verify.put("backup_id", UUID.randomUUID().toString());
    assertThat(
            operation(JobType.BACKUP_VERIFY).conclude(attempt, good("verify", verify)).succeeded())
        .isFalse();
  }

  @Test
  void takesAnUnhealthyEnvironmentForAnAnswer() {
    Outcome outcome =
        operation(JobType.HEALTH_CHECK)
            .conclude(
                attempt(JobType.HEALTH_CHECK, null, null, null, null),
                good("health", JSON.createObjectNode().put("healthy", false)));

    assertThat(outcome.succeeded()).isTrue();
    assertThat(outcome.result()).contains("\"healthy\":false");
  }

  @Test
  void readsWhatTheNodeSettled() {
    Settlement settlement = Operations.settlement(keys);
    Launch launch =
        settlement.prepare(
            new Settlement.Target(
                UUID.randomUUID(), UUID.randomUUID(), 1, 17, site, environment, node));
    Settled settled =
        settlement.conclude(
            good(
                "settle",
                (ObjectNode)
                    JSON.readTree(
                        """
                        {"stopped": 1, "live": {"release": "releases/a", "generation": 0,
                         "database": "wp", "proven": true}, "journal": "cleared",
                         "healthy": false, "lease_free": true}
                        """)));

    assertThat(launch.playbook()).isEqualTo("job-settle.yml");
    assertThat(launch.variables()).containsOnlyKeys("job", "site", "environment", "database");
    assertThat(settled.isProven()).isTrue();
    assertThat(settled.healthy()).isFalse();
    assertThat(settlement.conclude(failed("settle", "", "no route", "{}")).answered()).isFalse();
    assertThat(settlement.conclude(good("settle", JSON.createObjectNode())).answered()).isFalse();
  }

  private void assertInvalid(Backup backup, ObjectNode report, String message) {
    assertThatThrownBy(
            () ->
                operation(JobType.BACKUP_CREATE)
                    .artifact(
                        backupAttempt(backup), event("ok", "result", Map.of("backup", report))))
        .isInstanceOf(OperationException.class)
        .hasMessageContaining(message);
    Outcome outcome =
        operation(JobType.BACKUP_CREATE).conclude(backupAttempt(backup), good("backup", report));
    assertThat(outcome.code()).isEqualTo(ErrorCode.MANIFEST_INVALID);
    assertThat(outcome.artifact()).isNull();
  }

  private Operation operation(JobType type) {
    return Operations.all(keys, uploads).stream()
        .filter(o -> o.type() == type)
        .findFirst()
        .orElseThrow();
  }

  private Backup backup(BackupStatus status, BackupScope scope) {
    UUID id = UUID.randomUUID();
    return new Backup(
        id,
        environment.id(),
        UUID.randomUUID(),
        scope,
        status,
        BackupPurpose.REQUESTED,
        StorageType.FILE,
        storage.id(),
        "acme/production/" + id,
        NOW.plus(Duration.ofDays(30)),
        status == BackupStatus.COMPLETED ? "sha256:" + "ab".repeat(32) : null,
        null,
        null,
        null,
        null,
        null,
        NOW,
        null,
        null);
  }

  private Attempt backupAttempt(Backup backup) {
    return attempt(JobType.BACKUP_CREATE, backup, null, null, null);
  }

  private Attempt restore(
      Backup backup, Backup safety, boolean dryRun, String destination, Restore undoOf) {
    return attempt(
        JobType.ENV_RESTORE, backup, restoreRow(backup, dryRun, destination), undoOf, safety);
  }

  private Attempt attempt(
      JobType type, Backup backup, Restore restore, Restore undoOf, Backup safety) {
    return new Attempt(
        job(type),
        site,
        environment,
        node,
        backup,
        backup == null ? null : storage,
        restore,
        undoOf,
        safety,
        safety == null ? null : storage,
        null,
        null);
  }

  private static Map.Entry<String, Object> entry(String key, Object value) {
    return new java.util.AbstractMap.SimpleEntry<>(key, value);
  }

  private Attempt rollout(JobType type, String asked, Backup safety) {
    return new Attempt(
        job(type, asked),
        site,
        environment,
        node,
        null,
        null,
        null,
        null,
        safety,
        safety == null ? null : storage,
        null,
        null);
  }

  private Restore restoreRow(Backup backup, boolean dryRun, String destination) {
    return new Restore(
        UUID.randomUUID(),
        UUID.randomUUID(),
        backup.id(),
        environment.id(),
        destination,
        dryRun,
        null,
        "ada",
        "cli",
        null,
        null,
        "pending",
        null,
        null,
        null,
        null,
        NOW,
        null,
        null);
  }

  private Job job(JobType type) {
    return job(type, "{}");
  }

  private Job job(JobType type, String asked) {
    return new Job(
        UUID.randomUUID(),
        type,
        JobStatus.RUNNING,
        site.id(),
        environment.id(),
        node.id(),
        null,
        2,
        3,
        17,
        null,
        NOW,
        "host:1",
        NOW,
        NOW,
        NOW,
        null,
        null,
        null,
        null,
        asked,
        "{}",
        null,
        null,
        "ada",
        "cli",
        NOW,
        NOW,
        null,
        null,
        null);
  }

  private ObjectNode manifest(Backup backup) {
    return (ObjectNode)
        JSON.readTree(
            """
            {"format": 1, "backup_id": "%s", "environment_id": "%s", "site_id": "%s",
             "scope": "%s", "parts": [{"size": 100}, {"size": 23}]}
            """
                .formatted(backup.id(), environment.id(), site.id(), backup.scope().wire()));
  }

  private ObjectNode report(Backup backup, ObjectNode manifest) {
    String text = manifest + "\n";
    return JSON.createObjectNode()
        .put("id", backup.id().toString())
        .put("manifest", text)
        .put("manifest_sha256", Sha256.of(text))
        .put("signature", keys.sign(backup.id(), environment.id(), text))
        .put("size_bytes", 123 + text.getBytes(StandardCharsets.UTF_8).length);
  }

  private static Run good(String key, ObjectNode value) {
    ObjectNode result = JSON.createObjectNode();
    result.set(key, value);
    return complete(result);
  }

  private static Run complete(ObjectNode result) {
    return new Run(
        List.of(
            event("complete", "result", result),
            event("stats", "hosts", 1, "failures", 0, "unreachable", 0)),
        0,
        "");
  }

  private static Run failed(String stage, String code, String message, String result) {
    return new Run(
        List.of(
            event(
                "failed",
                "stage",
                stage,
                "error",
                Map.of("code", code, "message", message),
                "result",
                JSON.readTree(result)),
            event("stats", "hosts", 1, "failures", 1, "unreachable", 0)),
        2,
        "last output");
  }

  private static RunEvent event(String name, Object... fields) {
    ObjectNode body = JSON.createObjectNode().put("event", name);
    String stage = null;
    for (int i = 0; i < fields.length; i += 2) {
      body.set((String) fields[i], JSON.valueToTree(fields[i + 1]));
      stage = fields[i].equals("stage") ? (String) fields[i + 1] : stage;
    }
    return new RunEvent(1, NOW, name, stage, body);
  }

  private static Map<String, Object> section(Launch launch, String name) {
    Map<String, Object> section = new LinkedHashMap<>();
    ((Map<?, ?>) launch.variables().get(name)).forEach((k, v) -> section.put((String) k, v));
    return section;
  }

  private static Map<?, ?> safety(Launch launch) {
    return (Map<?, ?>) section(launch, "restore").get("safety");
  }
}
