package io.jenkins.plugins.pressluft.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.pressluft.job.MovableClock;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.Node;
import io.jenkins.plugins.pressluft.model.ResourceStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {
  @TempDir Path directory;
  private final MovableClock clock = new MovableClock();
  private TestDatabase database;
  private Store store;
  private Estate estate;

  TestDatabase database() {
    return TestDatabase.sqlite(directory.resolve("state/p.db"));
  }

  @BeforeEach
  void open() {
    database = database();
    store = Store.open(database.database(), clock);
    estate = new Estate(store);
  }

  @AfterEach
  void close() {
    store.close();
    database.close();
  }

  @Test
  void aDeclarationKeepsItsIdAndGrowsOnlyWhenItChanges() {
    Node same = store.transact(tx -> tx.nodes().declare("web1", estate.node.spec()));
    assertThat(same).isEqualTo(estate.node);
    clock.advance(Duration.ofMinutes(1));
    Node.Spec spec =
        new Node.Spec(
            Node.Connection.SSH,
            "web1.example",
            22,
            "deploy",
            null,
            "ssh-ed25519 AAAA",
            true,
            null);
    Node changed = store.transact(tx -> tx.nodes().declare("web1", spec));
    assertThat(changed.id()).isEqualTo(estate.node.id());
    assertThat(changed.stateVersion()).isEqualTo(2);
    assertThat(changed.spec()).isEqualTo(spec);
    assertThat(changed.updatedAt()).isAfter(changed.createdAt());
  }

  @Test
  void whatVanishesIsKeptAndComesBackWithItsId() {
    assertThat(store.<Integer>transact(tx -> tx.environments().keepDeclared(Set.of())))
        .isEqualTo(3);
    assertThat(estate.environment(estate.production.id()).declared()).isFalse();
    var again =
        store.transact(
            tx ->
                tx.environments()
                    .declare(
                        estate.acme.id(),
                        "production",
                        "production",
                        estate.node.id(),
                        estate.storage.id(),
                        estate.production.spec()));
    assertThat(again.id()).isEqualTo(estate.production.id());
    assertThat(again.declared()).isTrue();
    assertThat(again.spec()).isEqualTo(estate.production.spec());
  }

  @Test
  void aThrowRollsEverythingBack() {
    assertThatThrownBy(
            () ->
                store.perform(
                    tx -> {
                      tx.sites().declare("other", "Other");
                      throw new IllegalArgumentException("no");
                    }))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(store.<Boolean>read(tx -> tx.sites().bySlug("other").isEmpty())).isTrue();
  }

  @Test
  void aReaderCannotWrite() {
    assertThatThrownBy(() -> store.read(tx -> tx.sites().declare("other", "Other")))
        .hasMessageContaining(database.words("readonly", "read-only transaction"));
  }

  @Test
  void anEnvironmentDoesNotChangeWithoutAJob() {
    assertThatThrownBy(
            () ->
                store.perform(
                    tx ->
                        tx.environments().become(estate.production.id(), ResourceStatus.RESTORING)))
        .hasMessageContaining("needs a running env_restore job");
    assertThatThrownBy(
            () ->
                store.perform(
                    tx -> tx.environments().become(estate.production.id(), ResourceStatus.CLONING)))
        .hasMessageContaining("without a job");
    assertThatThrownBy(
            () ->
                store.perform(
                    tx -> tx.environments().become(estate.production.id(), ResourceStatus.FAILED)))
        .hasMessageContaining("cannot become failed");
  }

  @Test
  void aTransactionInsideAnotherIsAMistake() {
    assertThatThrownBy(() -> store.perform(tx -> store.read(inner -> inner.sites().all())))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anotherProcessFindsEverything() {
    store.close();
    store = Store.open(database.database(), clock);
    assertThat(
            store.<Environment>read(
                tx -> tx.environments().bySlugPath("acme/production").orElseThrow()))
        .isEqualTo(estate.production);
    assertThat(store.<Boolean>read(tx -> tx.environments().bySlugPath("acme").isEmpty())).isTrue();
  }
}
