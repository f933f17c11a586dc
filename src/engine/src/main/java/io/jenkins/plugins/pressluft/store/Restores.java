package io.jenkins.plugins.pressluft.store;

import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.Restore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The provenance of restores, and of updates that replaced the data: what can be taken back. */
public final class Restores {
  private static final String SELECT = "SELECT * FROM restore ";

  private final Handle handle;
  private final Transaction tx;

  Restores(Handle handle, Transaction tx) {
    this.handle = handle;
    this.tx = tx;
  }

  /** One. */
  public Optional<Restore> byId(UUID id) {
    return Sql.one(handle, SELECT + "WHERE id = :id", Sql.row("id", id), Restores::map);
  }

  /** The one that a job does. */
  public Optional<Restore> ofJob(UUID jobId) {
    return Sql.one(handle, SELECT + "WHERE job_id = :job", Sql.row("job", jobId), Restores::map);
  }

  /**
   * Those of one backup, newest first. An update names its safety backup but restored nothing of
   * it, and neither did its undo.
   */
  public List<Restore> ofBackup(UUID backupId) {
    return Sql.list(
        handle,
        SELECT
            + "WHERE backup_id = :backup AND NOT EXISTS (SELECT 1 FROM job"
            + " WHERE job_type = 'env_update' AND (job.id = restore.job_id OR job.id ="
            + " (SELECT undone.job_id FROM restore undone WHERE undone.id = restore.undo_of)))"
            + " ORDER BY number DESC",
        Sql.row("backup", backupId),
        Restores::map);
  }

  /** Those of one environment, newest first; no updates. */
  public List<Restore> ofEnvironment(UUID environmentId) {
    return Sql.list(
        handle,
        SELECT
            + "WHERE environment_id = :environment AND NOT EXISTS (SELECT 1 FROM job"
            + " WHERE job.id = restore.job_id AND job_type = 'env_update') ORDER BY number DESC",
        Sql.row("environment", environmentId),
        Restores::map);
  }

  /** Restores and updates of one environment that left other data live, newest first. */
  public List<Restore> replacements(UUID environmentId) {
    return Sql.list(
        handle,
        SELECT
            + "WHERE environment_id = :environment AND previous_generation IS NOT NULL"
            + " ORDER BY number DESC",
        Sql.row("environment", environmentId),
        Restores::map);
  }

  /**
   * The last restore or update that replaced the live data, when it was not taken back. A restore
   * taken back or an undo as the last change gives nothing: one step back, not two.
   */
  public Optional<Restore> lastUndoable(UUID environmentId) {
    return Sql.one(
            handle,
            SELECT
                + "WHERE environment_id = :environment AND outcome = 'succeeded' AND dry_run = 0"
                + " AND destination IS NULL ORDER BY finished_at DESC, number DESC LIMIT 1",
            Sql.row("environment", environmentId),
            Restores::map)
        .filter(last -> last.undoOf() == null && last.undoneAt() == null);
  }

  /** Inserts a pending one. */
  public void insert(Restore restore) {
    Sql.insert(
        handle,
        "restore",
        Sql.row(
            "id", restore.id(),
            "job_id", restore.jobId(),
            "backup_id", restore.backupId(),
            "environment_id", restore.environmentId(),
            "destination", restore.destination(),
            "dry_run", restore.dryRun(),
            "undo_of", restore.undoOf(),
            "requested_by", restore.requestedBy(),
            "origin", restore.origin(),
            "message", restore.message(),
            "safety_backup_id", restore.safetyBackupId(),
            "outcome", restore.outcome(),
            "created_at", restore.createdAt()));
  }

  /** Inserts an update that has ended with other data live than before. */
  public void updated(Job update, int previousGeneration, int newGeneration, Instant undoUntil) {
    UUID id = tx.newId();
    insert(
        new Restore(
            id,
            update.id(),
            update.backupId(),
            update.environmentId(),
            null,
            false,
            null,
            update.requestedBy(),
            update.origin(),
            null,
            update.backupId(),
            "pending",
            null,
            null,
            null,
            null,
            tx.now(),
            null,
            null));
    started(id);
    finish(id, "succeeded", previousGeneration, newGeneration, undoUntil);
  }

  /** Notes when the first attempt began. */
  public void started(UUID id) {
    Sql.execute(
        handle,
        "UPDATE restore SET started_at = COALESCE(started_at, :now) WHERE id = :id",
        Sql.row("id", id, "now", tx.now()));
  }

  /** Writes the outcome, once; generations and window are null where nothing can be undone. */
  public void finish(
      UUID id,
      String outcome,
      Integer previousGeneration,
      Integer newGeneration,
      Instant undoUntil) {
    Sql.update(
        handle,
        "restore",
        id,
        Sql.row(
            "outcome", outcome,
            "previous_generation", previousGeneration,
            "new_generation", newGeneration,
            "undo_until", undoUntil,
            "finished_at", tx.now()));
  }

  /** Notes that a restore was taken back. */
  public void undone(UUID id) {
    Sql.update(handle, "restore", id, Sql.row("undone_at", tx.now()));
  }

  /**
   * Those of an environment that replaced a generation whose time is over and of which nobody knows
   * yet that the node dropped it.
   *
   * @param undoWindow how long the generation that an undo replaced is kept
   */
  public List<Restore> withGenerationToDrop(UUID environmentId, Duration undoWindow) {
    return Sql.list(
        handle,
        SELECT
            + "WHERE environment_id = :environment AND outcome = 'succeeded'"
            + " AND previous_generation IS NOT NULL AND undone_at IS NULL"
            + " AND generation_dropped_at IS NULL"
            + " AND COALESCE(undo_until, finished_at + :window) <= :now ORDER BY number",
        Sql.row("environment", environmentId, "window", undoWindow.toMillis(), "now", tx.now()),
        Restores::map);
  }

  /** The node no longer keeps the generation that this restore replaced. */
  public void generationDropped(UUID id) {
    Sql.update(handle, "restore", id, Sql.row("generation_dropped_at", tx.now()));
  }

  static Restore map(ResultSet rs, Object context) throws SQLException {
    return new Restore(
        Sql.uuid(rs, "id"),
        Sql.uuid(rs, "job_id"),
        Sql.uuid(rs, "backup_id"),
        Sql.uuid(rs, "environment_id"),
        rs.getString("destination"),
        rs.getBoolean("dry_run"),
        Sql.uuid(rs, "undo_of"),
        rs.getString("requested_by"),
        rs.getString("origin"),
        rs.getString("message"),
        Sql.uuid(rs, "safety_backup_id"),
        rs.getString("outcome"),
        Sql.integer(rs, "previous_generation"),
        Sql.integer(rs, "new_generation"),
        Sql.instant(rs, "undo_until"),
        Sql.instant(rs, "undone_at"),
        Sql.instant(rs, "created_at"),
        Sql.instant(rs, "started_at"),
        Sql.instant(rs, "finished_at"));
  }
}
