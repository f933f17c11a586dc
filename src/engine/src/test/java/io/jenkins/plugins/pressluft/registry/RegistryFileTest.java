package io.jenkins.plugins.pressluft.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.Node;
import io.jenkins.plugins.pressluft.model.Site;
import io.jenkins.plugins.pressluft.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryFileTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-20T20:30:00Z"), ZoneOffset.UTC);

  @TempDir Path home;

  private Path file;
  private Store store;
  private RegistryFile registry;
  private int saves;

  @BeforeEach
  void open() {
    file = home.resolve("pressluft.yml");
    store = Store.open(home.resolve("pressluft.db"), CLOCK);
    registry = new RegistryFile(file, new Registry(store), CLOCK);
  }

  @AfterEach
  void close() {
    registry.close();
    store.close();
  }

  @Test
  void laysADeclarationIntoTheStore() throws IOException {
    save(RegistryReaderTest.GOOD);

    RegistryFile.State state = registry.check();

    assertThat(state.problems()).isEmpty();
    assertThat(state.loadedAt()).isEqualTo(CLOCK.instant());
    assertThat(state.applied()).isEqualTo(new Registry.Applied(1, 2, 2, 1, 0));
    Environment production = environment("acme/production");
    assertThat(production.spec().path()).isEqualTo("/var/www/sites/acme");
    assertThat(production.declared()).isTrue();
    Site site = store.read(tx -> tx.sites().bySlug("acme")).orElseThrow();
    assertThat(site.name()).isEqualTo("Acme Shop");
    assertThat(site.primaryEnvironmentId()).isEqualTo(production.id());
    Node node = store.read(tx -> tx.nodes().byName("web1")).orElseThrow();
    assertThat(production.nodeId()).isEqualTo(node.id());
    assertThat(node.spec().port()).isEqualTo(2222);
  }

  @Test
  void keepsIdsWhenADeclarationChanges() throws IOException {
    save(RegistryReaderTest.GOOD);
    registry.check();
    Environment before = environment("acme/production");

    save(
        RegistryReaderTest.GOOD
            .replace("retention: 30d", "retention: 60d")
            .replace("node: web1", "node: here")
            .replace("name: Acme Shop", "name: Acme"));
    registry.check();

    Environment after = environment("acme/production");
    assertThat(after.id()).isEqualTo(before.id());
    assertThat(after.spec().retention().toDays()).isEqualTo(60);
    assertThat(after.nodeId()).isNotEqualTo(before.nodeId());
    assertThat(after.stateVersion()).isGreaterThan(before.stateVersion());
  }

  @Test
  void changesNothingWhenNothingChanged() throws IOException {
    save(RegistryReaderTest.GOOD);
    registry.check();
    Environment before = environment("acme/production");
    Site site = store.read(tx -> tx.sites().bySlug("acme")).orElseThrow();

    save("# a comment\n" + RegistryReaderTest.GOOD);
    registry.reload();

    assertThat(environment("acme/production")).isEqualTo(before);
    Site after = store.read(tx -> tx.sites().bySlug("acme")).orElseThrow();
    assertThat(after).isEqualTo(site);
  }

  @Test
  void keepsWhatVanishesAndGivesItItsIdBack() throws IOException {
    save(RegistryReaderTest.GOOD);
    registry.check();
    Environment staging = environment("acme/staging");
    String without =
        RegistryReaderTest.GOOD.substring(0, RegistryReaderTest.GOOD.indexOf("      staging:"));

    save(without.replace("  here: {connection: local}\n", ""));
    assertThat(registry.check().applied().gone()).isEqualTo(2);

    assertThat(environment("acme/staging").declared()).isFalse();
    assertThat(environment("acme/staging").id()).isEqualTo(staging.id());
    assertThat(store.read(tx -> tx.nodes().byName("here")).orElseThrow().declared()).isFalse();

    save(RegistryReaderTest.GOOD);
    registry.check();

    assertThat(environment("acme/staging").declared()).isTrue();
    assertThat(environment("acme/staging").id()).isEqualTo(staging.id());
  }

  @Test
  void keepsTheLastGoodFileAndSaysWhatIsWrongWithTheNewOne() throws IOException {
    save(RegistryReaderTest.GOOD);
    registry.check();
    Environment before = environment("acme/production");

    save(
        RegistryReaderTest.GOOD
            .replace("kind: wordpress", "kind: wordpres")
            .replace("retention: 30d", "retention: 60d"));
    RegistryFile.State state = registry.check();

    assertThat(state.problems()).hasSize(2);
    assertThat(state.loadedAt()).isNotNull();
    assertThat(state.applied()).isNotNull();
    assertThat(environment("acme/production")).isEqualTo(before);

    save(RegistryReaderTest.GOOD);
    assertThat(registry.check().problems()).isEmpty();
  }

  @Test
  void takesAMissingUnreadableOrBinaryFileForAMistakeNotForAnEmptyOne() throws IOException {
    save(RegistryReaderTest.GOOD);
    registry.check();

    Files.delete(file);
    assertThat(messages(registry.check())).singleElement().asString().contains("is not there");
    Files.createDirectory(file);
    assertThat(messages(registry.check())).singleElement().asString().contains("cannot be read");
    Files.delete(file);
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertThat(messages(registry.check())).singleElement().asString().contains("is not UTF-8");

    assertThat(environment("acme/production").declared()).isTrue();
  }

  @Test
  void readsOnlyWhatWasModified() throws IOException {
    save(RegistryReaderTest.GOOD);
    RegistryFile.State first = registry.check();

    assertThat(registry.check()).isSameAs(first);
    assertThat(registry.reload()).isNotSameAs(first).isEqualTo(first);
  }

  private static List<String> messages(RegistryFile.State state) {
    return state.problems().stream().map(Problem::toString).toList();
  }

  private Environment environment(String slugPath) {
    return store.read(tx -> tx.environments().bySlugPath(slugPath)).orElseThrow();
  }

  /** As an editor saves: a new file in the old one's place, a moment later. */
  private void save(String text) throws IOException {
    Path part = Files.writeString(home.resolve("pressluft.yml.part"), text);
    Files.setLastModifiedTime(part, FileTime.fromMillis(++saves * 1000L));
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
  }
}
