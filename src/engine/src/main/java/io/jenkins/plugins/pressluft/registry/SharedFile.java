package io.jenkins.plugins.pressluft.registry;

import io.jenkins.plugins.pressluft.home.PrivateFile;
import io.jenkins.plugins.pressluft.home.Sha256;
import io.jenkins.plugins.pressluft.model.RegistryRevision;
import io.jenkins.plugins.pressluft.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A registry file of one of several controllers: each has its own, and they must never take turns
 * in undoing each other. The text that is in force lies in the database and has a revision. A file
 * counts only when it was edited since it last agreed with the database, and only on top of the
 * revision that it agreed with; otherwise it is replaced by what is in force.
 */
final class SharedFile {
  private static final Logger LOG = LoggerFactory.getLogger(SharedFile.class);

  private final Path file;
  private final Store store;
  private final Registry registry;
  private final String controller;
  private final RegistryReader reader = new RegistryReader();
  private long looked = -1;

  SharedFile(Path file, Store store, Registry registry, String controller) {
    this.file = file;
    this.store = store;
    this.registry = registry;
    this.controller = controller;
  }

  /**
   * What came of a look.
   *
   * @param declaration what is in force
   * @param replaced whether the file was
   * @param problems why the file does not count; empty when it does
   */
  record Agreed(
      Declaration declaration,
      Registry.Applied applied,
      boolean replaced,
      List<Problem> problems) {}

  /** Whether another revision than the one that was last looked at is in force. */
  boolean isBehind() {
    return store.read(tx -> tx.registry().revision()) != looked;
  }

  /** The next text is meant, also when this controller said the same before. */
  void meant() throws IOException {
    Optional<Remembered> before = Remembered.load(file);
    if (before.isPresent()) {
      before.get().withoutOwn().save(file);
    }
  }

  /**
   * Brings file and database into agreement.
   *
   * @param text what the file says; null when it is not there
   * @throws RegistryException if the text counts, or is in force, and is wrong
   * @throws IOException if the file cannot be replaced
   */
  Agreed agree(String text) throws IOException {
    Optional<RegistryRevision> current = store.read(tx -> tx.registry().current());
    if (current.isEmpty()) {
      looked = 0;
      return first(text);
    }
    RegistryRevision now = current.get();
    looked = now.revision();
    Remembered before = Remembered.load(file).orElse(null);
    String inForce = Sha256.of(now.text());
    String digest = text == null ? inForce : Sha256.of(text);
    if (text != null && digest.equals(inForce)) {
      boolean known = before != null && before.digest().equals(digest);
      remember(now, known ? before.own() : Said.of(text), "");
      return inForce(now, false, List.of());
    } else if (before == null) {
      return adopt(now, text == null ? Said.NOTHING : Said.of(text));
    } else if (text == null || digest.equals(before.digest())) {
      return adopt(now, before.own());
    } else if (before.own().isRepeatedBy(text)) {
      LOG.warn(
          "{} says again what this controller said before {} declared revision {}, so it is"
              + " replaced by that. To go back all the same, add a remark to it, or save it on the"
              + " page.",
          file,
          now.declaredBy(),
          now.revision());
      return adopt(now, before.own());
    } else if (digest.equals(before.refused())) {
      // What is remembered stays: an edit that knows only the former revision is refused again.
      PrivateFile.replace(newer(), now.text());
      return inForce(now, false, List.of(refusal(now)));
    }
    return before.revision() == now.revision() && before.digest().equals(inForce)
        ? declare(text, reader.read(text), now.revision())
        : refuse(now, before, digest);
  }

  /** Nobody declared anything yet. A file that declares nothing leaves it so for those who join. */
  private Agreed first(String text) throws IOException {
    if (text == null) {
      throw new RegistryException(0, "", file + " is not there");
    }
    Declaration declaration = reader.read(text);
    boolean empty =
        declaration.sites().isEmpty()
            && declaration.nodes().isEmpty()
            && declaration.storages().isEmpty();
    return empty
        ? new Agreed(declaration, Registry.Applied.of(declaration), false, List.of())
        : declare(text, declaration, 0);
  }

  private Agreed declare(String text, Declaration declaration, long base) throws IOException {
    Optional<Registry.Applied> applied = registry.declare(declaration, text, base, controller);
    if (applied.isEmpty()) {
      // Somebody was faster; now it is known who.
      return agree(text);
    }
    new Remembered(base + 1, Sha256.of(text), Said.of(text), "").save(file);
    looked = base + 1;
    return new Agreed(declaration, applied.get(), false, List.of());
  }

  private Agreed adopt(RegistryRevision now, Said own) throws IOException {
    Agreed agreed = inForce(now, true, List.of());
    Path kept = file.resolveSibling(file.getFileName() + ".before");
    if (Files.exists(file)) {
      Files.copy(
          file, kept, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
    }
    PrivateFile.replace(file, now.text());
    remember(now, own, "");
    LOG.info(
        "{} is now revision {}, which {} declared; what it said before is in {}.",
        file,
        now.revision(),
        now.declaredBy(),
        kept);
    return agreed;
  }

  private Agreed refuse(RegistryRevision now, Remembered before, String digest) throws IOException {
    PrivateFile.replace(newer(), now.text());
    remember(now, before.own(), digest);
    return inForce(now, false, List.of(refusal(now)));
  }

  private Path newer() {
    return file.resolveSibling(file.getFileName() + ".newer");
  }

  private Problem refusal(RegistryRevision now) {
    return new Problem(
        0,
        "",
        "the registry was declared anew by "
            + now.declaredBy()
            + " while this file was edited, and that is in force (revision "
            + now.revision()
            + "); it is in "
            + newer()
            + ": bring both together in "
            + file.getFileName()
            + " and save it again");
  }

  private Agreed inForce(RegistryRevision now, boolean replaced, List<Problem> problems) {
    Declaration declaration;
    try {
      declaration = reader.read(now.text());
    } catch (RegistryException e) {
      throw new RegistryException(
          0,
          "",
          "revision "
              + now.revision()
              + ", which "
              + now.declaredBy()
              + " declared, is not understood here; bring this controller to the same version ("
              + e.problems().get(0)
              + ")");
    }
    return new Agreed(declaration, Registry.Applied.of(declaration), replaced, problems);
  }

  private void remember(RegistryRevision now, Said own, String refused) throws IOException {
    Remembered next = new Remembered(now.revision(), Sha256.of(now.text()), own, refused);
    if (Remembered.load(file).filter(next::equals).isEmpty()) {
      next.save(file);
    }
  }
}
