package io.jenkins.plugins.pressluft.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * The lab's directory and the accounts its daemons run as. Everything the lab writes is below it.
 *
 * @param directory absolute and real; short, because unix sockets live in it
 * @param databaseUser the account of mariadbd; the current user unless started as root
 * @param webUser the account of PHP and nginx's workers; the current user unless started as root
 */
record LabHome(Path directory, String databaseUser, String webUser) {

  /** Name of the environment variable that every process of a lab carries, with the directory. */
  static final String MARK = "PRESSLUFT_LAB";

  /** A unix socket's path may have 107 bytes; the longest of ours adds this many. */
  private static final int LONGEST_SOCKET_NAME = "/sock/mariadb.sock".length();

  /**
   * Takes an empty or new directory for a lab.
   *
   * <p>As root the daemons get accounts of their own where those exist and may pass through every
   * directory on the way; otherwise, and for every ordinary user, all of them run as the current
   * user.
   *
   * @throws IllegalArgumentException when its path is too long for a unix socket or has signs that
   *     a registry does not allow
   */
  static LabHome prepare(Path wanted) {
    try {
      Files.createDirectories(wanted);
      Path directory = wanted.toRealPath();
      int bytes = directory.toString().getBytes(StandardCharsets.UTF_8).length;
      if (bytes + LONGEST_SOCKET_NAME > 107) {
        throw new IllegalArgumentException(
            "the lab's directory must have a path of at most "
                + (107 - LONGEST_SOCKET_NAME)
                + " bytes, because unix sockets live in it: "
                + directory);
      }
      if (!directory.toString().matches("[A-Za-z0-9._@+/-]+")) {
        throw new IllegalArgumentException(
            "the lab's directory may have letters, digits and . _ @ + - in its path only, as every"
                + " path in a registry: "
                + directory);
      }
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
      spread(directory);
      String self = currentUser();
      boolean drop = "root".equals(self) && open(directory);
      LabHome home =
          new LabHome(
              directory,
              drop && accountExists("mysql") ? "mysql" : self,
              drop && accountExists("www-data") ? "www-data" : self);
      for (Path part :
          List.of(home.run(), home.sockets(), home.log(), home.tmp(), home.etc(), home.backups())) {
        Files.createDirectories(part);
      }
      Command.of("chmod", "1777", home.tmp().toString()).text();
      home.giveTo(home.databaseUser(), home.sockets());
      Files.setPosixFilePermissions(home.backups(), PosixFilePermissions.fromString("rwx------"));
      return home;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path run() {
    return directory.resolve("run");
  }

  /** Where mariadbd puts its socket; the pid files in {@link #run} are nobody else's to write. */
  Path sockets() {
    return directory.resolve("sock");
  }

  Path log() {
    return directory.resolve("log");
  }

  Path tmp() {
    return directory.resolve("tmp");
  }

  Path etc() {
    return directory.resolve("etc");
  }

  Path backups() {
    return directory.resolve("backups");
  }

  /** The JVM that owns this lab, so that a later sweep knows whether anybody still wants it. */
  Path ownerFile() {
    return directory.resolve("owner");
  }

  /**
   * Asks ext4 to put each directory made directly below this one somewhere else on the disk.
   * Without a journal it passes over the inodes of everything deleted in the last minutes, one by
   * one, and a new lab beside a removed one takes ten times as long. Other filesystems ignore it.
   */
  static void spread(Path directory) {
    if (Tools.installed("chattr")) {
      Command.of("chattr", "+T", directory.toString()).run();
    }
  }

  boolean isRoot() {
    return "root".equals(currentUser());
  }

  static String currentUser() {
    return System.getProperty("user.name");
  }

  void giveTo(String user, Path... paths) {
    if (!isRoot() || "root".equals(user)) {
      return;
    }
    for (Path path : paths) {
      Command.of("chown", "-R", "-h", user + ":", path.toString()).text();
    }
  }

  private static boolean open(Path directory) throws IOException {
    for (Path step = directory; step != null; step = step.getParent()) {
      if (!Files.getPosixFilePermissions(step, LinkOption.NOFOLLOW_LINKS)
          .contains(PosixFilePermission.OTHERS_EXECUTE)) {
        return false;
      }
    }
    return true;
  }

  private static boolean accountExists(String name) {
    return Command.of("getent", "passwd", name).run().ok();
  }
}
