package io.jenkins.plugins.pressluft.pipeline;

import io.jenkins.plugins.pressluft.guard.Refusal;
import io.jenkins.plugins.pressluft.guard.RefusedException;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Which backup a step means: one by its id, or the newest.
 *
 * @param id null: the newest
 */
public record BackupReference(UUID id) {
  /** What a Jenkinsfile writes for the newest one. */
  public static final String LATEST = "latest";

  /** What the choice of the newest looks at. */
  public interface Candidate {
    /** The backup's id. */
    UUID id();

    /** Its status, by the contract's name. */
    String status();

    /** Why it was made, by the contract's name. */
    String purpose();
  }

  /**
   * Reads an id, {@code 'latest'}, or the map that {@code pressluftBackup} returned.
   *
   * @throws RefusedException {@code bad_request} for anything else
   */
  static BackupReference of(Object value) {
    if (value instanceof Map<?, ?> map) {
      Object id = map.get("backupId");
      if (id == null) {
        throw bad(
            Boolean.TRUE.equals(map.get("refused"))
                ? "backupId is the answer of a pressluftBackup that was refused; there is no backup"
                    + " to restore."
                : "backupId is a map without \"backupId\"; give the map that pressluftBackup"
                    + " returned.");
      }
      return of(id.toString());
    }
    String text = value instanceof CharSequence ? value.toString() : null;
    if (text == null) {
      throw bad("backupId must be an id, 'latest', or the map that pressluftBackup returned.");
    }
    return LATEST.equals(text) ? new BackupReference(null) : new BackupReference(uuid(text));
  }

  /** Whether the newest is meant. */
  public boolean isLatest() {
    return id == null;
  }

  /**
   * The id that is meant. The newest is the newest completed one that somebody or the clock asked
   * for: a safety backup shows a site as it was just before it was repaired, so it is never meant.
   *
   * @param newestFirst the backups of the environment
   * @throws RefusedException {@code not_found} when there is none
   */
  public UUID among(List<? extends Candidate> newestFirst) {
    if (id != null) {
      return id;
    }
    return newestFirst.stream()
        .filter(backup -> backup.status().equals("completed"))
        .filter(backup -> !backup.purpose().equals("safety"))
        .map(Candidate::id)
        .findFirst()
        .orElseThrow(
            () ->
                new RefusedException(
                    Refusal.notFound(
                        "There is no completed backup of this environment yet; make one first.")));
  }

  private static UUID uuid(String text) {
    try {
      UUID id = UUID.fromString(text);
      if (id.toString().equalsIgnoreCase(text)) {
        return id;
      }
    } catch (IllegalArgumentException e) {
      // Refused below, as every other text that is not an id.
    }
    throw bad("backupId must be an id, 'latest', or the map that pressluftBackup returned.");
  }

  private static RefusedException bad(String message) {
    return new RefusedException(Refusal.badRequest(message));
  }
}
