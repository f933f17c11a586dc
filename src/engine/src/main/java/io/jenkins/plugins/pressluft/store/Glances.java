package io.jenkins.plugins.pressluft.store;

import io.jenkins.plugins.pressluft.model.Glance;
import io.jenkins.plugins.pressluft.model.JobStatus;
import io.jenkins.plugins.pressluft.model.JobType;
import io.jenkins.plugins.pressluft.model.ReleaseHealth;
import io.jenkins.plugins.pressluft.model.ResourceStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * How every declared environment stands, all of them with one statement: for hosts that keep it in
 * memory, because their pages cannot wait for the database.
 */
public final class Glances {
  private static final String ALL =
      "SELECT e.id, s.slug || '/' || e.slug AS slug_path, e.status, r.health,"
          + " n.completed_at AS backup_at, f.completed_at AS full_at, "
          + work("u")
          + ", "
          + work("l")
          + " FROM environment e JOIN site s ON s.id = e.site_id"
          + " LEFT JOIN release r ON r.id = e.current_release_id"
          + " LEFT JOIN backup n ON n.number = "
          + Overview.NEWEST_BACKUP
          + " LEFT JOIN backup f ON f.number = "
          + Overview.NEWEST_FULL
          + " LEFT JOIN job u ON u.number = "
          + Overview.UNDER_WAY
          + " LEFT JOIN job l ON l.number = "
          + Overview.LAST_JOB
          + " WHERE e.declared = 1 AND s.declared = 1 ORDER BY slug_path";

  private final Handle handle;

  Glances(Handle handle) {
    this.handle = handle;
  }

  /** All of them by name. */
  public List<Glance> all() {
    return Sql.list(handle, ALL, Sql.row(), Glances::map);
  }

  private static String work(String job) {
    return String.join(
        ", ",
        List.of(
            column(job, "id"),
            column(job, "job_type"),
            column(job, "status"),
            column(job, "error_code")));
  }

  private static String column(String job, String name) {
    return job + "." + name + " AS " + job + "_" + name;
  }

  private static Glance map(ResultSet rs, Object context) throws SQLException {
    return new Glance(
        Sql.uuid(rs, "id"),
        rs.getString("slug_path"),
        Sql.constant(rs, "status", ResourceStatus.class),
        ReleaseHealth.UNHEALTHY.wire().equals(rs.getString("health")),
        Sql.instant(rs, "backup_at"),
        Sql.instant(rs, "full_at"),
        work(rs, "u_"),
        work(rs, "l_"));
  }

  private static Glance.Work work(ResultSet rs, String job) throws SQLException {
    UUID id = Sql.uuid(rs, job + "id");
    return id == null
        ? null
        : new Glance.Work(
            id,
            Sql.constant(rs, job + "job_type", JobType.class),
            Sql.constant(rs, job + "status", JobStatus.class),
            rs.getString(job + "error_code"));
  }
}
