package io.jenkins.plugins.pressluft.lab.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Holds the health check of a release that went live until a test lets it go on: the one moment
 * after the switch that is otherwise too short to be hit.
 */
final class Gate {
  private final Path asked;
  private final Path open;

  Gate(House house) {
    try {
      Path directory = Files.createDirectories(house.lab().directory().resolve("gate"));
      // PHP runs under another account.
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
      asked = directory.resolve("asked");
      open = directory.resolve("open");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a release does first when it is asked through the web server; less than a check waits. */
  String php() {
    return """
        if ( ( $_SERVER['HTTP_USER_AGENT'] ?? '' ) === 'Pressluft health check'
            && strpos( $_SERVER['SERVER_SOFTWARE'] ?? '', 'nginx' ) === 0 ) {
          touch( '%s' );
          for ( $i = 0; $i < 160 && ! file_exists( '%s' ); $i++ ) {
            usleep( 50000 );
            clearstatcache();
          }
        }
        """
        .formatted(asked, open);
  }

  /** Nobody has asked yet, and who asks has to wait. */
  void shut() {
    try {
      Files.deleteIfExists(asked);
      Files.deleteIfExists(open);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the new release is live and is being asked for its health. */
  void awaitAsked() {
    House.await("the health check of the new release", () -> Files.exists(asked));
  }

  /** Lets the check, and every later one, go on. */
  void open() {
    try {
      Files.createFile(open);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
