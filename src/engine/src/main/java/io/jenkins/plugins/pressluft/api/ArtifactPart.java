package io.jenkins.plugins.pressluft.api;

import io.jenkins.plugins.pressluft.guard.Refusal;
import io.jenkins.plugins.pressluft.guard.RefusedException;
import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.Node;
import io.jenkins.plugins.pressluft.model.Storage;
import io.jenkins.plugins.pressluft.model.StorageType;
import io.jenkins.plugins.pressluft.store.Transaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/**
 * A stored part of a backup, as far as this machine can read it. Its name is one that the signed
 * manifest lists, so no other file can be asked for.
 *
 * @param size in bytes, as the manifest says and the file has
 * @param sha256 hex, as the manifest says
 */
record ArtifactPart(Path file, long size, String sha256) {

  /**
   * Finds it.
   *
   * @throws RefusedException 404 for a name that the backup does not have; 409 when the artifact is
   *     not, or not any more, where this machine can read it
   */
  static ArtifactPart of(Transaction tx, Backup backup, String name) {
    if (backup.manifest() == null) {
      throw refused(
          "backup_not_completed",
          "This backup is " + backup.status().wire() + "; only a completed one has files.");
    }
    JsonNode part =
        Json.stored(backup.manifest())
            .path("parts")
            .valueStream()
            .filter(candidate -> name.equals(candidate.path("name").asString("")))
            .findFirst()
            .orElseThrow(() -> Sight.missing("part of this backup"));
    if (backup.artifactDeletedAt() != null) {
      throw refused(
          "backup_expired",
          "The files of this backup were deleted at " + backup.artifactDeletedAt() + ".");
    }
    return new ArtifactPart(
        file(tx, backup, name), part.path("size").asLong(0), part.path("sha256").asString(""));
  }

  private static Path file(Transaction tx, Backup backup, String name) {
    Environment environment = tx.environments().byId(backup.environmentId()).orElseThrow();
    Node node = tx.nodes().byId(environment.nodeId()).orElseThrow();
    Storage storage = tx.storages().byId(backup.storageId()).orElseThrow();
    if (storage.spec().type() != StorageType.FILE
        || node.spec().connection() != Node.Connection.LOCAL) {
      throw refused(
          "conflict",
          "The files of this backup are not on this machine; fetch them from "
              + storage.spec().path()
              + "/"
              + backup.storagePath()
              + " on "
              + node.name()
              + ".");
    }
    return Path.of(storage.spec().path()).resolve(backup.storagePath()).resolve(name);
  }

  /**
   * Makes sure that the file is there, readable, and as long as the manifest says.
   *
   * @throws RefusedException 409 with a sentence
   */
  void check() {
    try {
      if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          && Files.isReadable(file)
          && Files.size(file) == size) {
        return;
      }
    } catch (IOException e) {
      // refused below, as every other file that cannot be read
    }
    throw refused(
        "conflict",
        "This machine cannot read that file as it was written; verify the backup, and fetch it on"
            + " its node if it is whole.");
  }

  private static RefusedException refused(String code, String message) {
    return new RefusedException(Refusal.conflict(code, message));
  }
}
