package io.jenkins.plugins.pressluft.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.pressluft.job.MovableClock;
import io.jenkins.plugins.pressluft.model.Caller;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.JobType;
import io.jenkins.plugins.pressluft.store.Estate;
import io.jenkins.plugins.pressluft.store.Store;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HouseFeedTest {
  @TempDir Path directory;
  private Store store;
  private Estate estate;
  private UUID seen;
  private UUID hidden;

  @BeforeEach
  void open() {
    store = Store.open(directory.resolve("state/p.db"), new MovableClock());
    estate = new Estate(store);
    seen = queued(estate.production);
    hidden = queued(estate.blogProduction);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void tellsOfWhatTheCallerMaySeeAndOfNothingElse() {
    long[] sequence = new long[1];
    store.perform(
        tx -> {
          tx.events().append(seen, "stage", "{\"stage\":\"verify\"}");
          tx.events().append(hidden, "stage", "{\"stage\":\"secret\"}");
          tx.events().append(seen, "task", "{\"task\":\"one of many\"}");
          sequence[0] = tx.events().append(hidden, "status", "{}");
        });
    EventFeed feed = new HouseFeed(only(estate.production.id()));
    EventFeed.Batch batch = store.read(tx -> feed.read(tx, 0, 100));
    assertThat(batch.messages())
        .extracting(EventFeed.Message::type)
        .containsExactly("ready", "stage");
    assertThat(batch.messages().get(1).data().get("environment").stringValue())
        .isEqualTo("acme/production");
    assertThat(batch.messages().toString()).doesNotContain("secret", hidden.toString());
    assertThat(batch.after()).as("goes on behind what is hidden").isEqualTo(sequence[0]);
    assertThat(store.read(tx -> feed.read(tx, batch.after(), 100)).messages()).isEmpty();
  }

  @Test
  void aReaderThatWasAwayForTooLongLoadsEverythingAnew() {
    store.perform(
        tx -> {
          for (int i = 0; i <= HouseFeed.MAX_BEHIND; i++) {
            tx.events().append(seen, "warning", "{}");
          }
        });
    EventFeed.Batch batch =
        store.read(tx -> new HouseFeed(only(estate.production.id())).read(tx, 0, 100));
    assertThat(batch.messages()).extracting(EventFeed.Message::type).containsExactly("reset");
    assertThat(batch.after()).isEqualTo(HouseFeed.MAX_BEHIND + 1);
  }

  @Test
  void aCursorFromTheFutureIsOneOfAnotherDatabase() {
    EventFeed.Batch batch =
        store.read(tx -> new HouseFeed(only(estate.production.id())).read(tx, 99, 100));
    assertThat(batch.messages()).extracting(EventFeed.Message::type).containsExactly("reset");
    assertThat(batch.after()).isZero();
  }

  private UUID queued(Environment environment) {
    return store.transact(
        tx -> {
          UUID id = tx.newId();
          tx.jobs()
              .insert(
                  Job.queued(
                      id,
                      JobType.HEALTH_CHECK,
                      environment.siteId(),
                      environment.id(),
                      environment.nodeId(),
                      null,
                      1,
                      "{}",
                      "{}",
                      "anna",
                      "api",
                      tx.now(),
                      null,
                      null,
                      null));
          return id;
        });
  }

  private static Caller only(UUID environment) {
    return new Caller() {
      @Override
      public String name() {
        return "anna";
      }

      @Override
      public String origin() {
        return "api";
      }

      @Override
      public boolean may(Permission permission, UUID environmentId) {
        return List.of(environment).contains(environmentId);
      }
    };
  }
}
