package io.jenkins.plugins.pressluft.it;

import io.jenkins.plugins.pressluft.lab.UpdateMirror;
import io.jenkins.plugins.pressluft.lab.WordPress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A plugin of WordPress that is active in its version 1, while version 2 is on offer. */
final class Outdated {
  private Outdated() {}

  static void install(WordPress site, UpdateMirror mirror, String slug) throws IOException {
    String file = slug + "/" + slug + ".php";
    Path installed = site.release().resolve("wp-content/plugins").resolve(file);
    Files.createDirectories(installed.getParent());
    Files.writeString(installed, php(slug, "1"));
    site.sql(
        "update wp_options set option_value = 'a:1:{i:0;s:%d:\"%s\";}'"
                .formatted(file.length(), file)
            + " where option_name = 'active_plugins';");
    mirror.offerPlugin(slug, "2", Map.of(file, php(slug, "2")));
  }

  /** What the page of an active one ends with. */
  static String mark(String slug, String version) {
    return "<!-- " + slug + " " + version + " -->";
  }

  private static String php(String slug, String version) {
    return """
    <?php
    /**
     * Plugin Name: The %1$s
     * Version: %2$s
     */
    add_action('wp_footer', function () { echo '%3$s'; });
    """
        .formatted(slug, version, mark(slug, version));
  }
}
