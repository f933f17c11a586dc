package io.jenkins.plugins.pressluft.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** One SHA-256 for everything below a directory, to prove that nothing or everything changed. */
public final class TreeHash {

  /** What counts as a difference. */
  public enum Depth {
    /** Names, kinds, link targets and contents: what a restore brings back. */
    CONTENT,
    /** Also modes, owners and modification times: what a dry run must leave alone. */
    EVERYTHING
  }

  private TreeHash() {}

  /**
   * Hashes a tree without following links.
   *
   * @param leaveOut tells by the path relative to {@code root} what is passed over with all below
   */
  public static String of(Path root, Depth depth, Predicate<Path> leaveOut) {
    MessageDigest digest = sha256();
    try (Stream<Path> walk = Files.walk(root)) {
      List<Path> entries =
          walk.map(root::relativize)
              .filter(entry -> ancestors(entry).noneMatch(leaveOut))
              .sorted()
              .toList();
      for (Path entry : entries) {
        digest.update(
            (describe(root.resolve(entry), entry, depth) + "\n").getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The SHA-256 of one file, links followed, in hex. */
  public static String ofFile(Path file) {
    MessageDigest digest = sha256();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static Stream<Path> ancestors(Path entry) {
    return Stream.iterate(entry, step -> step != null, Path::getParent);
  }

  private static String describe(Path file, Path name, Depth depth) throws IOException {
    StringBuilder line = new StringBuilder(name.toString()).append('\0');
    if (Files.isSymbolicLink(file)) {
      line.append("link ").append(Files.readSymbolicLink(file));
    } else if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
      line.append("directory");
    } else if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      line.append("file ").append(Files.size(file)).append(' ').append(ofFile(file));
    } else {
      line.append("special");
    }
    if (depth == Depth.EVERYTHING) {
      var attributes =
          Files.readAttributes(
              file, "unix:mode,uid,gid,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
      line.append('\0').append(new java.util.TreeMap<>(attributes));
    }
    return line.toString();
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
