package io.jenkins.plugins.pressluft.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.pressluft.guard.RefusedException;
import io.jenkins.plugins.pressluft.job.JobRequest.BackupRequest;
import io.jenkins.plugins.pressluft.model.BackupScope;
import io.jenkins.plugins.pressluft.model.Caller;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.SiteHold;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HoldsTest {
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

  private SiteHold take(String holder) {
    return house.engine.holds().take(House.ADMIN, production.id(), UUID.randomUUID(), holder);
  }

  private JobRequest backup() {
    return new BackupRequest(production.id(), BackupScope.DB, null);
  }

  @Test
  void othersAreRefusedWhileASiteIsHeldAndTheHolderIsNot() {
    SiteHold hold = take("deploy #7");
    assertThat(house.engine.holds().waitsFor(hold.id())).isEmpty();

    assertThat(house.codeOf(House.ADMIN, backup())).isEqualTo("site_held");
    assertThat(house.codeOf(new Holder(hold.id()), backup())).isEqualTo("accepted");
  }

  @Test
  void theRefusalNamesWhoKeepsTheSite() {
    SiteHold hold = take("deploy #7");
    assertThatThrownBy(() -> house.enqueue(backup()))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> {
              assertThat(e.refusal().message()).contains("deploy #7");
              assertThat(e.refusal().details())
                  .containsEntry("hold_id", hold.id().toString())
                  .containsEntry("holder", "deploy #7");
            });
  }

  @Test
  void otherEnvironmentsOfTheSiteAreHeldToo() {
    take("deploy #7");
    assertThat(
            house.codeOf(
                House.ADMIN, new BackupRequest(house.estate.staging.id(), BackupScope.DB, null)))
        .isEqualTo("site_held");
  }

  @Test
  void whatWasAcceptedBeforeEndsBeforeTheWorkBegins() {
    Job before = house.backUp(production);
    SiteHold hold = take("deploy #7");
    assertThat(house.engine.holds().waitsFor(hold.id()).orElseThrow())
        .contains(before.id().toString());
    house.engine.service().cancel(House.ADMIN, before.id());
    assertThat(house.engine.holds().waitsFor(hold.id())).isEmpty();
  }

  @Test
  void holdsOfOneSiteStandInLineAndSurviveARestart() {
    SiteHold first = take("deploy #7");
    SiteHold second = take("deploy #8");
    house.restart();
    assertThat(house.engine.holds().waitsFor(first.id())).isEmpty();
    assertThat(house.engine.holds().waitsFor(second.id()).orElseThrow()).contains("deploy #7");
    assertThat(house.codeOf(new Holder(second.id()), backup())).isEqualTo("site_held");

    house.engine.holds().giveBack(first.id());
    house.engine.holds().giveBack(first.id());
    assertThat(house.engine.holds().waitsFor(second.id())).isEmpty();
    assertThat(house.codeOf(new Holder(second.id()), backup())).isEqualTo("accepted");
  }

  @Test
  void askingTwiceWithOneIdTakesOneHoldAndMakesOneJob() {
    UUID id = UUID.randomUUID();
    SiteHold hold = house.engine.holds().take(House.ADMIN, production.id(), id, "deploy #7");
    assertThat(house.engine.holds().take(House.ADMIN, production.id(), id, "deploy #7"))
        .isEqualTo(hold);
    assertThat(house.engine.holds().all()).containsExactly(hold);

    UUID jobId = UUID.randomUUID();
    Job job = house.engine.service().enqueue(new Holder(id), backup(), jobId);
    assertThat(job.id()).isEqualTo(jobId);
    assertThat(house.engine.service().enqueue(new Holder(id), backup(), jobId)).isEqualTo(job);
    List<Job> unfinished = house.store.read(tx -> tx.jobs().unfinishedOf(production.siteId()));
    assertThat(unfinished).containsExactly(job);
  }

  @Test
  void whoMayDoNothingThereCannotKeepTheSite() {
    assertThatThrownBy(
            () ->
                house
                    .engine
                    .holds()
                    .take(House.caller("mallory"), production.id(), UUID.randomUUID(), "x #1"))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.refusal().code()).isEqualTo("not_found"));
    assertThatThrownBy(
            () ->
                house
                    .engine
                    .holds()
                    .take(
                        House.caller("reader", Caller.Permission.VIEW),
                        production.id(),
                        UUID.randomUUID(),
                        "x #1"))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.refusal().code()).isEqualTo("forbidden"));
    assertThat(house.engine.holds().all()).isEmpty();
  }

  private record Holder(UUID hold) implements Caller {
    @Override
    public String name() {
      return "ada";
    }

    @Override
    public String origin() {
      return "step";
    }

    @Override
    public Set<UUID> holds() {
      return Set.of(hold);
    }

    @Override
    public boolean may(Permission permission, UUID environmentId) {
      return true;
    }
  }
}
