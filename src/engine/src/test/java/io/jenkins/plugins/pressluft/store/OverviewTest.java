package io.jenkins.plugins.pressluft.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.pressluft.job.MovableClock;
import io.jenkins.plugins.pressluft.model.EnvironmentType;
import io.jenkins.plugins.pressluft.model.Glance;
import io.jenkins.plugins.pressluft.model.JobType;
import io.jenkins.plugins.pressluft.model.OverviewEntry;
import io.jenkins.plugins.pressluft.model.OverviewPage;
import io.jenkins.plugins.pressluft.model.OverviewQuery;
import io.jenkins.plugins.pressluft.model.OverviewQuery.Sort;
import io.jenkins.plugins.pressluft.model.ResourceStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverviewTest {
  private static final int MANY = 10_000;

  @TempDir Path directory;
  private TestDatabase database;
  private Store store;
  private Estate estate;

  TestDatabase database() {
    return TestDatabase.sqlite(directory.resolve("state/p.db"));
  }

  @BeforeEach
  void open() {
    database = database();
    store = Store.open(database.database(), new MovableClock());
    estate = new Estate(store);
  }

  @AfterEach
  void close() {
    store.close();
    database.close();
  }

  private OverviewPage page(
      String text,
      ResourceStatus status,
      EnvironmentType type,
      Set<UUID> visible,
      Sort sort,
      boolean descending,
      int limit,
      OverviewQuery.Place after) {
    return store.read(
        tx ->
            tx.overview()
                .page(
                    new OverviewQuery(
                        text, status, type, visible, sort, descending, limit, after)));
  }

  private static List<String> paths(OverviewPage page) {
    return page.entries().stream().map(entry -> entry.environment().slugPath()).toList();
  }

  @Test
  void showsTheDeclaredOnesByNameAndCountsThem() {
    OverviewPage page = page(null, null, null, null, Sort.NAME, false, 50, null);
    assertThat(paths(page)).containsExactly("acme/production", "acme/staging", "blog/production");
    assertThat(page.total()).isEqualTo(3);
    assertThat(page.counts()).containsExactly(java.util.Map.entry(ResourceStatus.ACTIVE, 3L));
    assertThat(page.next()).isNull();
    store.perform(tx -> tx.environments().keepDeclared(Set.of(estate.staging.id())));
    assertThat(paths(page(null, null, null, null, Sort.NAME, false, 50, null)))
        .containsExactly("acme/staging");
  }

  @Test
  void findsByPartsOfNamesAndTakesWildcardsForWhatTheyAre() {
    assertThat(paths(page("ACME/st", null, null, null, Sort.NAME, false, 50, null)))
        .containsExactly("acme/staging");
    assertThat(paths(page("bLOg", null, null, null, Sort.NAME, false, 50, null)))
        .containsExactly("blog/production");
    for (String wildcard : List.of("%", "_", "!", "\\", "a%e", "'")) {
      assertThat(paths(page(wildcard, null, null, null, Sort.NAME, false, 50, null))).isEmpty();
    }
  }

  @Test
  void whatTheCallerMayNotSeeIsNeitherShownNorCounted() {
    OverviewPage page =
        page(null, null, null, Set.of(estate.staging.id()), Sort.NAME, false, 50, null);
    assertThat(paths(page)).containsExactly("acme/staging");
    assertThat(page.total()).isEqualTo(1);
    assertThat(page(null, null, null, Set.of(), Sort.NAME, false, 50, null).total()).isZero();
  }

  @Test
  void pagesThroughTenThousandEnvironmentsInEveryOrderWithoutLosingOne() throws Exception {
    LargeEstate.add(database, MANY);
    for (Sort sort : Sort.values()) {
      for (boolean descending : new boolean[] {false, true}) {
        List<String> seen = new ArrayList<>();
        OverviewQuery.Place after = null;
        do {
          OverviewPage page = page("s", null, null, null, sort, descending, 200, after);
          assertThat(page.total()).isEqualTo(MANY + 1);
          seen.addAll(paths(page));
          after = page.next();
        } while (after != null && seen.size() < 600);
        OverviewPage rest =
            page(
                "s",
                null,
                null,
                null,
                sort,
                descending,
                200,
                new OverviewQuery.Place(after.key(), after.slugPath()));
        assertThat(seen).as(sort + " " + descending).hasSize(600).doesNotHaveDuplicates();
        assertThat(paths(rest)).doesNotContainAnyElementsOf(seen);
      }
    }
    OverviewPage staging =
        page(null, null, EnvironmentType.STAGING, null, Sort.NAME, false, 200, null);
    assertThat(staging.total()).isEqualTo(MANY / 100);
    OverviewPage newest = page("s", null, null, null, Sort.BACKUP, true, 1, null);
    assertThat(paths(newest)).containsExactly("s2499/e3");
    OverviewEntry entry = newest.entries().get(0);
    assertThat(entry.siteName()).isEqualTo("Site 2499");
    assertThat(entry.newestBackup().sizeBytes()).isEqualTo(MANY - 1);
    assertThat(entry.newestFull()).isEqualTo(entry.newestBackup());
    assertThat(entry.proven().by()).isEqualTo("restore");
    assertThat(entry.proven().at().toEpochMilli()).isEqualTo(2_000_000 + MANY - 1);
    assertThat(entry.last().type()).isEqualTo(JobType.ENV_DEPLOY);
    assertThat(entry.underWay()).isNull();
    everyGlanceSaysTheSame(MANY + 3);
    // Not a measurement, which a busy machine would spoil: a statement per environment would take
    // many times as long.
    long begun = System.nanoTime();
    int rounds = 10;
    for (int i = 0; i < rounds; i++) {
      page(null, null, null, null, Sort.ACTIVITY, true, 50, null);
    }
    long millis = (System.nanoTime() - begun) / 1_000_000 / rounds;
    System.out.println(
        "overview of " + MANY + " environments, newest activity first: " + millis + " ms a page");
    assertThat(millis).isLessThan(2000);
  }

  private void everyGlanceSaysTheSame(int many) {
    List<Glance> glances = store.read(tx -> tx.glances().all());
    assertThat(glances).hasSize(many);
    OverviewPage page = page(null, null, null, null, Sort.ACTIVITY, true, 200, null);
    assertThat(glances).containsAll(page.entries().stream().map(OverviewEntry::glance).toList());
    OverviewPage first = page(null, null, null, null, Sort.NAME, false, 200, null);
    assertThat(glances)
        .startsWith(first.entries().stream().map(OverviewEntry::glance).toArray(Glance[]::new));
  }
}
