package io.jenkins.plugins.pressluft.ansible;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeRetentionTest {
  private static final Instant NOW = Instant.parse("2026-11-20T20:30:00Z");

  @TempDir Path home;
  private HomeRetention retention;

  @BeforeEach
  void open() {
    retention = new HomeRetention(home, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private Path file(String name, Duration age) throws IOException {
    Path file = home.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "x");
    return aged(file, age);
  }

  private static Path aged(Path path, Duration age) throws IOException {
    return Files.setLastModifiedTime(path, FileTime.from(NOW.minus(age)));
  }

  private Path tree(String digit) throws IOException {
    return file("ansible/" + digit.repeat(24) + "/playbooks/x.yml", Duration.ofDays(400))
        .getParent()
        .getParent();
  }

  @Test
  void removesOldLogsOfJobsThatHaveEndedAndNothingElse() throws IOException {
    UUID unfinished = UUID.randomUUID();
    Path old = file("logs/" + UUID.randomUUID() + ".log", Duration.ofDays(91));
    Path running = file("logs/" + unfinished + ".log", Duration.ofDays(91));
    Path young = file("logs/" + UUID.randomUUID() + ".log", Duration.ofDays(89));
    Path server = file("logs/server.log", Duration.ofDays(400));
    Path operations = file("logs/operations.jsonl", Duration.ofDays(400));

    retention.removeLogs(NOW.minus(Duration.ofDays(90)), unfinished::equals);

    assertThat(old).doesNotExist();
    assertThat(home.resolve("logs"))
        .isDirectoryContaining(running::equals)
        .isDirectoryContaining(young::equals)
        .isDirectoryContaining(server::equals)
        .isDirectoryContaining(operations::equals);
  }

  @Test
  void removesPlaybooksThatAreNeitherThisProgramsNorOfARunThatIsKept() throws IOException {
    Path current = tree("a");
    Path used = tree("b");
    Path old = tree("c");
    Path other = file("ansible/notes/x.yml", Duration.ofDays(400)).getParent();
    Files.writeString(file("runs/one/tree", Duration.ZERO), used.toString());

    retention.removeTrees(current);

    assertThat(old).doesNotExist();
    assertThat(home.resolve("ansible").toFile().list())
        .containsExactlyInAnyOrder(
            current.getFileName().toString(), used.getFileName().toString(), "notes");
    assertThat(other).isDirectory();
    PrivateFiles.removeTree(home.resolve("runs/one"));
    retention.removeTrees(current);
    assertThat(used).doesNotExist();
    assertThat(current.resolve("playbooks/x.yml")).exists();
  }

  @Test
  void keepsAllPlaybooksWhileARunDoesNotSayWhichItUses() throws IOException {
    Path current = tree("a");
    Path old = tree("b");
    file("runs/one/output.log", Duration.ZERO);

    retention.removeTrees(current);

    assertThat(old).isDirectory();
  }

  @Test
  void removesWhatAKilledUnpackingLeftButNotOneThatIsUnderWay() throws IOException {
    Path current = tree("a");
    Path left = Files.createDirectory(home.resolve("ansible/" + "b".repeat(24) + ".part-1"));
    aged(left, Duration.ofHours(2));
    Path now = Files.createDirectory(home.resolve("ansible/" + "c".repeat(24) + ".part-2"));
    aged(now, Duration.ofMinutes(1));

    retention.removeTrees(current);

    assertThat(left).doesNotExist();
    assertThat(now).isDirectory();
  }

  @Test
  void touchesNoPlaybooksThatAreNotInTheHome() throws IOException {
    Path old = tree("b");
    retention.removeTrees(home.resolve("elsewhere/tree"));
    assertThat(old).isDirectory();
  }

  @Test
  void aHomeWithoutAnyOfItIsFine() throws IOException {
    retention.removeLogs(NOW, id -> false);
    retention.removeTrees(home.resolve("ansible").resolve("a".repeat(24)));
    assertThat(home).isEmptyDirectory();
  }
}
