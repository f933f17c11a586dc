package io.jenkins.plugins.pressluft.plugin.config;

import io.jenkins.plugins.pressluft.home.PrivateFile;
import io.jenkins.plugins.pressluft.plugin.Pressluft;
import io.jenkins.plugins.pressluft.registry.Problem;
import io.jenkins.plugins.pressluft.registry.RegistryException;
import io.jenkins.plugins.pressluft.registry.RegistryTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

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

  /** Brings here first what other controllers declared: a person is about to replace it. */
  static void bringUpToDate() {
    if (Pressluft.get().trouble().isEmpty()) {
      Pressluft.get().registry().check();
    }
  }

  /**
   * As {@link #replace}, by a person: it counts also where this controller said the same before
   * another one declared something else.
   *
   * @throws RegistryException if anything is wrong with it; file and memory are as before then
   */
  static void replaceAsMeant(String text) {
    List<Problem> problems = problems(text);
    if (!problems.isEmpty()) {
      throw new RegistryException(problems);
    }
    if (Pressluft.get().trouble().isEmpty()) {
      Pressluft.get().registry().isMeant();
    }
    ofController().replace(text);
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
      PrivateFile.replace(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be written", e);
    }
  }
}
