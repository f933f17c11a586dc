package io.jenkins.plugins.pressluft.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Waits until the disks have done what an earlier measurement left them to do. A large deletion
 * goes on after {@code sync} has returned: the file system hands the freed blocks back in the
 * background ({@code discard}), which would be charged to whoever is measured next.
 */
final class DiskRest {

  private static final Path STATISTICS = Path.of("/proc/diskstats");
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final int QUIET_LOOKS = 4;
  private static final int LOOKS_AT_MOST = 120;

  /**
   * Not worth waiting for, in sectors per look: 8 MiB. A database server at rest writes out what it
   * holds, a few MiB a second, for minutes.
   */
  private static final long LITTLE = 16_384;

  private DiskRest() {}

  /**
   * Returns after two quiet seconds, or after a minute in any case; at once where nothing is known.
   */
  static void await() {
    if (!Files.isReadable(STATISTICS)) {
      return;
    }
    long before = sectors();
    int quiet = 0;
    for (int look = 0; look < LOOKS_AT_MOST && quiet < QUIET_LOOKS; look++) {
      try {
        Thread.sleep(LOOK.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      long now = sectors();
      quiet = now - before <= LITTLE ? quiet + 1 : 0;
      before = now;
    }
  }

  /**
   * Sectors written and discarded so far, of all block devices (Linux, iostats: fields 7 and 15).
   */
  private static long sectors() {
    try {
      return Files.readAllLines(STATISTICS).stream()
          .map(line -> line.strip().split("\\s+"))
          .mapToLong(fields -> number(fields, 9) + number(fields, 16))
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long number(String[] fields, int index) {
    return index < fields.length ? Long.parseLong(fields[index]) : 0;
  }
}
