package io.jenkins.plugins.pressluft.bench;

import io.jenkins.plugins.pressluft.lab.LabHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where trees of files go that a measurement has left: out of the way, and removed only with the
 * lab. For some minutes after a file was deleted, ext4 does not use its inode again, and passes by
 * all such inodes for each file that it makes: 20,000 files unpacked after 20,000 were deleted took
 * 12 to 20 s of processor time instead of one or two, which would be charged to whoever is measured
 * next.
 */
final class SetAside {

  private final Path directory;

  SetAside(LabHost lab) {
    this.directory = lab.directory().resolve("bench").resolve("aside");
  }

  /** Moves the file or tree out of the way; nothing where there is none. */
  void put(Path tree) {
    if (!Files.exists(tree)) {
      return;
    }
    try {
      Files.createDirectories(directory);
      Files.move(tree, Files.createTempDirectory(directory, "").resolve(tree.getFileName()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
