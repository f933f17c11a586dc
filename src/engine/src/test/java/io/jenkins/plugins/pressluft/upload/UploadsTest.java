package io.jenkins.plugins.pressluft.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadsTest {
  private static final Clock NOW =
      Clock.fixed(Instant.parse("2026-11-20T20:30:00Z"), ZoneOffset.UTC);

  @TempDir Path home;
  private final UUID environment = UUID.randomUUID();

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void keepsAFileForItsOwnEnvironmentPrivateAndWhole() throws IOException {
    Uploads uploads = new Uploads(home, NOW, 3);
    Uploads.Stored stored = uploads.receive(environment, bytes("abc"));

    assertThat(stored.size()).isEqualTo(3);
    assertThat(stored.sha256())
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    Path file = uploads.find(environment, stored.id()).orElseThrow();
    assertThat(file).hasContent("abc");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
        .isEqualTo("rwx------");
    assertThat(uploads.find(UUID.randomUUID(), stored.id())).isEmpty();
  }

  @Test
  void keepsNothingOfAFileThatIsTooLongOrBreaksOff() {
    Uploads uploads = new Uploads(home, NOW, 3);
    assertThatThrownBy(() -> uploads.receive(environment, bytes("abcd")))
        .isInstanceOf(Uploads.TooLongException.class);
    InputStream broken =
        new FilterInputStream(bytes("ab")) {
          @Override
          public int read(byte[] into, int from, int length) throws IOException {
            int read = super.read(into, from, length);
            if (read < 0) {
              throw new IOException("connection reset");
            }
            return read;
          }
        };
    assertThatThrownBy(() -> uploads.receive(environment, broken)).isInstanceOf(IOException.class);

    assertThat(home.resolve("uploads/" + environment)).isEmptyDirectory();
  }

  @Test
  void forgetsAFileAfterADay() throws IOException {
    UUID old = new Uploads(home, NOW).receive(environment, bytes("abc")).id();
    Uploads later = new Uploads(home, Clock.offset(NOW, Duration.ofHours(25)));
    assertThat(later.find(environment, old)).isPresent();

    UUID young = later.receive(environment, bytes("abc")).id();

    assertThat(later.find(environment, old)).isEmpty();
    assertThat(later.find(environment, young)).isPresent();
  }
}
