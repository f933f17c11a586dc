package io.jenkins.plugins.pressluft.store;

import io.jenkins.plugins.pressluft.model.JobEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** What happened to jobs, in one sequence over all of them. */
public final class Events {
  private static final int MAX_LIMIT = 1000;

  private final Handle handle;
  private final Transaction tx;

  Events(Handle handle, Transaction tx) {
    this.handle = handle;
    this.tx = tx;
  }

  /**
   * What came after a sequence number, oldest first.
   *
   * @param jobId null: of all jobs
   * @param limit 1 to 1000
   */
  public List<JobEvent> after(UUID jobId, long sequence, int limit) {
    return Sql.list(
        handle,
        "SELECT * FROM job_event WHERE sequence > :sequence"
            + (jobId == null ? "" : " AND job_id = :job")
            + " ORDER BY sequence LIMIT :limit",
        Sql.row(
            "sequence", sequence, "job", jobId, "limit", Math.max(1, Math.min(limit, MAX_LIMIT))),
        Events::map);
  }

  /** The newest sequence number; 0 when nothing ever happened. */
  public long last() {
    return Sql.number(handle, "SELECT COALESCE(MAX(sequence), 0) FROM job_event", Sql.row());
  }

  /**
   * Appends one; returns its sequence number.
   *
   * @param payload a JSON object
   */
  public long append(UUID jobId, String type, String payload) {
    return Sql.inserted(
        handle,
        "job_event",
        Sql.row("job_id", jobId, "at", tx.now(), "type", type, "payload", payload),
        (rs, context) -> rs.getLong("sequence"));
  }

  static JobEvent map(ResultSet rs, Object context) throws SQLException {
    return new JobEvent(
        rs.getLong("sequence"),
        Sql.uuid(rs, "job_id"),
        Sql.instant(rs, "at"),
        rs.getString("type"),
        rs.getString("payload"));
  }
}
