package io.jenkins.plugins.pressluft.it;

import io.jenkins.plugins.pressluft.lab.WordPress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Code to deploy: the live code, packed. */
final class Archive {
  private Archive() {}

  static Path of(WordPress site, Path directory) throws IOException, InterruptedException {
    return of(site, directory, "");
  }

  /** With one more must-use plugin, which WordPress loads for each request. */
  static Path of(WordPress site, Path directory, String php)
      throws IOException, InterruptedException {
    Path more = Files.createDirectories(directory.resolve("more"));
    Path plugin = more.resolve("wp-content/mu-plugins/marker.php");
    Files.createDirectories(plugin.getParent());
    Files.writeString(plugin, "<?php\n" + php + "\n");
    Path packed = directory.resolve("code.tar.gz");
    Process tar =
        new ProcessBuilder(
                "tar",
                "-C",
                site.release().toString(),
                "--exclude=./wp-config.php",
                "--exclude=./wp-content/uploads",
                "--exclude=./.shared",
                "-czf",
                packed.toString(),
                ".",
                "-C",
                more.toString(),
                "./wp-content/mu-plugins/marker.php")
            .inheritIO()
            .start();
    if (tar.waitFor() != 0) {
      throw new IOException("tar failed");
    }
    return packed;
  }
}
