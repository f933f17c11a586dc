package io.jenkins.plugins.pressluft.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/**
 * The directory that holds everything of one server: what it was told, what it knows, its secrets.
 *
 * @param directory absolute; made with mode 0700
 */
public record Home(Path directory) {
  /** Names the variable that chooses another home. */
  public static final String VARIABLE = "PRESSLUFT_HOME";

  /** Makes the path absolute. */
  public Home {
    directory = directory.toAbsolutePath().normalize();
  }

  /** The home of an environment: {@code $PRESSLUFT_HOME}, or {@code ~/.pressluft}. */
  public static Home of(Map<String, String> variables) {
    String chosen = variables.get(VARIABLE);
    return new Home(
        chosen == null || chosen.isBlank()
            ? Path.of(System.getProperty("user.home"), ".pressluft")
            : Path.of(chosen));
  }

  /** Makes the directory with mode 0700 when it is not there. */
  public Home create() {
    try {
      if (!Files.isDirectory(directory)) {
        Path parent = directory.getParent();
        if (parent != null) {
          Files.createDirectories(parent);
        }
        Files.createDirectory(
            directory,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException("The home " + directory + " cannot be made", e);
    }
  }

  /** What is declared: nodes, storage, sites, environments. */
  public Path config() {
    return directory.resolve("pressluft.yml");
  }

  /** The database. */
  public Path database() {
    return directory.resolve("pressluft.db");
  }

  /** The access token, mode 0600. */
  public Path token() {
    return directory.resolve("token");
  }

  /** The key that signs manifests, mode 0600. */
  public Path manifestKey() {
    return directory.resolve("manifest.key");
  }

  /** Where a running server can be reached, for the command line. */
  public Path address() {
    return directory.resolve("server.url");
  }

  /** Held while a server runs. */
  public Path lock() {
    return directory.resolve("lock");
  }

  /** The runs of playbooks. */
  public Path runs() {
    return directory.resolve("runs");
  }

  /** The playbooks as they were unpacked from the jar. */
  public Path ansible() {
    return directory.resolve("ansible");
  }

  /** The server's own log and the operations log. */
  public Path logs() {
    return directory.resolve("logs");
  }

  /** The operations log as a file. */
  public Path operationsLog() {
    return logs().resolve("operations.jsonl");
  }

  /** One file a site that a run of a Jenkinsfile keeps for itself. */
  public Path locks() {
    return directory.resolve("locks");
  }
}
