package io.jenkins.plugins.pressluft.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The lock that only one process holds on a database file. SQLite itself would let two engines work
 * on it, and each would take the other's running jobs for those of a dead process. The system frees
 * it when the process ends, however it ends.
 */
final class SoleOwner implements AutoCloseable {
  private final FileChannel channel;

  private SoleOwner(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock beside the database, in a file of mode 0600.
   *
   * @throws IllegalStateException if it is held
   */
  static SoleOwner of(Path database) {
    Path file = database.resolveSibling(database.getFileName() + ".lock");
    try {
      FileChannel channel =
          FileChannel.open(
              file,
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      if (!isTaken(channel)) {
        channel.close();
        throw new IllegalStateException(
            "Another Pressluft has " + database + " open; stop it, then start this one.");
      }
      return new SoleOwner(channel);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot lock " + file, e);
    }
  }

  private static boolean isTaken(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
