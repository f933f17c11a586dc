package io.jenkins.plugins.pressluft.lab.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Makes archives of new releases: the live code with one more must-use plugin. */
final class Releases {

  private final Path code;
  private final Path archives;

  /** Takes a copy of the live release, without what is not code. */
  Releases(House house) {
    Path root = house.lab().directory().resolve("new-releases");
    code = root.resolve("code");
    archives = root.resolve("archives");
    try {
      Files.createDirectories(archives);
      run("cp", "-a", house.site().release().toString(), code.toString());
      run("rm", "-rf", code + "/wp-config.php", code + "/wp-content/uploads", code + "/.shared");
      Files.createDirectories(code.resolve("wp-content/mu-plugins"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a page of a marked release ends with. */
  static String mark(String name) {
    return "<!-- release " + name + " -->";
  }

  /** PHP that puts a mark into every page. */
  static String marking(String name) {
    return "add_action( 'wp_footer', function () { echo '" + mark(name) + "'; } );";
  }

  /** An archive whose pages carry a mark. */
  Path marked(String name) {
    return archive(name, marking(name));
  }

  /** The code with this must-use plugin, which WordPress loads for each request. */
  Path code(String php) {
    try {
      Files.writeString(code.resolve("wp-content/mu-plugins/marker.php"), "<?php\n" + php + "\n");
      return code;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An archive with this must-use plugin. */
  Path archive(String name, String php) {
    try {
      code(php);
      Path archive = archives.resolve(name + ".tar.zst");
      run("tar", "-I", "zstd -1", "-cf", archive.toString(), "-C", code.toString(), ".");
      return archive;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void run(String... words) throws IOException {
    Process process = new ProcessBuilder(List.of(words)).inheritIO().start();
    try {
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", words) + " ended with " + process.exitValue());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
