package io.jenkins.plugins.pressluft.bench;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/**
 * What to measure.
 *
 * @param rows posts and metadata; 2 million make a dump of about 1 GB
 * @param files how many uploads
 * @param mib the size of all uploads together
 * @param runs how often each backup and each restore is measured
 * @param bufferPoolMib MariaDB's memory
 * @param loadSeconds how long the site is under load while a restore runs; 0 leaves that out
 * @param restores whether restores are measured as well
 * @param directory where the lab is made, with 50 GB free for the defaults; null for the system's
 *     temporary directory
 */
record BenchOptions(
    long rows,
    int files,
    int mib,
    int runs,
    int bufferPoolMib,
    int loadSeconds,
    boolean restores,
    Path directory) {

  static final String USAGE =
      """
      Usage: ./pressluft bench [options]
        --rows N             rows in the database (2000000: a dump of about 1 GB)
        --files N            files among the uploads (20000)
        --mib N              MiB of uploads (2048)
        --runs N             how often each way is measured (3)
        --buffer-pool-mib N  MariaDB's memory (1024)
        --load-seconds N     load during one more restore; 0: none (30)
        --backup-only        leaves the restores out
        --directory DIR      where the lab is made, with 50 GB free for the defaults
                               (a new directory in the temporary one)
      """;

  static BenchOptions defaults() {
    return new BenchOptions(2_000_000, 20_000, 2048, 3, 1024, 30, true, null);
  }

  /**
   * Reads the command line.
   *
   * @throws IllegalArgumentException with a sentence for the user
   */
  static BenchOptions parse(List<String> words) {
    BenchOptions o = defaults();
    long rows = o.rows;
    int files = o.files;
    int mib = o.mib;
    int runs = o.runs;
    int pool = o.bufferPoolMib;
    int load = o.loadSeconds;
    boolean restores = true;
    Path directory = null;
    Iterator<String> rest = words.iterator();
    while (rest.hasNext()) {
      String word = rest.next();
      switch (word) {
        case "--rows" -> rows = number(word, rest, 100, 100_000_000);
        case "--files" -> files = number(word, rest, 1, 10_000_000);
        case "--mib" -> mib = number(word, rest, 1, 1_000_000);
        case "--runs" -> runs = number(word, rest, 1, 100);
        case "--buffer-pool-mib" -> pool = number(word, rest, 16, 1_000_000);
        case "--load-seconds" -> load = number(word, rest, 0, 3600);
        case "--backup-only" -> restores = false;
        case "--directory" -> directory = Path.of(next(word, rest)).toAbsolutePath();
        default -> throw new IllegalArgumentException("unknown option " + word);
      }
    }
    return new BenchOptions(rows, files, mib, runs, pool, load, restores, directory);
  }

  private static String next(String option, Iterator<String> rest) {
    if (!rest.hasNext()) {
      throw new IllegalArgumentException(option + " needs a value");
    }
    return rest.next();
  }

  private static int number(String option, Iterator<String> rest, int least, int most) {
    String text = next(option, rest);
    try {
      int value = Integer.parseInt(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException(
        option + " needs a number from " + least + " to " + most + ", not " + text);
  }
}
