package io.jenkins.plugins.pressluft.it;

import io.jenkins.plugins.pressluft.lab.WordPress;
import java.io.IOException;
import java.nio.file.Path;

/** Code to deploy: the live code, packed. */
final class Archive {
  private Archive() {}

  static Path of(WordPress site, Path directory) throws IOException, InterruptedException {
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
                ".")
            .inheritIO()
            .start();
    if (tar.waitFor() != 0) {
      throw new IOException("tar failed");
    }
    return packed;
  }
}
