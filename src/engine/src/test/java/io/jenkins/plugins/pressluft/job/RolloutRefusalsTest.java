package io.jenkins.plugins.pressluft.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.pressluft.job.JobRequest.DeployRequest;
import io.jenkins.plugins.pressluft.job.JobRequest.RollbackRequest;
import io.jenkins.plugins.pressluft.job.JobRequest.UpdateRequest;
import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.Caller.Permission;
import io.jenkins.plugins.pressluft.model.SourceType;
import io.jenkins.plugins.pressluft.model.UpdateScope;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RolloutRefusalsTest {
  private static final String MAIN = "git@example.org:acme/site.git#main";

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

  private String git(String reference) {
    return house.codeOf(House.ADMIN, new DeployRequest(id, SourceType.GIT, reference, null, null));
  }

  private String upload(String reference, String checksum) {
    return house.codeOf(
        House.ADMIN, new DeployRequest(id, SourceType.UPLOAD, reference, checksum, null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "#main",
        "git@example.org:acme/site.git",
        "git@example.org:acme/site.git#",
        "git@example.org:acme/site.git#-main",
        "git@example.org:acme/site.git#--upload-pack=id",
        "git@example.org:acme/site.git#a..b",
        "git@example.org:acme/site.git#a:b",
        "git@example.org:acme/site.git#main.lock",
        "-oProxyCommand=id#main",
        "--upload-pack=id#main",
        "git@example.org:--upload-pack=id#main",
        "git@-oProxyCommand=id:acme/site.git#main",
        "-oProxyCommand=id@example.org:site#main",
        "ssh://-oProxyCommand=id/site#main",
        "ssh://git@example.org/-x#main",
        "ext::sh -c id#main",
        "ext::id#main",
        "fd::17#main",
        "https://user:secret@example.org/site.git#main",
        "https://token@example.org/site.git#main",
        "ssh://git:secret@example.org/site.git#main",
        "ftp://example.org/site.git#main",
        "file://example.org/site.git#main",
        "../site#main",
        "/srv/../etc#main",
        "git@example.org:acme/site.git#main\nid",
        "git@example.org:acme/site.git#ma in",
        "git@example.org:acme/\u202esite.git#main",
        "git@example.org:acme/\u0000site.git#main"
      })
  void whatCanBeNoRepositoryIsABadRequest(String reference) {
    assertThat(git(reference)).isEqualTo("bad_request");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "git@github.com:acme/site.git#main",
        "github.com:acme/site.git#v1.2",
        "ssh://git@example.org:2222/acme/site.git#refs/tags/v1",
        "https://example.org/acme/site.git#0123456789abcdef0123456789abcdef01234567",
        "http://127.0.0.1:3000/acme/site.git#feature/a_b-c.d",
        "file:///srv/git/site.git#main",
        "/srv/git/site.git#main"
      })
  void whatCanBeARepositoryIsAccepted(String reference) {
    assertThat(git(reference)).isEqualTo("accepted");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "site.tar.gz",
        "/",
        "/srv/../etc/passwd",
        "//srv/site.tar.gz",
        "-/srv/site.tar.gz",
        "upload:1",
        "upload:../../etc/passwd",
        "https://example.org/site.tar.gz",
        "s3://",
        "/srv/a\tb.tar.gz"
      })
  void whatCanBeNoArchiveIsABadRequest(String reference) {
    assertThat(upload(reference, null)).isEqualTo("bad_request");
  }

  @Test
  void aReferenceIsAtMostTwoThousandCharactersAndSomething() {
    String longest = "/srv/" + "a".repeat(2043);
    assertThat(upload(longest, null)).isEqualTo("accepted");
    assertThat(upload(longest + "a", null)).isEqualTo("bad_request");
  }

  @Test
  void aChecksumIsOfAnArchiveAndLooksLikeOne() {
    assertThat(upload("/srv/site.zip", "sha256:00")).isEqualTo("bad_request");
    assertThat(
            house.codeOf(
                House.ADMIN,
                new DeployRequest(id, SourceType.GIT, MAIN, "sha256:" + "ab".repeat(32), null)))
        .isEqualTo("bad_request");
    assertThat(upload("/srv/site.zip", "sha256:" + "aB".repeat(32))).isEqualTo("accepted");
  }

  @Test
  void anObjectStorageIsUnderstoodButThereIsNone() {
    assertThat(upload("s3://bucket/releases/site-20260219.tar.gz", null)).isEqualTo("conflict");
  }

  @Test
  void aDeployNeedsTheDeployPermission() {
    DeployRequest deploy = new DeployRequest(id, SourceType.GIT, MAIN, null, null);
    assertThat(
            house.codeOf(
                House.caller("rita", Permission.VIEW, Permission.BACKUP, Permission.RESTORE),
                deploy))
        .isEqualTo("forbidden");
    assertThat(house.codeOf(House.caller("mallory"), deploy)).isEqualTo("not_found");
    assertThat(house.codeOf(House.caller("dora", Permission.VIEW, Permission.DEPLOY), deploy))
        .isEqualTo("accepted");
  }

  @Test
  void ofTwoChangesAtOnceOneIsAccepted() {
    Backup backup = house.completed(house.estate.production);
    assertThat(git(MAIN)).isEqualTo("accepted");
    assertThat(git(MAIN)).isEqualTo("job_in_progress");
    assertThat(house.codeOf(House.ADMIN, new UpdateRequest(id, UpdateScope.CORE, null, null)))
        .isEqualTo("job_in_progress");
    assertThat(house.codeOf(House.ADMIN, new RollbackRequest(id, null, null)))
        .isEqualTo("job_in_progress");
    assertThat(house.codeOf(House.ADMIN, House.restoreOf(house.estate.production, backup.id())))
        .isEqualTo("job_in_progress");
  }

  @Test
  void aDeployDuringARestoreIsRefused() {
    Backup backup = house.completed(house.estate.production);
    house.restore(house.estate.production, backup);
    house.round();
    assertThat(git(MAIN)).isEqualTo("job_in_progress");
  }

  @Test
  void thereIsNothingToGoBackToBeforeTheFirstDeploy() {
    assertThat(house.codeOf(House.ADMIN, new RollbackRequest(id, null, null)))
        .isEqualTo("release_not_found");
    assertThat(house.codeOf(House.ADMIN, new RollbackRequest(id, "releases/none", null)))
        .isEqualTo("release_not_found");
    assertThat(house.codeOf(House.ADMIN, new RollbackRequest(id, "a\nb", null)))
        .isEqualTo("bad_request");
  }

  @Test
  void aReleaseOfOtherDataIsNotGoneBackToByItself() {
    Backup backup = house.completed(house.estate.production);
    house.restore(house.estate.production, backup);
    house.round();
    house.launcher.last().event("safety_done", "safety").event("task", "switch").end(0);
    house.round();
    String live =
        house
            .store
            .read(
                tx ->
                    tx.releases().byId(tx.environments().byId(id).orElseThrow().currentReleaseId()))
            .orElseThrow()
            .path();

    assertThat(house.codeOf(House.ADMIN, new RollbackRequest(id, null, null)))
        .isEqualTo("release_not_found");
    assertThat(house.codeOf(House.ADMIN, new RollbackRequest(id, live, null)))
        .isEqualTo("release_not_usable");
    house.clock.advance(java.time.Duration.ofDays(8));
    assertThat(house.codeOf(House.ADMIN, new RollbackRequest(id, "releases/base", null)))
        .isEqualTo("release_not_usable");
  }
}
