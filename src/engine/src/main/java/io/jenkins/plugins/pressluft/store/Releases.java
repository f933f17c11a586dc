package io.jenkins.plugins.pressluft.store;

import io.jenkins.plugins.pressluft.model.Release;
import io.jenkins.plugins.pressluft.model.ReleaseHealth;
import io.jenkins.plugins.pressluft.model.SourceType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The releases. */
public final class Releases {
  private static final String SELECT = "SELECT * FROM release ";

  private final Handle handle;
  private final Transaction tx;

  Releases(Handle handle, Transaction tx) {
    this.handle = handle;
    this.tx = tx;
  }

  /** One. */
  public Optional<Release> byId(UUID id) {
    return Sql.one(handle, SELECT + "WHERE id = :id", Sql.row("id", id), Releases::map);
  }

  /** One, by its path below the environment's. */
  public Optional<Release> byPath(UUID environmentId, String path) {
    return Sql.one(
        handle,
        SELECT + "WHERE environment_id = :environment AND path = :path",
        Sql.row("environment", environmentId, "path", path),
        Releases::map);
  }

  /** Those of one environment, newest first. */
  public List<Release> ofEnvironment(UUID environmentId) {
    return Sql.list(
        handle,
        SELECT + "WHERE environment_id = :environment ORDER BY number DESC",
        Sql.row("environment", environmentId),
        Releases::map);
  }

  /** Inserts one. */
  public void insert(Release release) {
    Sql.insert(
        handle,
        "release",
        Sql.row(
            "id", release.id(),
            "environment_id", release.environmentId(),
            "job_id", release.jobId(),
            "source_type", release.sourceType(),
            "source_ref", release.sourceRef(),
            "path", release.path(),
            "generation", release.generation(),
            "health", release.health(),
            "notes", release.notes(),
            "health_checks", release.healthChecks(),
            "created_at", tx.now()));
  }

  /** Writes what the health checks said; nothing when it is that already. */
  public void become(UUID id, ReleaseHealth next) {
    ReleaseHealth health = byId(id).orElseThrow().health();
    if (health == next) {
      return;
    }
    if (!health.canBecome(next)) {
      throw new IllegalStateException(
          "release " + id + " is " + health.wire() + " and cannot become " + next.wire());
    }
    Sql.update(handle, "release", id, Sql.row("health", next));
  }

  /** Writes what the checks said, as a JSON array. */
  public void checked(UUID id, String healthChecks) {
    Sql.update(handle, "release", id, Sql.row("health_checks", healthChecks));
  }

  /** Notes that its directory is gone from the node; a second time changes nothing. */
  public void removed(UUID environmentId, String path) {
    Sql.execute(
        handle,
        "UPDATE release SET removed_at = :now WHERE environment_id = :environment AND path = :path"
            + " AND removed_at IS NULL",
        Sql.row("now", tx.now(), "environment", environmentId, "path", path));
  }

  static Release map(ResultSet rs, Object context) throws SQLException {
    return new Release(
        Sql.uuid(rs, "id"),
        Sql.uuid(rs, "environment_id"),
        Sql.uuid(rs, "job_id"),
        Sql.constant(rs, "source_type", SourceType.class),
        rs.getString("source_ref"),
        rs.getString("path"),
        rs.getInt("generation"),
        Sql.constant(rs, "health", ReleaseHealth.class),
        rs.getString("notes"),
        Sql.instant(rs, "created_at"),
        rs.getString("health_checks"),
        Sql.instant(rs, "removed_at"));
  }
}
