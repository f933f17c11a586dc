package io.jenkins.plugins.pressluft.local.cli;

import io.jenkins.plugins.pressluft.local.jenkinsfile.RunLog;
import io.jenkins.plugins.pressluft.local.jenkinsfile.SiteSteps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/**
 * A site that one run keeps from the other runs of this user on this machine, by a file's lock that
 * the kernel gives back when the process ends in whatever way. It is an order among runs and no
 * guard: what may not run at once is for the server to refuse.
 */
final class SiteLock implements SiteSteps.Lock {
  private static final long POLL_MILLIS = 200;

  private final FileChannel channel;

  private SiteLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Waits until the site is free. */
  static SiteSteps.Lock take(Path directory, String siteId, RunLog log)
      throws InterruptedException {
    FileChannel channel = null;
    try {
      Files.createDirectories(directory);
      channel =
          FileChannel.open(
              directory.resolve(siteId), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        log.line("pressluftLock: another run keeps the site; waiting");
      }
      while (lock == null) {
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        lock = channel.tryLock();
      }
      SiteLock taken = new SiteLock(channel);
      channel = null;
      return taken;
    } catch (OverlappingFileLockException e) {
      // A block around this one keeps it already.
      return () -> {};
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      if (channel != null) {
        closeQuietly(channel);
      }
    }
  }

  private static void closeQuietly(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    closeQuietly(channel);
  }
}
