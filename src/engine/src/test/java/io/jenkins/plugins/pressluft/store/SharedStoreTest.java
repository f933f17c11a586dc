package io.jenkins.plugins.pressluft.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.pressluft.job.MovableClock;
import io.jenkins.plugins.pressluft.model.Site;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What only a database promises that several controllers share. */
class SharedStoreTest {
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
  }

  private TestDatabase.Postgres keep(TestDatabase.Postgres database) {
    opened.add(database);
    return database;
  }

  private Store open(TestDatabase.Postgres database) {
    Store store = Store.open(database.database(), new MovableClock());
    opened.add(store);
    return store;
  }

  @Test
  void severalControllersMayStartAtOnceOnAnEmptyDatabase() throws Exception {
    TestDatabase.Postgres database = keep(TestDatabase.emptyPostgres());
    ExecutorService controllers = Executors.newFixedThreadPool(4);
    try {
      List<Future<Store>> starting = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        starting.add(controllers.submit(() -> Store.open(database.database(), new MovableClock())));
      }
      for (Future<Store> one : starting) {
        opened.add(one.get(60, TimeUnit.SECONDS));
      }
    } finally {
      controllers.shutdownNow();
    }
    Store first = (Store) opened.get(1);
    Store last = (Store) opened.get(4);
    first.perform(tx -> tx.sites().declare("acme", "Acme"));
    assertThat(last.<Integer>read(tx -> tx.sites().all().size())).isEqualTo(1);
  }

  @Test
  void writersOfTwoControllersDecideOneAfterTheOther() throws Exception {
    TestDatabase.Postgres database = keep(TestDatabase.postgres());
    List<Store> stores = List.of(open(database), open(database));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Store store = stores.get(i % 2);
        all.add(
            threads.submit(
                () -> {
                  for (int n = 0; n < 25; n++) {
                    store.perform(
                        tx -> tx.sites().declare("s" + tx.sites().all().size(), "One more"));
                  }
                }));
      }
      for (Future<?> one : all) {
        one.get(60, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(stores.get(0).<Integer>read(tx -> tx.sites().all().size())).isEqualTo(100);
  }

  @Test
  void aReaderKeepsItsPictureAndNobodyWaitsForIt() {
    TestDatabase.Postgres database = keep(TestDatabase.postgres());
    Store reading = open(database);
    Store writing = open(database);
    List<Integer> seen =
        reading.read(
            tx -> {
              int before = tx.sites().all().size();
              writing.perform(other -> other.sites().declare("acme", "Acme"));
              return List.of(before, tx.sites().all().size());
            });
    assertThat(seen).containsExactly(0, 0);
    assertThat(reading.<Integer>read(tx -> tx.sites().all().size())).isEqualTo(1);
  }

  @Test
  void whatWasHalfDoneWhenTheServerWentAwayIsNotThereAndTheStoreWorksAgain() {
    TestDatabase.Postgres database = keep(TestDatabase.postgres());
    Store store = open(database);
    store.perform(tx -> tx.sites().declare("acme", "Acme"));
    assertThatThrownBy(
            () ->
                store.perform(
                    tx -> {
                      tx.sites().declare("half", "Half");
                      TestDatabase.Shared.SERVER.stop();
                      tx.sites().declare("whole", "Whole");
                    }))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("cannot be reached")
        .hasMessageNotContaining(PostgresServer.PASSWORD);
    assertThatThrownBy(() -> store.read(tx -> tx.sites().all()))
        .isInstanceOf(StoreUnavailableException.class);
    TestDatabase.Shared.SERVER.start();
    assertThat(store.<List<Site>>read(tx -> tx.sites().all()))
        .extracting(Site::slug)
        .containsExactly("acme");
    store.perform(tx -> tx.sites().declare("again", "Again"));
  }

  @Test
  void whoIsNotLetInIsToldSoWithoutThePassword() {
    TestDatabase.Postgres database = keep(TestDatabase.postgres());
    PostgresAddress wrong =
        new PostgresAddress(database.address().url(), PostgresServer.USER, "hunter2");
    assertThatThrownBy(() -> Store.open(Database.postgresql(wrong), new MovableClock()))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("does not let Pressluft in")
        .hasMessageNotContaining("hunter2");
    PostgresAddress nowhere =
        new PostgresAddress("jdbc:postgresql://127.0.0.1:1/p", PostgresServer.USER, "hunter2");
    assertThatThrownBy(() -> Store.open(Database.postgresql(nowhere), new MovableClock()))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("p at 127.0.0.1 port 1 cannot be reached")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void aStateOfANewerVersionIsLeftAlone() throws Exception {
    TestDatabase.Postgres database = keep(TestDatabase.ownPostgres());
    try (Connection connection = database.connection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "INSERT INTO flyway_schema_history SELECT 900, '900', 'to come', type, 'V900__x.sql', 1,"
              + " installed_by, now(), 1, true FROM flyway_schema_history WHERE version = '7'");
    }
    assertThatThrownBy(() -> Store.open(database.database(), new MovableClock()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("of another version of Pressluft");
  }
}
