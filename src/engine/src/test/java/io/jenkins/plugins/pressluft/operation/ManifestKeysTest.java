package io.jenkins.plugins.pressluft.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestKeysTest {
  private static final UUID BACKUP = UUID.fromString("00000000-0000-4000-8000-000000000001");
  private static final UUID ENVIRONMENT = UUID.fromString("00000000-0000-4000-8000-000000000002");

  @TempDir Path home;

  @Test
  void makesTheMasterKeyOnceAndKeepsItPrivate() throws IOException {
    String first = ManifestKeys.open(home).keyOf(BACKUP, ENVIRONMENT);

    assertThat(ManifestKeys.open(home).keyOf(BACKUP, ENVIRONMENT)).isEqualTo(first);
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(home.resolve("manifest.key"))))
        .isEqualTo("rw-------");
    assertThat(home.toFile().list()).containsExactly("manifest.key");
  }

  @Test
  void givesEachBackupItsOwnKeyThatAnyHmacToolCanFollow() throws IOException {
    key("00".repeat(31) + "01");
    ManifestKeys keys = ManifestKeys.open(home);

    // printf 'pressluft-manifest-v1\n%s\n%s' BACKUP ENVIRONMENT | openssl dgst -sha256 -mac HMAC
    //   -macopt hexkey:00…01; then the same over "manifest" with that key.
    assertThat(keys.keyOf(BACKUP, ENVIRONMENT))
        .isEqualTo("6e65459a8f4cee4c90b00b99d8fca355ffb4d632503ccf5be50013ee7308fa3f");
    assertThat(keys.sign(BACKUP, ENVIRONMENT, "manifest"))
        .isEqualTo("88022d8aa29e4a9b0a76756f2680994fe5feab6b5e0325230384b5d6cb2fd8dd");
    assertThat(keys.keyOf(ENVIRONMENT, BACKUP)).isNotEqualTo(keys.keyOf(BACKUP, ENVIRONMENT));
  }

  @Test
  void acceptsOnlyTheSignatureOfTheSameBytesAndTheSameBackup() {
    ManifestKeys keys = ManifestKeys.open(home);
    String signature = keys.sign(BACKUP, ENVIRONMENT, "text");

    assertThat(keys.isSigned(BACKUP, ENVIRONMENT, "text", signature + "\n")).isTrue();
    assertThat(keys.isSigned(BACKUP, ENVIRONMENT, "Text", signature)).isFalse();
    assertThat(keys.isSigned(ENVIRONMENT, ENVIRONMENT, "text", signature)).isFalse();
    assertThat(keys.isSigned(BACKUP, ENVIRONMENT, "text", "")).isFalse();
  }

  @Test
  void neverReplacesAKeyThatItCannotUse() throws IOException {
    key("short");
    assertThatThrownBy(() -> ManifestKeys.open(home))
        .hasMessageContaining("is not a key of 64 hex digits; put it back");
    assertThat(home.resolve("manifest.key")).hasContent("short");

    Files.delete(home.resolve("manifest.key"));
    key("00".repeat(32));
    Files.setPosixFilePermissions(
        home.resolve("manifest.key"), PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> ManifestKeys.open(home)).hasMessageContaining("chmod 600");
  }

  private void key(String text) throws IOException {
    Path file = Files.writeString(home.resolve("manifest.key"), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }
}
