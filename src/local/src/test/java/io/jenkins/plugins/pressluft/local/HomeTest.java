package io.jenkins.plugins.pressluft.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {
  @TempDir Path directory;

  @Test
  void isWhereTheVariableSaysOrBelowTheUsersOwn() {
    assertThat(Home.of(Map.of("PRESSLUFT_HOME", "/srv/pressluft")).directory())
        .isEqualTo(Path.of("/srv/pressluft"));
    assertThat(Home.of(Map.of()).directory())
        .isEqualTo(Path.of(System.getProperty("user.home"), ".pressluft"));
  }

  @Test
  void isMadeForItsOwnerAlone() throws IOException {
    Home home = new Home(directory.resolve("a/b")).create();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.directory())))
        .isEqualTo("rwx------");
  }

  @Test
  void hasOneServerAtATime() {
    Home home = new Home(directory.resolve("home")).create();
    try (HomeLock lock = HomeLock.take(home)) {
      assertThat(lock).isNotNull();
      assertThatThrownBy(() -> HomeLock.take(home))
          .isInstanceOf(ServerException.class)
          .hasMessageContaining("Another Pressluft server")
          .hasMessageContaining("--home");
    }
    HomeLock.take(home).close();
  }
}
