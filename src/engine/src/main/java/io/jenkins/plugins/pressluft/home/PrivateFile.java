package io.jenkins.plugins.pressluft.home;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/**
 * A text file with mode 0600 in a directory that is made with mode 0700. It is written beside its
 * place and on the disk before it gets there: nobody ever reads half of it, also after a crash.
 */
public final class PrivateFile {
  private PrivateFile() {}

  /** Puts the text in the place of the file, whether one is there or not. */
  public static void replace(Path file, String text) throws IOException {
    Path made = write(file, text);
    try {
      Files.move(made, file.toAbsolutePath(), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(made);
    }
  }

  /**
   * Makes the file.
   *
   * @return false if one is there, which stays: another process was first
   */
  public static boolean create(Path file, String text) throws IOException {
    Path made = write(file, text);
    try {
      Files.createLink(file.toAbsolutePath(), made);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } finally {
      Files.delete(made);
    }
  }

  private static Path write(Path file, String text) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    Path made = directory.resolve(file.getFileName() + "." + UUID.randomUUID() + ".new");
    try (FileChannel channel =
        FileChannel.open(
            made,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    } catch (IOException e) {
      Files.deleteIfExists(made);
      throw e;
    }
    return made;
  }
}
