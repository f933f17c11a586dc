package io.jenkins.plugins.pressluft.bench;

import io.jenkins.plugins.pressluft.lab.Command;
import io.jenkins.plugins.pressluft.lab.LabHost;
import io.jenkins.plugins.pressluft.lab.WordPress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * What a restore replaced and keeps for an undo. Outside of the clock it is removed, as the copy is
 * that the shell restored: otherwise each turn would find a fuller disk and a larger server than
 * the one before it.
 */
final class ReplacedGenerations {

  private final LabHost lab;
  private final WordPress site;

  ReplacedGenerations(LabHost lab, WordPress site) {
    this.lab = lab;
    this.site = site;
  }

  /** Removes every generation of the site that is not live. */
  void drop() {
    String live = site.liveDatabase();
    lab.database()
        .sql("", "show databases")
        .lines()
        .filter(name -> name.matches("\\Q" + site.databaseName() + "\\E(_g[0-9]+)?"))
        .filter(name -> !name.equals(live))
        .forEach(name -> lab.database().sql("", "drop database `" + name + "`"));
    try {
      Path release = site.release().toRealPath();
      Path uploads = site.uploads().toRealPath();
      removeAllBut(release, site.path().resolve("releases"));
      removeAllBut(uploads, site.path().resolve("data"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void removeAllBut(Path live, Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (Stream<Path> children = Files.list(directory.toRealPath())) {
      children
          .filter(child -> !live.startsWith(child))
          .forEach(
              child ->
                  Command.of("rm", "-rf", "--", child.toString())
                      .within(Duration.ofMinutes(5))
                      .text());
    }
  }
}
