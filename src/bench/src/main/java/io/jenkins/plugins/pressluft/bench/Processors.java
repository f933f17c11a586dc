package io.jenkins.plugins.pressluft.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What the whole machine has worked so far. The same work that takes more processor time than in
 * the run before it tells of a machine that was slower, such as a virtual one whose host was busy.
 */
final class Processors {

  private static final Path STATISTICS = Path.of("/proc/stat");

  /** {@code USER_HZ}, which Linux has fixed for what it tells programs. */
  private static final double TICKS_PER_SECOND = 100;

  private Processors() {}

  /** Processor seconds since the start of the machine; 0 where that is not known. */
  static double seconds() {
    if (!Files.isReadable(STATISTICS)) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(STATISTICS)) {
      String[] fields = lines.findFirst().orElse("").strip().split("\\s+");
      // user, nice, system; idle and iowait are left out; irq, softirq, steal.
      return LongStream.of(1, 2, 3, 6, 7, 8)
              .filter(field -> field < fields.length)
              .map(field -> Long.parseLong(fields[(int) field]))
              .sum()
          / TICKS_PER_SECOND;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
