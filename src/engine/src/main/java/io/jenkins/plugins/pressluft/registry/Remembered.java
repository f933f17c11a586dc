package io.jenkins.plugins.pressluft.registry;

import io.jenkins.plugins.pressluft.home.PrivateFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a controller last knew of the shared registry, kept beside its registry file: without it
 * nobody could tell an edit from a file that is merely old.
 *
 * @param revision the one that the file was last in agreement with
 * @param digest of that text
 * @param own what this controller last declared itself, or joined with
 * @param refused digest of the text that was refused because the registry had changed meanwhile;
 *     empty when none is
 */
record Remembered(long revision, String digest, Said own, String refused) {
  private static final int LINES = 5;
  private static final String NONE = "-";

  private static Path file(Path registry) {
    return registry.resolveSibling(registry.getFileName() + ".shared");
  }

  /** Empty where nothing is remembered, or what is there cannot be understood. */
  static Optional<Remembered> load(Path registry) throws IOException {
    try {
      List<String> lines =
          Files.readAllLines(file(registry), StandardCharsets.ISO_8859_1).stream()
              .map(line -> line.equals(NONE) ? "" : line)
              .toList();
      return lines.size() < LINES
          ? Optional.empty()
          : Optional.of(
              new Remembered(
                  Long.parseLong(lines.get(0)),
                  lines.get(1),
                  new Said(lines.get(2), lines.get(3)),
                  lines.get(4)));
    } catch (NoSuchFileException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  void save(Path registry) throws IOException {
    StringBuilder text = new StringBuilder();
    Stream.of(Long.toString(revision), digest, own.text(), own.meaning(), refused)
        .forEach(line -> text.append(line.isEmpty() ? NONE : line).append('\n'));
    PrivateFile.replace(file(registry), text.toString());
  }

  /** The same, but nothing counts as said before. */
  Remembered withoutOwn() {
    return new Remembered(revision, digest, Said.NOTHING, refused);
  }
}
