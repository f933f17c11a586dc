package io.jenkins.plugins.pressluft.ansible;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * The playbooks that travel inside the jar. They are unpacked once for each content, into a
 * directory named by it: a run that goes on while the program is replaced keeps its own playbooks.
 */
public final class PlaybookTree {
  private static final String ROOT = "pressluft/ansible/";
  private static final String ANCHOR = ROOT + "ansible.cfg";

  private final SortedMap<String, byte[]> files;
  private final String hash;

  private PlaybookTree(SortedMap<String, byte[]> files) {
    this.files = files;
    this.hash = hash(files);
  }

  /** The tree of this program. */
  public static PlaybookTree ofProgram() {
    return of(PlaybookTree.class.getClassLoader());
  }

  /** The tree of this loader's resources. */
  static PlaybookTree of(ClassLoader loader) {
    try {
      return new PlaybookTree(files(loader));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Names the content. */
  public String hash() {
    return hash;
  }

  /** Each file's bytes by its path in the tree. */
  public SortedMap<String, byte[]> files() {
    return new TreeMap<>(files);
  }

  /** Unpacks the tree below {@code <home>/ansible} where it is not there yet; returns its root. */
  static Path unpack(Path home) {
    return unpack(home, PlaybookTree.class.getClassLoader());
  }

  /** As {@link #unpack(Path)}, with the tree of this loader's resources. */
  static Path unpack(Path home, ClassLoader loader) {
    try {
      PlaybookTree tree = of(loader);
      return unpack(home, tree.hash, tree.files);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the tree of this content is, or would be, below a home. */
  public static Path root(Path home, String hash) {
    return home.resolve("ansible").resolve(hash);
  }

  /**
   * Unpacks a tree below a home of the machine that this code is executed on, where it is not there
   * yet.
   *
   * @param hash as {@link #hash()}
   * @param files as {@link #files()}
   * @return its root
   */
  public static Path unpack(Path home, String hash, SortedMap<String, byte[]> files)
      throws IOException {
    Path target = root(home, hash);
    if (!Files.isDirectory(target)) {
      PrivateFiles.directories(home);
      PrivateFiles.directories(target.getParent());
      Path part =
          PrivateFiles.newDirectory(
              target.resolveSibling(target.getFileName() + ".part-" + UUID.randomUUID()));
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        Path path = part.resolve(file.getKey()).normalize();
        if (!path.startsWith(part)) {
          throw new IOException("a resource outside the tree: " + file.getKey());
        }
        PrivateFiles.directories(path.getParent());
        PrivateFiles.write(path, file.getValue());
      }
      move(part, target);
    }
    return target;
  }

  /** Another process may have been faster; then its tree is the same, by its name. */
  private static void move(Path part, Path target) throws IOException {
    try {
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      throw e;
    } catch (FileSystemException e) {
      PrivateFiles.removeTree(part);
      if (!Files.isDirectory(target)) {
        throw e;
      }
    }
  }

  private static SortedMap<String, byte[]> files(ClassLoader loader) throws IOException {
    URL anchor = loader.getResource(ANCHOR);
    if (anchor == null) {
      throw new IOException("the playbooks are missing from the program: " + ANCHOR);
    }
    URLConnection connection = anchor.openConnection();
    connection.setUseCaches(false);
    if (connection instanceof JarURLConnection jar) {
      try (JarFile file = jar.getJarFile()) {
        return ofJar(file);
      }
    }
    try {
      return ofDirectory(Path.of(new URI(anchor.toString())).getParent());
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }

  private static SortedMap<String, byte[]> ofJar(JarFile jar) throws IOException {
    SortedMap<String, byte[]> files = new TreeMap<>();
    for (JarEntry entry : jar.stream().toList()) {
      if (entry.getName().startsWith(ROOT) && !entry.isDirectory()) {
        try (InputStream in = jar.getInputStream(entry)) {
          files.put(entry.getName().substring(ROOT.length()), in.readAllBytes());
        }
      }
    }
    return files;
  }

  private static SortedMap<String, byte[]> ofDirectory(Path root) throws IOException {
    SortedMap<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(root.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return files;
  }

  private static String hash(SortedMap<String, byte[]> files) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      files.forEach(
          (name, bytes) -> {
            digest.update((name + "\0" + bytes.length + "\0").getBytes(StandardCharsets.UTF_8));
            digest.update(bytes);
          });
      return HexFormat.of().formatHex(digest.digest(), 0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
