package io.jenkins.plugins.pressluft.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessTokenTest {
  @TempDir Path directory;

  @Test
  void isMadeOnceAndOnlyItsOwnerCanReadIt() throws IOException {
    Path file = directory.resolve("token");
    AccessToken.load(file, new SecureRandom());
    String first = Files.readString(file);
    AccessToken.load(file, new SecureRandom());
    assertThat(Files.readString(file)).isEqualTo(first).hasSizeGreaterThan(40);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void matchesItselfAndNothingElse() throws IOException {
    Path file = directory.resolve("token");
    AccessToken token = AccessToken.load(file, new SecureRandom());
    String text = Files.readString(file).strip();
    assertThat(token.matches(text)).isTrue();
    assertThat(token.matches(text + " ")).isFalse();
    assertThat(token.matches("")).isFalse();
    assertThat(token.matches(null)).isFalse();
  }

  @Test
  void isNotUsedWhenOthersCanReadIt() throws IOException {
    Path file = directory.resolve("token");
    AccessToken.load(file, new SecureRandom());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> AccessToken.load(file, new SecureRandom()))
        .isInstanceOf(ServerException.class)
        .hasMessageContaining("chmod 600");
  }

  @Test
  void isNotUsedWhenItCouldBeGuessed() throws IOException {
    Path file = directory.resolve("token");
    Files.writeString(file, "secret\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertThatThrownBy(() -> AccessToken.load(file, new SecureRandom()))
        .isInstanceOf(ServerException.class)
        .hasMessageContaining("shorter than 32")
        .message()
        .doesNotContain("secret");
  }
}
