package io.jenkins.plugins.pressluft.plugin.config;

import io.jenkins.plugins.pressluft.plugin.Pressluft;
import io.jenkins.plugins.pressluft.registry.Problem;
import io.jenkins.plugins.pressluft.registry.RegistryException;
import io.jenkins.plugins.pressluft.registry.RegistryTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/**
 * The registry file of this controller. It is replaced as a whole, and only by what the engine has
 * found right; the engine lays it into the store at once.
 */
public final class RegistryDocument {
  /** What stands in the file before anybody has declared anything. */
  static final String NOTHING = "version: 1\n";

  private final Path file;
  private final Runnable reader;

  /**
   * The document in a file, which need not exist.
   *
   * @param reader run after each replacement: lays the file into the store
   */
  RegistryDocument(Path file, Runnable reader) {
    this.file = file;
    this.reader = reader;
  }

  /** The one of this controller. */
  public static RegistryDocument ofController() {
    return new RegistryDocument(
        Pressluft.home().resolve("pressluft.yml"),
        () -> {
          // before the engine has opened it is enough that the file is there
          if (Pressluft.get().trouble().isEmpty()) {
            Pressluft.get().registry().check();
          }
        });
  }

  /** Its text as it stands, right or wrong. */
  public String text() {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      return NOTHING;
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }

  /** What is wrong with a text; empty when it can be declared. */
  static List<Problem> problems(String text) {
    try {
      RegistryTree.of(text).declaration();
      return List.of();
    } catch (RegistryException e) {
      return e.problems();
    }
  }

  /**
   * Declares what the text says. Nothing is written where it says what the file says already, so
   * that remarks and the order of keys stay.
   *
   * @throws RegistryException if anything is wrong with it; the file is as before then
   */
  public void declare(RegistryTree tree) {
    tree.declaration();
    if (!Files.exists(file) || !declaresAlready(tree)) {
      replace(tree.text());
    } else {
      reader.run();
    }
  }

  /**
   * Replaces the text; line ends become those of the system's own files.
   *
   * @throws RegistryException if anything is wrong with it; the file is as before then
   */
  public void replace(String text) {
    String lines = text.replace("\r\n", "\n");
    String whole = lines.endsWith("\n") ? lines : lines + "\n";
    RegistryTree.of(whole).declaration();
    if (!Files.exists(file) || !whole.equals(text())) {
      write(whole);
    }
    reader.run();
  }

  private boolean declaresAlready(RegistryTree tree) {
    try {
      return RegistryTree.of(text()).values().equals(tree.values());
    } catch (RegistryException e) {
      return false;
    }
  }

  private void write(String text) {
    try {
      Path directory = file.toAbsolutePath().getParent();
      if (!Files.isDirectory(directory)) {
        Files.createDirectory(
            directory,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      Path made = directory.resolve(file.getFileName() + ".new");
      Files.deleteIfExists(made);
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
      }
      Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be written", e);
    }
  }
}
