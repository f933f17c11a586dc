package io.jenkins.plugins.pressluft.plugin.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.pressluft.model.Glance;
import io.jenkins.plugins.pressluft.plugin.outlook.Glanced;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShownEnvironmentTest {
  private static ShownEnvironment shown(Glance glance) {
    return new ShownEnvironment(Glanced.standing(glance));
  }

  @Test
  void saysInAWordHowAnEnvironmentStandsAndInASymbolTheSame() {
    assertThat(shown(Glanced.well("a/b")).getState()).isEqualTo("active");
    assertThat(shown(Glanced.well("a/b")).getSymbol()).isEqualTo("symbol-status-blue");
    assertThat(shown(Glanced.well("a/b")).getAdvice()).isNull();
    assertThat(shown(Glanced.broken("a/b")).getState()).isEqualTo("last deploy failed");
    assertThat(shown(Glanced.broken("a/b")).getSymbol()).isEqualTo("symbol-status-red");
    assertThat(shown(Glanced.broken("a/b")).getAdvice())
        .contains("HEALTH_CHECK_FAILED", "its page says what to do");
    assertThat(shown(Glanced.unhealthy("a/b")).getState()).isEqualTo("not healthy");
    assertThat(shown(Glanced.unhealthy("a/b")).getSymbol()).isEqualTo("symbol-status-red");
    assertThat(shown(Glanced.bare("a/b")).getState()).isEqualTo("no backup");
    assertThat(shown(Glanced.bare("a/b")).getSymbol()).isEqualTo("symbol-status-yellow");
    assertThat(shown(Glanced.neglected("a/b")).getState()).isEqualTo("full backup is old");
    assertThat(shown(Glanced.restoring("a/b")).getState()).isEqualTo("restore is running");
    assertThat(shown(Glanced.restoring("a/b")).getSymbol()).isEqualTo("symbol-status-blue-anime");
    assertThat(shown(Glanced.queued("a/b")).getState()).isEqualTo("backup is waiting");
  }

  @Test
  void tellsTheAgeOfTheNewestBackupAndTheWayToTheDashboard() {
    assertThat(shown(Glanced.well("acme/production")).getLine())
        .isEqualTo("active, backup 3 h old");
    assertThat(shown(Glanced.bare("acme/production")).getLine()).isEqualTo("no backup");
    assertThat(shown(Glanced.partly("acme/production")).getLine())
        .isEqualTo("no full backup, backup 3 h old");
    assertThat(shown(Glanced.well("acme/production")).getLink())
        .isEqualTo("pressluft/#/environments/acme%2Fproduction");
  }

  @Test
  void theColumnNamesEachEnvironmentOfABuildOnce() {
    PressluftRunAction one =
        PressluftRunAction.with(
            null, null, Map.of("step", "pressluftBackup", "environment", "acme/production"));
    PressluftRunAction two =
        PressluftRunAction.with(
            null, one, Map.of("step", "pressluftDeploy", "environment", "acme/production"));
    PressluftRunAction three =
        PressluftRunAction.with(
            null, two, Map.of("step", "pressluftHealth", "environment", "acme/staging"));
    PressluftRunAction four = PressluftRunAction.with(null, three, Map.of("step", "pressluftLock"));
    assertThat(PressluftColumn.namesIn(four)).containsExactly("acme/production", "acme/staging");
    assertThat(new PressluftColumn().environmentsOf("a folder")).isEmpty();
  }

  @Test
  void theBoxShowsEightAndCountsTheRest() {
    Glance[] many =
        IntStream.range(0, 11)
            .mapToObj(
                i -> i == 10 ? Glanced.restoring("s" + i + "/e") : Glanced.bare("s" + i + "/e"))
            .toArray(Glance[]::new);
    PressluftWidget box =
        new PressluftWidget("view/all/", Glanced.outlook(Glanced.seeing(many), many));
    assertThat(box.getEnvironments()).hasSize(8);
    assertThat(box.getEnvironments().get(0).getName()).isEqualTo("s10/e");
    assertThat(box.getMore()).isEqualTo(3);
    assertThat(box.getSummary()).isEqualTo("10 need a person, 1 at work");
    Glance well = Glanced.well("a/b");
    PressluftWidget quiet = new PressluftWidget("", Glanced.outlook(Glanced.seeing(well), well));
    assertThat(quiet.getEnvironments()).isEmpty();
    assertThat(quiet.getMore()).isZero();
    assertThat(quiet.getSummary()).isEqualTo("Nothing needs a person.");
  }

  @Test
  void aBuildsNoticeIsOfTheLastStepOnEachEnvironment() {
    PressluftRunAction failed =
        PressluftRunAction.with(
            null,
            null,
            Map.of(
                "step", "pressluftDeploy",
                "status", "failed",
                "environment", "acme/production"));
    assertThat(failed.notice().orElseThrow().sentence())
        .isEqualTo("Deploy of acme/production: failed");
    assertThat(failed.notice().orElseThrow().text()).isEqualTo("1");
    PressluftRunAction mended =
        PressluftRunAction.with(
            null,
            failed,
            Map.of(
                "step", "pressluftRestore",
                "status", "succeeded",
                "environment", "acme/production"));
    assertThat(mended.notice()).isEmpty();
  }
}
