package io.jenkins.plugins.pressluft.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The archives that the demonstration deploys: the code that was live when they were made, each
 * with one must-use plugin more.
 */
final class DemoReleases {

  /** What every page of {@link #good} has in its footer. */
  static final String MARK = "Winter timetable";

  private static final String PLUGIN = "wp-content/mu-plugins/harbour.php";
  private static final String FOOTER =
      """
      <?php
      add_action('wp_footer', function () { echo '<p>%s</p>'; });
      """
          .formatted(MARK);

  /** Well for PHP and over FastCGI, and an error as soon as a web server is in front of it. */
  private static final String FAILS_FOR_VISITORS =
      """
      <?php
      if (strpos($_SERVER['SERVER_SOFTWARE'] ?? '', 'nginx') === 0) {
          http_response_code(500);
          exit('not today');
      }
      """;

  /** Healthy by every check, and the posts are gone with the first visitor. */
  private static final String LOSES_THE_POSTS =
      """
      <?php
      if (strpos($_SERVER['SERVER_SOFTWARE'] ?? '', 'nginx') === 0) {
          $wpdb->query("UPDATE {$wpdb->posts} SET post_title = 'Lorem', post_content = 'ipsum'");
      }
      """;

  private static final String UNFINISHED =
      """
      <?php
      if (
      """;

  private final WordPress site;
  private final Path directory;
  private final Path good;
  private final Path failing;
  private final Path unfinished;
  private final Path losing;

  private DemoReleases(WordPress site, Path directory) {
    this.site = site;
    this.directory = directory;
    this.good = archive("good", FOOTER);
    this.failing = archive("failing", FAILS_FOR_VISITORS);
    this.unfinished = archive("unfinished", UNFINISHED);
    this.losing = archive("losing", LOSES_THE_POSTS);
  }

  /** Packs them from the live release, below the lab's directory. */
  static DemoReleases of(WordPress site, Path directory) {
    return new DemoReleases(site, directory);
  }

  /** Shows {@link #MARK}. */
  Path good() {
    return good;
  }

  /** Passes every check before the switch and answers each visitor with 500. */
  Path failing() {
    return failing;
  }

  /** Has a file that PHP cannot compile. */
  Path unfinished() {
    return unfinished;
  }

  /** Answers every visitor with 200, and with no post of the site any more. */
  Path losing() {
    return losing;
  }

  private Path archive(String name, String plugin) {
    Path more = directory.resolve(name);
    Path packed = directory.resolve(name + ".tar.gz");
    try {
      Path file = more.resolve(PLUGIN);
      Files.createDirectories(file.getParent());
      Files.writeString(file, plugin);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> words =
        new ArrayList<>(List.of("tar", "-I", "gzip -1", "-cf", packed.toString(), "-C"));
    words.add(site.release().toString());
    for (String own : List.of("wp-config.php", "wp-content/uploads", ".shared")) {
      words.add("--exclude=./" + own);
    }
    words.addAll(List.of(".", "-C", more.toString(), PLUGIN));
    Command.of(words).text();
    return packed;
  }

  /** What the endpoint is asked to deploy an archive. */
  static Map<String, String> order(Path archive) {
    return Map.of(
        "source_type", "upload", "source_ref", archive.toString(), "message", "the demonstration");
  }
}
