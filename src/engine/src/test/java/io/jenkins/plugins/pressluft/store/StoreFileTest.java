package io.jenkins.plugins.pressluft.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.pressluft.job.MovableClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only a file promises. */
class StoreFileTest {
  @TempDir Path directory;
  private final MovableClock clock = new MovableClock();
  private Store store;

  @BeforeEach
  void open() {
    store = Store.open(directory.resolve("state/p.db"), clock);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void everyFileIsPrivate() throws Exception {
    assertThat(mode(directory.resolve("state"))).isEqualTo("rwx------");
    try (Stream<Path> files = Files.list(directory.resolve("state"))) {
      assertThat(files).isNotEmpty().allSatisfy(f -> assertThat(mode(f)).isEqualTo("rw-------"));
    }
  }

  private static String mode(Path path) throws java.io.IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void theFileIsAWriteAheadLogThatReachesTheDisk() throws Exception {
    try (var connection =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("state/p.db"));
        var statement = connection.createStatement();
        var rs = statement.executeQuery("PRAGMA journal_mode")) {
      assertThat(rs.getString(1)).isEqualTo("wal");
    }
  }

  @Test
  void aSecondEngineOnTheSameFileIsRefused() {
    assertThatThrownBy(() -> Store.open(directory.resolve("state/p.db"), clock))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("stop it");
  }
}
