package io.jenkins.plugins.pressluft.bench;

import io.jenkins.plugins.pressluft.lab.Command;
import io.jenkins.plugins.pressluft.lab.LabHost;
import io.jenkins.plugins.pressluft.lab.WordPress;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The hand-made backup and restore that ours are measured against; see {@code shell.sh}. */
final class ShellPipeline {

  private static final String SCRATCH_DATABASE = "bench_shell";

  private final LabHost lab;
  private final WordPress site;
  private final Path work;
  private final Path script;
  private final SetAside aside;

  ShellPipeline(LabHost lab, WordPress site, SetAside aside) {
    this.lab = lab;
    this.site = site;
    this.aside = aside;
    this.work = lab.directory().resolve("bench");
    this.script = work.resolve("shell.sh");
    try (InputStream text = ShellPipeline.class.getResourceAsStream("/pressluft/bench/shell.sh")) {
      Files.createDirectories(work);
      Files.write(script, text.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path artifact() {
    return work.resolve("artifact");
  }

  /** A backup of what is live now; what an earlier one left is removed before the clock starts. */
  Duration backUp() {
    remove(artifact());
    Path root = real(site.path());
    List<String> words = words("backup", site.liveDatabase(), root);
    words.add(root.relativize(site.release()).toString());
    words.add(root.relativize(site.uploads()).toString());
    words.add(root.relativize(configuration()).toString());
    return timed(words);
  }

  /** A restore of that backup beside the live site, into places that are cleared afterwards. */
  Duration restore() {
    Path target = work.resolve("restored");
    clear(target);
    Duration took = timed(words("restore", SCRATCH_DATABASE, target));
    clear(target);
    return took;
  }

  private void clear(Path target) {
    lab.database().sql("", "drop database if exists " + SCRATCH_DATABASE);
    aside.put(target);
  }

  private List<String> words(String verb, String database, Path path) {
    return new ArrayList<>(
        List.of(
            "bash",
            script.toString(),
            verb,
            artifact().toString(),
            lab.database().socket().toString(),
            lab.database().adminUser(),
            database,
            path.toString()));
  }

  /** The live configuration lies beside the live uploads, in every layout. */
  private Path configuration() {
    return site.uploads().resolveSibling("wp-config.php");
  }

  private static Duration timed(List<String> words) {
    long start = System.nanoTime();
    Command.of(words).within(Duration.ofHours(1)).text();
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void remove(Path path) {
    Command.of("rm", "-rf", "--", path.toString()).within(Duration.ofMinutes(5)).text();
  }
}
