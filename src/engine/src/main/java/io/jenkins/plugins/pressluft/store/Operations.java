package io.jenkins.plugins.pressluft.store;

import io.jenkins.plugins.pressluft.model.LoggedOperation;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The operations log. */
public final class Operations {
  private static final int MAX_LIMIT = 1000;

  private final Handle handle;
  private final Transaction tx;

  Operations(Handle handle, Transaction tx) {
    this.handle = handle;
    this.tx = tx;
  }

  /** What came after a sequence number, oldest first; {@code limit} is 1 to 1000. */
  public List<LoggedOperation> after(long sequence, int limit) {
    return Sql.list(
        handle,
        "SELECT * FROM operation WHERE sequence > :sequence ORDER BY sequence LIMIT :limit",
        Sql.row("sequence", sequence, "limit", Math.max(1, Math.min(limit, MAX_LIMIT))),
        Operations::map);
  }

  /** The newest lines, newest first; {@code limit} is 1 to 1000. */
  public List<LoggedOperation> newest(int limit) {
    return Sql.list(
        handle,
        "SELECT * FROM operation ORDER BY sequence DESC LIMIT :limit",
        Sql.row("limit", Math.max(1, Math.min(limit, MAX_LIMIT))),
        Operations::map);
  }

  /** Appends a line; its sequence and time are given here. Returns it as stored. */
  public LoggedOperation append(LoggedOperation line) {
    return Sql.inserted(
        handle,
        "operation",
        Sql.row(
            "at", tx.now(),
            "who", line.who(),
            "origin", line.origin(),
            "operation", line.operation(),
            "site_id", line.siteId(),
            "environment_id", line.environmentId(),
            "backup_id", line.backupId(),
            "job_id", line.jobId(),
            "outcome", line.outcome(),
            "code", line.code(),
            "message", line.message()),
        Operations::map);
  }

  private static LoggedOperation map(ResultSet rs, Object context) throws SQLException {
    return new LoggedOperation(
        rs.getLong("sequence"),
        Sql.instant(rs, "at"),
        rs.getString("who"),
        rs.getString("origin"),
        rs.getString("operation"),
        Sql.uuid(rs, "site_id"),
        Sql.uuid(rs, "environment_id"),
        Sql.uuid(rs, "backup_id"),
        Sql.uuid(rs, "job_id"),
        rs.getString("outcome"),
        rs.getString("code"),
        rs.getString("message"));
  }
}
