package io.jenkins.plugins.pressluft.ansible;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What of the home nobody needs any more: the logs of jobs that ended long ago, and the playbooks
 * of earlier programs. What it does not know by its name it leaves alone.
 */
final class HomeRetention {
  private static final Pattern LOG =
      Pattern.compile("([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\\.log");
  private static final Pattern TREE = Pattern.compile("[0-9a-f]{24}");
  private static final Pattern PART = Pattern.compile("[0-9a-f]{24}\\.part-.+");

  /** Unpacking takes seconds; what is older was left by a process that was killed. */
  private static final Duration UNPACKING = Duration.ofHours(1);

  private final Path logs;
  private final Path runs;
  private final Path trees;
  private final Clock clock;

  HomeRetention(Path home, Clock clock) {
    this.logs = home.resolve("logs");
    this.runs = home.resolve("runs");
    this.trees = home.resolve("ansible");
    this.clock = clock;
  }

  /**
   * Removes logs that nothing was appended to since.
   *
   * @param unfinished whether a job has not ended; its log stays whatever its age
   */
  void removeLogs(Instant before, Predicate<UUID> unfinished) throws IOException {
    for (Path log : entries(logs)) {
      Matcher name = LOG.matcher(log.getFileName().toString());
      if (name.matches()
          && Files.isRegularFile(log, LinkOption.NOFOLLOW_LINKS)
          && modified(log).isBefore(before)
          && !unfinished.test(UUID.fromString(name.group(1)))) {
        Files.deleteIfExists(log);
      }
    }
  }

  /**
   * Removes unpacked playbooks that are neither this program's nor of a run that is still kept.
   *
   * @param current this program's
   */
  void removeTrees(Path current) throws IOException {
    if (!trees.equals(current.getParent())) {
      return;
    }
    Optional<Set<Path>> used = used();
    for (Path entry : entries(trees)) {
      String name = entry.getFileName().toString();
      if (entry.equals(current) || !Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
        continue;
      }
      if (TREE.matcher(name).matches() && used.isPresent() && !used.get().contains(entry)) {
        // Renamed first: half a tree under its name would be taken for whole by its own program.
        Path part = entry.resolveSibling(name + ".part-" + UUID.randomUUID());
        PrivateFiles.removeTree(Files.move(entry, part, StandardCopyOption.ATOMIC_MOVE));
      } else if (PART.matcher(name).matches()
          && modified(entry).isBefore(clock.instant().minus(UNPACKING))) {
        PrivateFiles.removeTree(entry);
      }
    }
  }

  /** The playbooks of the runs that are kept; empty when one does not say which it uses. */
  private Optional<Set<Path>> used() throws IOException {
    Set<Path> used = new HashSet<>();
    for (Path run : entries(runs)) {
      Optional<Path> tree = new RunDirectory(run).tree();
      if (tree.isPresent()) {
        used.add(tree.get());
      } else if (Files.exists(run)) {
        return Optional.empty();
      }
    }
    return Optional.of(used);
  }

  private static Instant modified(Path path) throws IOException {
    try {
      return Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toInstant();
    } catch (NoSuchFileException e) {
      return Instant.MAX;
    }
  }

  private static List<Path> entries(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }
}
