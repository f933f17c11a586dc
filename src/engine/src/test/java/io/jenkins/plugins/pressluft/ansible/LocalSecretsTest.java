package io.jenkins.plugins.pressluft.ansible;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.pressluft.model.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalSecretsTest {
  @TempDir Path home;

  @Test
  void readsAFileWithoutItsLastNewlineBeforeTheEnvironment() throws IOException {
    write("web1-key", "a\nb\n", "rw-------");
    LocalSecrets secrets =
        new LocalSecrets(
            home,
            Map.of("PRESSLUFT_SECRET_WEB1_KEY", "other", "PRESSLUFT_SECRET_ONLY_HERE", "value"));

    assertThat(secrets.value(new Secret("web1-key"))).contains("a\nb");
    assertThat(secrets.value(new Secret("only.here"))).contains("value");
    assertThat(secrets.value(new Secret("absent"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-rw-rw-"})
  void refusesAFileThatOthersCanReach(String mode) throws IOException {
    write("db", "hunter2", mode);

    assertThatThrownBy(() -> new LocalSecrets(home, Map.of()).value(new Secret("db")))
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("The secret db can be read by others: run \"chmod 600 ")
        .hasMessageNotContaining("hunter2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../manifest.key", "/etc/passwd", "..", "", "a b", "a\nb"})
  void refusesNamesThatLeadElsewhere(String name) {
    assertThatThrownBy(() -> new LocalSecrets(home, Map.of()).value(new Secret(name)))
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("is no name of a secret");
  }

  @Test
  void refusesALinkAndADirectory() throws IOException {
    write("real", "x", "rw-------");
    Files.createSymbolicLink(home.resolve("secrets/link"), home.resolve("secrets/real"));

    assertThatThrownBy(() -> new LocalSecrets(home, Map.of()).value(new Secret("link")))
        .hasMessageContaining("must be a plain file");
  }

  private void write(String name, String value, String mode) throws IOException {
    Path file = Files.createDirectories(home.resolve("secrets")).resolve(name);
    Files.writeString(file, value);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }
}
