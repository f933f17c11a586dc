package io.jenkins.plugins.pressluft.plugin.parameter;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.pressluft.model.BackupPurpose;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RegistryChoicesTest {
  @TempDir Path directory;
  private Shelf shelf;

  @BeforeEach
  void open() {
    shelf = new Shelf(directory);
  }

  @AfterEach
  void close() {
    shelf.close();
  }

  private RegistryChoices seeing(String... environments) {
    return new RegistryChoices(shelf.store, shelf.seeing(environments));
  }

  @Test
  void offersOnlyEnvironmentsThatTheCallerMaySee() {
    assertThat(seeing("acme/production", "shop/production").environments())
        .extracting(Choice::value)
        .containsExactly("acme/production", "shop/production");
    assertThat(seeing("shop/production").environments())
        .extracting(Choice::value)
        .containsExactly("shop/production");
    assertThat(seeing().environments()).isEmpty();
  }

  @Test
  void offersCompletedBackupsOfTheChosenEnvironmentNewestFirst() {
    UUID old = shelf.completed("acme/production", Duration.ofDays(3), BackupPurpose.REQUESTED);
    UUID fresh = shelf.completed("acme/production", Duration.ofHours(2), BackupPurpose.SAFETY);
    shelf.pending("acme/production", Duration.ofMinutes(1), BackupPurpose.REQUESTED);
    shelf.completed("shop/production", Duration.ofMinutes(1), BackupPurpose.REQUESTED);
    List<OfferedBackup> offered = seeing("acme/production").backups("acme/production");
    assertThat(offered).extracting(one -> one.backup().id()).containsExactly(fresh, old);
    assertThat(offered)
        .extracting(OfferedBackup::text)
        .containsExactly(
            "2026-11-20 18:30 UTC · 2 h ago · full · 13.7 MiB · verified 0 s ago"
                + " · safety backup · before the update · "
                + fresh.toString().substring(0, 8),
            "2026-11-17 20:30 UTC · 3 days ago · full · 13.7 MiB · verified 0 s ago"
                + " · before the update · "
                + old.toString().substring(0, 8));
  }

  @Test
  void tellsThePageOfABackupInTheEndpointsWords() {
    UUID id = shelf.completed("acme/production", Duration.ofHours(2), BackupPurpose.SAFETY);
    JsonNode answer =
        new JsonMapper()
            .readTree(OfferedBackup.answer(seeing("acme/production").backups("acme/production")));
    JsonNode choice = answer.get("values").get(0);
    assertThat(choice.get("value").stringValue()).isEqualTo(id.toString());
    assertThat(choice.get("name").stringValue()).startsWith("2026-11-20 18:30 UTC");
    assertThat(choice.get("backup").get("backup_scope").stringValue()).isEqualTo("full");
    assertThat(choice.get("backup").get("created_at").stringValue())
        .isEqualTo("2026-11-20T18:30:00Z");
    assertThat(choice.get("backup").get("size_bytes").longValue()).isEqualTo(14_400_000);
    assertThat(choice.get("backup").get("purpose").stringValue()).isEqualTo("safety");
    assertThat(choice.get("backup").get("message").stringValue()).isEqualTo("before the update");
    assertThat(OfferedBackup.answer(List.of())).isEqualTo("{\"values\":[]}");
  }

  @Test
  void tellsNothingOfAnEnvironmentThatTheCallerMayNotSee() {
    shelf.completed("acme/production", Duration.ofHours(1), BackupPurpose.REQUESTED);
    assertThat(seeing("shop/production").backups("acme/production")).isEmpty();
    assertThat(seeing("shop/production").backups("acme/nowhere")).isEmpty();
    assertThat(seeing("shop/production").backups("")).isEmpty();
    assertThat(seeing("shop/production").environmentRefused("acme/production").orElseThrow())
        .isEqualTo("There is no environment \"acme/production\" that you may see.")
        .isEqualTo(
            seeing("shop/production")
                .environmentRefused("acme/nowhere")
                .orElseThrow()
                .replace("nowhere", "production"));
  }

  @Test
  void takesABackupOfTheChosenEnvironmentAndNoOther() {
    UUID mine = shelf.completed("acme/production", Duration.ofHours(1), BackupPurpose.REQUESTED);
    UUID foreign = shelf.completed("shop/production", Duration.ofHours(1), BackupPurpose.REQUESTED);
    RegistryChoices choices = seeing("acme/production", "shop/production");
    assertThat(choices.backupRefused(mine.toString(), "acme/production")).isEmpty();
    assertThat(choices.backupRefused("latest", "acme/production")).isEmpty();
    assertThat(choices.backupRefused(mine.toString(), null)).isEmpty();
    assertThat(choices.backupRefused(foreign.toString(), "acme/production"))
        .hasValue(
            "There is no backup \"" + foreign + "\" of acme/production; choose one from the list.");
  }

  @Test
  void refusesWhatIsMadeUpUnfinishedOrHidden() {
    UUID pending = shelf.pending("acme/production", Duration.ofMinutes(1), BackupPurpose.REQUESTED);
    UUID hidden = shelf.completed("shop/production", Duration.ofHours(1), BackupPurpose.REQUESTED);
    RegistryChoices choices = seeing("acme/production");
    assertThat(choices.backupRefused(pending.toString(), "acme/production").orElseThrow())
        .contains("pending");
    assertThat(choices.backupRefused(hidden.toString(), null)).isPresent();
    assertThat(choices.backupRefused(UUID.randomUUID().toString(), "acme/production")).isPresent();
    assertThat(choices.backupRefused("'; drop table backup", "acme/production")).isPresent();
    assertThat(choices.backupRefused("", "acme/production")).hasValue("Choose a backup.");
    assertThat(choices.backupRefused("latest", "shop/production")).isPresent();
    assertThat(choices.backupRefused("latest", "")).hasValue("Choose an environment.");
    assertThat(choices.environmentRefused("x".repeat(5000)).orElseThrow().length()).isLessThan(200);
  }
}
