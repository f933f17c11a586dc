package io.jenkins.plugins.pressluft.store;

import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.BackupPurpose;
import io.jenkins.plugins.pressluft.model.BackupScope;
import io.jenkins.plugins.pressluft.model.BackupStatus;
import io.jenkins.plugins.pressluft.model.StorageType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The backups. */
public final class Backups {
  private static final String SELECT = "SELECT * FROM backup ";

  private final Handle handle;
  private final Transaction tx;

  Backups(Handle handle, Transaction tx) {
    this.handle = handle;
    this.tx = tx;
  }

  /** One. */
  public Optional<Backup> byId(UUID id) {
    return Sql.one(handle, SELECT + "WHERE id = :id", Sql.row("id", id), Backups::map);
  }

  /** Those of one environment, newest first. */
  public List<Backup> ofEnvironment(UUID environmentId) {
    return Sql.list(
        handle,
        SELECT + "WHERE environment_id = :environment ORDER BY number DESC",
        Sql.row("environment", environmentId),
        Backups::map);
  }

  /** Those that a job makes, oldest first. */
  public List<Backup> ofJob(UUID jobId) {
    return Sql.list(
        handle,
        SELECT + "WHERE job_id = :job ORDER BY number",
        Sql.row("job", jobId),
        Backups::map);
  }

  /** The newest full backup that is completed and not past its retention. */
  public Optional<Backup> newestFull(UUID environmentId) {
    return Sql.one(
        handle,
        SELECT
            + "WHERE environment_id = :environment AND scope = 'full' AND status = 'completed'"
            + " AND retention_until > :now ORDER BY completed_at DESC, number DESC LIMIT 1",
        Sql.row("environment", environmentId, "now", tx.now()),
        Backups::map);
  }

  /** Inserts a pending one. */
  public void insert(Backup backup) {
    Sql.insert(
        handle,
        "backup",
        Sql.row(
            "id", backup.id(),
            "environment_id", backup.environmentId(),
            "job_id", backup.jobId(),
            "scope", backup.scope(),
            "status", backup.status(),
            "purpose", backup.purpose(),
            "storage_type", backup.storageType(),
            "storage_id", backup.storageId(),
            "storage_path", backup.storagePath(),
            "retention_until", backup.retentionUntil(),
            "message", backup.message(),
            "created_at", backup.createdAt()));
  }

  /** {@code pending → running}, {@code pending|running → failed}. */
  public void become(UUID id, BackupStatus next) {
    allow(id, next);
    Sql.update(handle, "backup", id, Sql.row("status", next));
  }

  /** {@code running → completed}, with what was read back from the stored artifact. */
  public void complete(
      UUID id, String checksum, long sizeBytes, String manifest, String signature) {
    allow(id, BackupStatus.COMPLETED);
    Sql.update(
        handle,
        "backup",
        id,
        Sql.row(
            "status", BackupStatus.COMPLETED,
            "checksum", checksum,
            "size_bytes", sizeBytes,
            "manifest", manifest,
            "signature", signature,
            "completed_at", tx.now(),
            "verified_at", tx.now()));
  }

  /** The stored bytes of a completed one proved to be whole, now. */
  public void verified(UUID id) {
    Sql.update(handle, "backup", id, Sql.row("verified_at", tx.now()));
  }

  /**
   * {@code completed → expired} for all whose retention has passed and that no unfinished job still
   * needs; returns how many.
   */
  public int expire(Instant now) {
    return Sql.execute(
        handle,
        """
        UPDATE backup SET status = 'expired'
        WHERE status = 'completed' AND retention_until <= :now
          AND NOT EXISTS (SELECT 1 FROM job j WHERE j.status IN ('queued', 'running')
            AND j.backup_id = backup.id)
          AND NOT EXISTS (SELECT 1 FROM restore r WHERE r.outcome = 'pending'
            AND r.safety_backup_id = backup.id)
        """,
        Sql.row("now", now));
  }

  /**
   * Those of an environment whose artifact may go, oldest first: expired, and not the way back of a
   * restore that is under way or may still be taken back.
   */
  public List<Backup> deletable(UUID environmentId) {
    return Sql.list(
        handle,
        """
        SELECT * FROM backup b
        WHERE b.environment_id = :environment AND b.status = 'expired'
          AND b.artifact_deleted_at IS NULL
          AND NOT EXISTS (SELECT 1 FROM job j WHERE j.status IN ('queued', 'running')
            AND j.backup_id = b.id)
          AND NOT EXISTS (SELECT 1 FROM restore r WHERE r.safety_backup_id = b.id
            AND (r.outcome = 'pending' OR r.undo_until > :now))
        ORDER BY b.number
        """,
        Sql.row("environment", environmentId, "now", tx.now()),
        Backups::map);
  }

  /** The newest failed ones of an environment, at most {@code limit}: they may have left pieces. */
  public List<Backup> newestFailed(UUID environmentId, int limit) {
    return Sql.list(
        handle,
        SELECT
            + "WHERE environment_id = :environment AND status = 'failed'"
            + " ORDER BY number DESC LIMIT :limit",
        Sql.row("environment", environmentId, "limit", limit),
        Backups::map);
  }

  /** The artifact of an expired one is gone from its storage, now. */
  public void artifactDeleted(UUID id) {
    Sql.update(handle, "backup", id, Sql.row("artifact_deleted_at", tx.now()));
  }

  private void allow(UUID id, BackupStatus next) {
    BackupStatus status = byId(id).orElseThrow().status();
    if (!status.canBecome(next)) {
      throw new IllegalStateException(
          "backup " + id + " is " + status.wire() + " and cannot become " + next.wire());
    }
  }

  static Backup map(ResultSet rs, Object context) throws SQLException {
    return new Backup(
        Sql.uuid(rs, "id"),
        Sql.uuid(rs, "environment_id"),
        Sql.uuid(rs, "job_id"),
        Sql.constant(rs, "scope", BackupScope.class),
        Sql.constant(rs, "status", BackupStatus.class),
        Sql.constant(rs, "purpose", BackupPurpose.class),
        Sql.constant(rs, "storage_type", StorageType.class),
        Sql.uuid(rs, "storage_id"),
        rs.getString("storage_path"),
        Sql.instant(rs, "retention_until"),
        rs.getString("checksum"),
        Sql.whole(rs, "size_bytes"),
        rs.getString("manifest"),
        rs.getString("signature"),
        rs.getString("message"),
        Sql.instant(rs, "verified_at"),
        Sql.instant(rs, "created_at"),
        Sql.instant(rs, "completed_at"),
        Sql.instant(rs, "artifact_deleted_at"));
  }
}
