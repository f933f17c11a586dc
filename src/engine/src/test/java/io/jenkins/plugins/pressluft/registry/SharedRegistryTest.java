package io.jenkins.plugins.pressluft.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.pressluft.operation.ManifestKeys;
import io.jenkins.plugins.pressluft.store.Store;
import io.jenkins.plugins.pressluft.store.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two controllers, each with a registry file of its own, on one database. */
class SharedRegistryTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-20T20:30:00Z"), ZoneOffset.UTC);
  private static final String X = RegistryReaderTest.GOOD;
  private static final String Y = X.replace("Acme Shop", "Acme Market");
  private static final String Z = X.replace("Acme Shop", "Acme Bazaar");

  @TempDir Path directory;
  private TestDatabase database;
  private Store store;
  private Store betas;
  private RegistryFile alpha;
  private RegistryFile beta;
  private int saves;

  TestDatabase database() {
    return TestDatabase.sqlite(directory.resolve("pressluft.db"));
  }

  @BeforeEach
  void open() throws IOException {
    database = database();
    store = Store.open(database.database(), CLOCK);
    betas = store.isShared() ? Store.open(database.database(), CLOCK) : store;
    Files.createDirectory(directory.resolve("alpha"));
    Files.createDirectory(directory.resolve("beta"));
    alpha = controller("alpha");
    beta = controller("beta");
  }

  @AfterEach
  void close() {
    alpha.close();
    beta.close();
    betas.close();
    store.close();
    database.close();
  }

  private RegistryFile controller(String name) {
    Store own = name.equals("beta") ? betas : store;
    return new RegistryFile(file(name), new Registry(own), CLOCK).sharedBy(name, own);
  }

  private Path file(String name) {
    return directory.resolve(name).resolve("pressluft.yml");
  }

  private void save(String controller, String text) throws IOException {
    Path made = directory.resolve("made");
    Files.writeString(made, text);
    saves++;
    Files.setLastModifiedTime(made, FileTime.from(CLOCK.instant().plusSeconds(saves)));
    Files.move(made, file(controller), StandardCopyOption.REPLACE_EXISTING);
  }

  private String text(String controller) throws IOException {
    return Files.readString(file(controller));
  }

  private String acme() {
    return store.read(tx -> tx.sites().bySlug("acme")).orElseThrow().name();
  }

  private long revision() {
    return store.read(tx -> tx.registry().revision());
  }

  @Test
  void whatOneDeclaresTheOtherAdopts() throws IOException {
    save("alpha", X);
    assertThat(alpha.check().problems()).isEmpty();
    assertThat(beta.check().problems()).isEmpty();
    assertThat(text("beta")).isEqualTo(X);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file("beta"))))
        .isEqualTo("rw-------");
    assertThat(beta.state().applied()).isEqualTo(new Registry.Applied(1, 2, 2, 1, 0));

    save("beta", Y);
    beta.check();
    assertThat(revision()).isEqualTo(2);
    alpha.check();
    assertThat(text("alpha")).isEqualTo(Y);
    assertThat(acme()).isEqualTo("Acme Market");
  }

  @Test
  void limitsAreAdoptedToo() throws IOException {
    save("alpha", X);
    alpha.check();
    beta.check();
    save("alpha", X + "jobs: {controller_timeout: 3m}\n");
    alpha.check();
    beta.check();
    assertThat(beta.limits().controllerTimeout()).isEqualTo(Duration.ofMinutes(3));
  }

  @Test
  void twoFilesNeverTakeTurnsInUndoingEachOther() throws IOException {
    save("alpha", X);
    save("beta", Y);
    for (int i = 0; i < 5; i++) {
      alpha.check();
      beta.check();
    }
    assertThat(revision()).isEqualTo(1);
    assertThat(text("beta")).isEqualTo(X);
    assertThat(Files.readString(directory.resolve("beta/pressluft.yml.before")))
        .as("what the newcomer's file said is kept")
        .isEqualTo(Y);
    beta.close();
    save("beta", Y); // Configuration as Code, at the next start
    beta = controller("beta");
    beta.check();
    assertThat(text("beta")).isEqualTo(X);
    assertThat(revision()).isEqualTo(1);
  }

  @Test
  void aStartThatSaysWhatItSaidBeforeDoesNotTakeBackWhatTheOtherDeclaredSince() throws IOException {
    save("alpha", X);
    alpha.check();
    beta.check();
    save("beta", Y);
    beta.check();
    alpha.check();
    alpha.close();

    save("alpha", X); // Configuration as Code, at every start
    alpha = controller("alpha");
    assertThat(alpha.check().problems()).isEmpty();
    assertThat(text("alpha")).isEqualTo(Y);
    assertThat(revision()).isEqualTo(2);

    alpha.isMeant(); // a person, on the page
    save("alpha", X);
    alpha.check();
    assertThat(revision()).isEqualTo(3);
    assertThat(acme()).isEqualTo("Acme Shop");
  }

  @Test
  void anEditOnTopOfAnOldRevisionIsRefusedAndNothingIsLost() throws IOException {
    save("alpha", X);
    alpha.check();
    beta.check();
    save("beta", Y);
    save("alpha", Z);
    beta.check();

    assertThat(alpha.check().problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.toString()).contains("beta", "revision 2"));
    assertThat(acme()).isEqualTo("Acme Market");
    assertThat(text("alpha")).isEqualTo(Z);
    assertThat(Files.readString(directory.resolve("alpha/pressluft.yml.newer"))).isEqualTo(Y);

    RegistryFile again = controller("alpha");
    assertThat(again.check().problems()).as("a restart changes nothing").hasSize(1);
    again.close();
    assertThat(acme()).isEqualTo("Acme Market");

    save("alpha", Z + "# both\n");
    assertThat(alpha.check().problems()).isEmpty();
    assertThat(acme()).isEqualTo("Acme Bazaar");
    beta.check();
    assertThat(text("beta")).endsWith("# both\n");
  }

  @Test
  void aWrongFileChangesNothingForAnybody() throws IOException {
    save("alpha", X);
    alpha.check();
    beta.check();
    save("beta", "version: 1\nnonsense: true\n");
    assertThat(beta.check().problems()).isNotEmpty();
    alpha.check();
    assertThat(revision()).isEqualTo(1);
    assertThat(text("alpha")).isEqualTo(X);
  }

  @Test
  void aFileThatIsGoneComesBack() throws IOException {
    save("alpha", X);
    alpha.check();
    Files.delete(file("alpha"));
    alpha.check();
    assertThat(text("alpha")).isEqualTo(X);
    assertThat(revision()).isEqualTo(1);
  }

  @Test
  void anEditWhileTheControllerWasDownCounts() throws IOException {
    save("alpha", X);
    alpha.check();
    beta.check();
    alpha.close();
    save("alpha", Y);
    alpha = controller("alpha");
    alpha.check();
    beta.check();
    assertThat(text("beta")).isEqualTo(Y);
  }

  @Test
  void configurationAsCodeRepeatsAFileWhateverTheFilesRemarksWere() throws IOException {
    save("alpha", "# ours\n" + X);
    alpha.check();
    beta.check();
    save("beta", Y);
    beta.check();
    alpha.check();

    save("alpha", RegistryTree.of(X).text());
    assertThat(alpha.check().problems()).isEmpty();
    assertThat(text("alpha")).isEqualTo(Y);
    assertThat(revision()).isEqualTo(2);

    save("alpha", "# back again\n" + RegistryTree.of(X).text());
    alpha.check();
    assertThat(acme()).as("a person who writes a remark means it").isEqualTo("Acme Shop");
  }

  @Test
  void configurationAsCodeThatAgreedWithAnotherSaidItToo() throws IOException {
    save("alpha", X);
    alpha.check();
    beta.check();
    save("beta", Y);
    beta.check();
    save("alpha", Y);
    alpha.check();
    save("beta", Z);
    beta.check();
    alpha.check();

    save("alpha", Y);
    alpha.check();
    assertThat(acme()).isEqualTo("Acme Bazaar");
    assertThat(revision()).isEqualTo(3);
  }

  @Test
  void aFileThatDeclaresNothingLeavesTheFirstWordToAnother() throws IOException {
    save("alpha", "version: 1\njobs: {controller_timeout: 3m}\n");
    assertThat(alpha.check().problems()).isEmpty();
    assertThat(alpha.limits().controllerTimeout()).isEqualTo(Duration.ofMinutes(3));
    assertThat(revision()).isZero();

    save("beta", X);
    beta.check();
    alpha.check();
    assertThat(text("alpha")).isEqualTo(X);
  }

  @Test
  void anEditThatKnowsOnlyTheFormerRevisionIsRefusedAgain() throws IOException {
    save("alpha", X);
    alpha.check();
    beta.check();
    save("beta", Y);
    save("alpha", Z);
    beta.check();
    assertThat(alpha.check().problems()).hasSize(1);
    save("beta", Y + "# third\n");
    beta.check();
    assertThat(alpha.check().problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.toString()).contains("revision 3"));
    assertThat(Files.readString(directory.resolve("alpha/pressluft.yml.newer")))
        .isEqualTo(Y + "# third\n");

    save("alpha", Z + "# with the second\n");
    assertThat(alpha.check().problems()).hasSize(1);
    assertThat(acme()).isEqualTo("Acme Market");
    save("alpha", Z + "# with the third\n");
    assertThat(alpha.check().problems()).isEmpty();
    assertThat(acme()).isEqualTo("Acme Bazaar");
  }

  @Test
  void ofTwoThatDeclareAtTheSameMomentOneIsInForceAtBoth() throws Exception {
    save("alpha", X);
    alpha.check();
    beta.check();
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      for (int round = 0; round < 20; round++) {
        save("alpha", Y + "# " + round + "\n");
        save("beta", Z + "# " + round + "\n");
        long before = revision();
        List<Callable<RegistryFile.State>> both = List.of(alpha::check, beta::check);
        int refused = 0;
        for (Future<RegistryFile.State> one : threads.invokeAll(both)) {
          refused += one.get().problems().size();
        }
        assertThat(revision()).isEqualTo(before + 1);
        assertThat(refused).isEqualTo(1);
        boolean alphaWon = alpha.state().problems().isEmpty();
        assertThat(acme()).isEqualTo(alphaWon ? "Acme Market" : "Acme Bazaar");
        String winner = text(alphaWon ? "alpha" : "beta");
        save(alphaWon ? "beta" : "alpha", winner);
        assertThat((alphaWon ? beta : alpha).check().problems()).isEmpty();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aFileThatCannotBeReplacedIsToldAndTriedAgain() throws IOException {
    save("alpha", X);
    alpha.check();
    save("beta", Y);
    Path inTheWay = directory.resolve("beta/pressluft.yml.before");
    Files.createDirectories(inTheWay.resolve("full"));

    assertThat(beta.check().problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.toString()).contains("cannot be"));
    assertThat(text("beta")).isEqualTo(Y);
    assertThat(acme()).isEqualTo("Acme Shop");

    Files.delete(inTheWay.resolve("full"));
    Files.delete(inTheWay);
    assertThat(beta.check().problems()).isEmpty();
    assertThat(text("beta")).isEqualTo(X);
  }

  @Test
  void aControllerWithAnotherKeyIsToldWhereToGetTheRightOne() throws IOException {
    Path one = directory.resolve("alpha");
    Path two = directory.resolve("beta");
    ManifestKeys.open(one).agree(store, "alpha", one);
    ManifestKeys.open(one).agree(store, "alpha", one);
    ManifestKeys other = ManifestKeys.open(two);
    assertThatThrownBy(() -> other.agree(betas, "beta", two))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("copy manifest.key from the home of the controller alpha");
    Files.copy(
        one.resolve("manifest.key"),
        two.resolve("manifest.key"),
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.COPY_ATTRIBUTES);
    ManifestKeys.open(two).agree(betas, "beta", two);
  }
}
