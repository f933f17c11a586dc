package io.jenkins.plugins.pressluft.lab.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.stream.Stream;

/** Names, modes, times and contents of everything below a directory, our own notes included. */
final class Tree {
  private Tree() {}

  static String hash(Path root) {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.sorted().toList()) {
        PosixFileAttributes is =
            Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        all.append(root.relativize(path)).append(' ').append(is.permissions()).append(' ');
        if (is.isSymbolicLink()) {
          all.append(Files.readSymbolicLink(path));
        } else if (is.isRegularFile()) {
          all.append(is.lastModifiedTime()).append(' ').append(Sha256.of(path));
        } else {
          all.append(is.lastModifiedTime());
        }
        all.append('\n');
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Sha256.of(all.toString().getBytes(StandardCharsets.UTF_8));
  }
}
