package io.jenkins.plugins.pressluft.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where the programs of the lab are: daemons live in sbin, which an ordinary user's PATH lacks. */
final class Tools {

  private Tools() {}

  /**
   * The absolute path of a program.
   *
   * @throws IllegalStateException when it is not installed
   */
  static String find(String name) {
    return match(Pattern.compile(Pattern.quote(name)))
        .orElseThrow(
            () ->
                new IllegalStateException(
                    name + " is not installed; ./pressluft demo names the packages"));
  }

  /** PHP's process manager carries its version in its name: {@code php-fpm8.2}. */
  static String phpFpm() {
    return match(Pattern.compile("php-fpm([0-9.]*)"))
        .orElseThrow(() -> new IllegalStateException("php-fpm is not installed"));
  }

  static boolean installed(String name) {
    return match(Pattern.compile(Pattern.quote(name))).isPresent();
  }

  private static Optional<String> match(Pattern name) {
    Set<String> directories = new LinkedHashSet<>();
    String path = System.getenv("PATH");
    if (path != null) {
      directories.addAll(List.of(path.split(":")));
    }
    directories.addAll(List.of("/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin", "/bin"));
    for (String directory : directories) {
      Path where = Path.of(directory);
      if (!where.isAbsolute() || !Files.isDirectory(where)) {
        continue;
      }
      try (Stream<Path> files = Files.list(where)) {
        Optional<String> found =
            files
                .filter(file -> name.matcher(file.getFileName().toString()).matches())
                .filter(Files::isExecutable)
                .map(Path::toString)
                .sorted()
                .reduce((first, second) -> second);
        if (found.isPresent()) {
          return found;
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return Optional.empty();
  }
}
