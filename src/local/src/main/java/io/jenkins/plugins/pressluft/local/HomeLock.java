package io.jenkins.plugins.pressluft.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;

/**
 * The right to be the only server of a home. The operating system takes it back when the process
 * ends, however it ends.
 */
final class HomeLock implements AutoCloseable {
  private final FileChannel channel;

  private HomeLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @throws ServerException when another process has it
   */
  static HomeLock take(Home home) {
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              home.lock(),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      if (channel.tryLock() != null) {
        channel.truncate(0);
        channel.write(
            ByteBuffer.wrap(
                (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
        return new HomeLock(channel);
      }
      channel.close();
    } catch (OverlappingFileLockException e) {
      close(channel);
    } catch (IOException e) {
      close(channel);
      throw new ServerException("The lock " + home.lock() + " cannot be taken: " + e.getMessage());
    }
    throw new ServerException(
        "Another Pressluft server uses "
            + home.directory()
            + " already; stop it, or choose another home with --home.");
  }

  private static void close(FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      throw new ServerException("The lock file cannot be closed: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    close(channel);
  }
}
