package io.jenkins.plugins.pressluft.bench;

import io.jenkins.plugins.pressluft.lab.LabHost;
import io.jenkins.plugins.pressluft.lab.WordPress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a restore replaced and keeps for an undo. Outside of the clock it is cleared away, as the
 * copy is that the shell restored: otherwise each turn would find a larger server and a site of
 * more generations than the one before it.
 */
final class ReplacedGenerations {

  private final LabHost lab;
  private final WordPress site;
  private final SetAside aside;

  ReplacedGenerations(LabHost lab, WordPress site, SetAside aside) {
    this.lab = lab;
    this.site = site;
    this.aside = aside;
  }

  /** Drops every database and clears away all files of the site that are not live. */
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
      clearAllBut(release, site.path().resolve("releases"));
      clearAllBut(uploads, site.path().resolve("data"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void clearAllBut(Path live, Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (Stream<Path> children = Files.list(directory.toRealPath())) {
      children.filter(child -> !live.startsWith(child)).forEach(aside::put);
    }
  }
}
