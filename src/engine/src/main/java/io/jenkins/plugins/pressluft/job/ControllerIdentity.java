package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.home.PrivateFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Who this engine is among those that work on the same database.
 *
 * @param id stays the same for a home
 * @param name for people; the database may lengthen it so that no two are alike
 * @param alone whether nobody else can work on the database: then everything in it is this one's,
 *     whoever left it
 */
public record ControllerIdentity(UUID id, String name, boolean alone) {
  /** The only one of a database that nobody else has open. */
  static final ControllerIdentity SOLE =
      new ControllerIdentity(new UUID(0x4000L, 1L << 63), "controller", true);

  /**
   * The identity of a home, kept in {@code controller.id} (mode 0600), which is made at the first
   * start. A copy of a home must not bring the file along: two processes with one id displace each
   * other.
   *
   * @throws IllegalStateException if the file holds no id
   */
  public static ControllerIdentity open(Path home, String name, boolean alone) {
    Path file = home.resolve("controller.id");
    try {
      if (!Files.exists(file)) {
        // Another process may be first; its id counts.
        PrivateFile.create(file, UUID.randomUUID() + "\n");
      }
      return new ControllerIdentity(UUID.fromString(Files.readString(file).strip()), name, alone);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          file + " holds no id of a controller; remove it, and this home becomes a new controller",
          e);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read or made", e);
    }
  }

  /** As {@link #open}, named after the machine. */
  public static ControllerIdentity ofThisMachine(Path home, boolean alone) {
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      host = "localhost";
    }
    return open(home, host, alone);
  }

  /** Whose jobs this one claims and takes up; null: everybody's. */
  UUID whose() {
    return alone ? null : id;
  }
}
