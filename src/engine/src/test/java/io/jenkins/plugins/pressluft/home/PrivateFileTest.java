package io.jenkins.plugins.pressluft.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFileTest {
  @TempDir Path directory;

  @Test
  void isForItsOwnerAloneAndSoIsADirectoryThatIsMadeForIt() throws Exception {
    Path file = directory.resolve("home/nested/key");
    PrivateFile.replace(file, "first\n");
    assertThat(file).hasContent("first\n");
    assertThat(mode(file)).isEqualTo("rw-------");
    assertThat(mode(file.getParent())).isEqualTo("rwx------");
  }

  @Test
  void replacesWhatIsThereWhateverItsMode() throws Exception {
    Path file = Files.writeString(directory.resolve("registry"), "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    PrivateFile.replace(file, "new");
    assertThat(file).hasContent("new");
    assertThat(mode(file)).isEqualTo("rw-------");
    assertThat(names()).containsExactly("registry");
  }

  @Test
  void theFirstOneStays() throws Exception {
    Path file = directory.resolve("id");
    assertThat(PrivateFile.create(file, "first")).isTrue();
    assertThat(PrivateFile.create(file, "second")).isFalse();
    assertThat(file).hasContent("first");
    assertThat(mode(file)).isEqualTo("rw-------");
    assertThat(names()).containsExactly("id");
  }

  @Test
  void leavesNothingBehindWhereItCannotBePut() throws Exception {
    Path taken = Files.createDirectories(directory.resolve("id/inside")).getParent();
    assertThatThrownBy(() -> PrivateFile.replace(taken, "text")).isInstanceOf(IOException.class);
    assertThat(names()).containsExactly("id");
  }

  @Test
  void aDigestIsTheOneThatOthersGetToo() {
    assertThat(Sha256.of("abc"))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  private Stream<String> names() throws IOException {
    return Files.list(directory).map(path -> path.getFileName().toString());
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
