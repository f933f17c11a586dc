package io.jenkins.plugins.pressluft.upload;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The directory {@code uploads} of the home: one file for each upload, below its environment's id,
 * so that a file sent for one environment is never deployed to another. Files are private, appear
 * whole or not at all, and go after a day.
 */
public final class Uploads {
  /** The longest file, in bytes. */
  public static final long MAX_BYTES = 2L * 1024 * 1024 * 1024;

  private static final Duration KEPT = Duration.ofDays(1);
  private static final int BUFFER = 64 * 1024;
  private static final FileAttribute<Set<PosixFilePermission>> DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<Set<PosixFilePermission>> FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path directory;
  private final Clock clock;
  private final long maxBytes;

  /** Uploads below this home. */
  public Uploads(Path home, Clock clock) {
    this(home, clock, MAX_BYTES);
  }

  /** Uploads below this home of at most so many bytes each. */
  public Uploads(Path home, Clock clock, long maxBytes) {
    this.directory = home.toAbsolutePath().normalize().resolve("uploads");
    this.clock = clock;
    this.maxBytes = maxBytes;
  }

  /**
   * What was stored.
   *
   * @param sha256 hex, of the bytes as they came
   * @param size in bytes
   */
  public record Stored(UUID id, String sha256, long size) {}

  /** The file is longer than allowed; nothing of it was kept. */
  public static final class TooLongException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooLongException(long maxBytes) {
      super("The file is longer than " + maxBytes + " bytes.");
    }
  }

  /**
   * Stores a stream to its end.
   *
   * @throws TooLongException if it is longer than allowed
   * @throws IOException if it broke off or there is no room; nothing is kept
   */
  public Stored receive(UUID environmentId, InputStream in) throws IOException {
    sweep();
    UUID id = UUID.randomUUID();
    Path place = Files.createDirectories(directory.resolve(environmentId.toString()), DIRECTORY);
    Path part = place.resolve(id + ".part");
    try {
      MessageDigest digest = sha256();
      long size = copy(in, part, digest);
      Files.setLastModifiedTime(part, FileTime.from(clock.instant()));
      Files.move(part, place.resolve(id.toString()), StandardCopyOption.ATOMIC_MOVE);
      return new Stored(id, HexFormat.of().formatHex(digest.digest()), size);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private long copy(InputStream in, Path part, MessageDigest digest) throws IOException {
    long size = 0;
    try (OutputStream out =
        Channels.newOutputStream(
            FileChannel.open(
                part, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), FILE))) {
      byte[] buffer = new byte[BUFFER];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        size += read;
        if (size > maxBytes) {
          throw new TooLongException(maxBytes);
        }
        digest.update(buffer, 0, read);
        out.write(buffer, 0, read);
      }
    }
    return size;
  }

  /** The file of an upload of this environment; empty when there is none, or not any more. */
  public Optional<Path> find(UUID environmentId, UUID id) {
    Path file = directory.resolve(environmentId.toString()).resolve(id.toString());
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        ? Optional.of(file)
        : Optional.empty();
  }

  /** Removes what is older than a day, pieces of broken connections included. */
  private void sweep() {
    if (!Files.isDirectory(directory)) {
      return;
    }
    Instant oldest = clock.instant().minus(KEPT);
    try (Stream<Path> all = Files.walk(directory, 2)) {
      List<Path> files = all.filter(Files::isRegularFile).toList();
      for (Path file : files) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(oldest)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException | UncheckedIOException e) {
      // Another request removed it meanwhile; the next one looks again.
      return;
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
