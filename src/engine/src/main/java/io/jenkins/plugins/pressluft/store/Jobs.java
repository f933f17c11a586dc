package io.jenkins.plugins.pressluft.store;

import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.JobFilter;
import io.jenkins.plugins.pressluft.model.JobStatus;
import io.jenkins.plugins.pressluft.model.JobType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The jobs. */
public final class Jobs {
  private static final String SELECT = "SELECT * FROM job ";
  private static final String MUTATIONS =
      "job_type IN ('env_restore', 'env_deploy', 'env_update', 'release_rollback')";

  private final Handle handle;
  private final Transaction tx;

  Jobs(Handle handle, Transaction tx) {
    this.handle = handle;
    this.tx = tx;
  }

  /** One. */
  public Optional<Job> byId(UUID id) {
    return Sql.one(handle, SELECT + "WHERE id = :id", Sql.row("id", id), Jobs::map);
  }

  /** A page of jobs, newest first. */
  public List<Job> list(JobFilter filter) {
    Map<String, Object> values = new LinkedHashMap<>();
    StringBuilder sql = new StringBuilder(SELECT).append("WHERE 1 = 1");
    add(sql, values, "status", filter.status());
    add(sql, values, "environment_id", filter.environmentId());
    add(sql, values, "site_id", filter.siteId());
    add(sql, values, "job_type", filter.type());
    if (filter.before() != null) {
      sql.append(" AND number < (SELECT number FROM job WHERE id = :before)");
      values.putAll(Sql.row("before", filter.before()));
    }
    values.put("limit", filter.limit());
    sql.append(" ORDER BY number DESC LIMIT :limit");
    return Sql.list(handle, sql.toString(), values, Jobs::map);
  }

  private static void add(
      StringBuilder sql, Map<String, Object> values, String column, Object value) {
    if (value != null) {
      sql.append(" AND ").append(column).append(" = :").append(column);
      values.putAll(Sql.row(column, value));
    }
  }

  /** How many are in this state. */
  public int count(JobStatus status) {
    return (int)
        Sql.number(
            handle, "SELECT COUNT(*) FROM job WHERE status = :status", Sql.row("status", status));
  }

  /** The ids of all that have not ended. */
  public Set<UUID> unfinished() {
    return Set.copyOf(
        Sql.list(
            handle,
            "SELECT id FROM job WHERE status IN ('queued', 'running')",
            Sql.row(),
            (rs, context) -> Sql.uuid(rs, "id")));
  }

  /** All that run, oldest first. */
  public List<Job> running() {
    return Sql.list(
        handle, SELECT + "WHERE status = 'running' ORDER BY number", Sql.row(), Jobs::map);
  }

  /** Those of a controller that run, or wait for another attempt; oldest first. */
  public List<Job> begunOf(UUID controllerId) {
    return Sql.list(
        handle,
        SELECT
            + "WHERE controller_id = :controller AND (status = 'running'"
            + " OR (status = 'queued' AND attempt_count > 0)) ORDER BY number",
        Sql.row("controller", controllerId),
        Jobs::map);
  }

  /** The queued or running mutation of an environment. */
  public Optional<Job> mutationOf(UUID environmentId) {
    return Sql.one(
        handle,
        SELECT
            + "WHERE environment_id = :environment AND status IN ('queued', 'running') AND "
            + MUTATIONS,
        Sql.row("environment", environmentId),
        Jobs::map);
  }

  /** The queued or running cleanup of an environment. */
  public Optional<Job> cleanupOf(UUID environmentId) {
    return Sql.one(
        handle,
        SELECT
            + "WHERE environment_id = :environment AND status IN ('queued', 'running')"
            + " AND job_type = 'backup_cleanup'",
        Sql.row("environment", environmentId),
        Jobs::map);
  }

  /** The queued and running jobs of a site, oldest first. */
  public List<Job> unfinishedOf(UUID siteId) {
    return Sql.list(
        handle,
        SELECT + "WHERE site_id = :site AND status IN ('queued', 'running') ORDER BY number",
        Sql.row("site", siteId),
        Jobs::map);
  }

  /** The newest job of this type for an environment, whatever became of it. */
  public Optional<Job> newest(UUID environmentId, JobType type) {
    return Sql.one(
        handle,
        SELECT
            + "WHERE environment_id = :environment AND job_type = :type"
            + " ORDER BY number DESC LIMIT 1",
        Sql.row("environment", environmentId, "type", type),
        Jobs::map);
  }

  /** The running job of an environment, whatever it does. */
  public Optional<Job> runningOf(UUID environmentId) {
    return Sql.one(
        handle,
        SELECT + "WHERE environment_id = :environment AND status = 'running'",
        Sql.row("environment", environmentId),
        Jobs::map);
  }

  /**
   * The queued jobs of which each may run now, oldest first: its time has come, neither its site
   * nor its node is held, no reset works on its environment, and neither a backup nor a cleanup
   * falls between two attempts of a mutation. Claiming one may keep the next from running.
   *
   * @param controllerId whose jobs; null: everybody's
   */
  public List<Job> claimable(UUID controllerId) {
    String whose = controllerId == null ? "" : " AND j.controller_id = :controller";
    return Sql.list(
        handle,
        """
        SELECT j.* FROM job j LEFT JOIN environment e ON e.id = j.environment_id
        WHERE j.status = 'queued' AND (j.run_after IS NULL OR j.run_after <= :now)
        """
            + whose
            + """

          AND NOT EXISTS (SELECT 1 FROM resource_lock l
            WHERE (l.scope = 'site' AND l.resource_id = j.site_id)
              OR (l.scope = 'node' AND l.resource_id = j.node_id)
              OR (l.scope = 'environment' AND l.resource_id = j.environment_id))
          AND NOT (j.job_type IN ('backup_create', 'backup_cleanup')
            AND e.status IN ('restoring', 'deploying', 'cloning'))
        ORDER BY j.created_at, j.number
        """,
        controllerId == null
            ? Sql.row("now", tx.now())
            : Sql.row("now", tx.now(), "controller", controllerId),
        Jobs::map);
  }

  /** Inserts a queued one. */
  public void insert(Job job) {
    Sql.insert(
        handle,
        "job",
        Sql.row(
            "id", job.id(),
            "job_type", job.type(),
            "status", job.status(),
            "site_id", job.siteId(),
            "environment_id", job.environmentId(),
            "node_id", job.nodeId(),
            "backup_id", job.backupId(),
            "attempt_count", job.attemptCount(),
            "max_attempts", job.maxAttempts(),
            "fence", job.fence(),
            "run_after", job.runAfter(),
            "parameters", job.parameters(),
            "state", job.state(),
            "requested_by", job.requestedBy(),
            "origin", job.origin(),
            "run_on", job.runOn(),
            "asked_in", job.askedIn(),
            "controller_id", job.controllerId(),
            "created_at", job.createdAt(),
            "updated_at", tx.now()));
  }

  /** A fencing token that is greater than every one before. */
  public long nextFence() {
    Sql.execute(handle, "UPDATE fence SET value = value + 1", Sql.row());
    return Sql.number(handle, "SELECT value FROM fence", Sql.row());
  }

  /** {@code queued → running}: the next attempt, with a new fence. Returns the row as it is now. */
  public Job claim(UUID id, String lockedBy, Instant deadline) {
    Job job = allow(id, JobStatus.RUNNING);
    Sql.update(
        handle,
        "job",
        id,
        Sql.row(
            "status",
            JobStatus.RUNNING,
            "attempt_count",
            job.attemptCount() + 1,
            "fence",
            nextFence(),
            "locked_at",
            tx.now(),
            "locked_by",
            lockedBy,
            "heartbeat_at",
            tx.now(),
            "deadline_at",
            deadline,
            "started_at",
            job.startedAt() == null ? tx.now() : job.startedAt(),
            "run_after",
            null,
            "updated_at",
            tx.now()));
    return byId(id).orElseThrow();
  }

  /** A new process takes up a running job of an old one. */
  public void takeUp(UUID id, String lockedBy) {
    Sql.update(
        handle,
        "job",
        id,
        Sql.row("locked_by", lockedBy, "heartbeat_at", tx.now(), "updated_at", tx.now()));
  }

  /**
   * Another controller takes over a job that has begun. One that runs gets a new fence, so that the
   * node refuses whatever its former controller still starts; what ran is out of reach. The machine
   * that the former controller wanted it to run on is none of the new one's.
   *
   * @param deadline when a running one is given up at the earliest
   */
  public Job takeOver(UUID id, UUID controllerId, String lockedBy, Instant deadline) {
    Job job = byId(id).orElseThrow();
    Map<String, Object> row =
        Sql.row("controller_id", controllerId, "run_on", null, "updated_at", tx.now());
    if (job.status() == JobStatus.RUNNING) {
      row.putAll(
          Sql.row(
              "fence",
              nextFence(),
              "locked_by",
              lockedBy,
              "heartbeat_at",
              tx.now(),
              "deadline_at",
              deadline,
              "handle",
              null));
    }
    Sql.update(handle, "job", id, row);
    return byId(id).orElseThrow();
  }

  /** Saves the handle of what runs for the job; null: nothing runs any more. */
  public void handle(UUID id, String runHandle) {
    Sql.update(handle, "job", id, Sql.row("handle", runHandle, "updated_at", tx.now()));
  }

  /** Notes that the job's worker lives, and what it has to remember. */
  public void heartbeat(UUID id, String state) {
    Sql.update(
        handle,
        "job",
        id,
        Sql.row("heartbeat_at", tx.now(), "state", state, "updated_at", tx.now()));
  }

  /** Asks the worker of a running job to stop; a second time changes nothing. */
  public void requestCancel(UUID id) {
    Sql.execute(
        handle,
        "UPDATE job SET cancel_requested_at = COALESCE(cancel_requested_at, :now),"
            + " updated_at = :now WHERE id = :id AND status = 'running'",
        Sql.row("id", id, "now", tx.now()));
  }

  /** {@code running → queued}: another attempt at this time, and why the last one failed. */
  public void retry(UUID id, Instant runAfter, String errorCode, String errorMessage) {
    allow(id, JobStatus.QUEUED);
    Sql.update(
        handle,
        "job",
        id,
        Sql.row(
            "status",
            JobStatus.QUEUED,
            "run_after",
            runAfter,
            "locked_at",
            null,
            "locked_by",
            null,
            "heartbeat_at",
            null,
            "deadline_at",
            null,
            "handle",
            null,
            "error_code",
            errorCode,
            "error_message",
            errorMessage,
            "updated_at",
            tx.now()));
  }

  /** To a final state; code and message are null unless it failed. */
  public void finish(
      UUID id, JobStatus next, String errorCode, String errorMessage, String result) {
    if (!next.isFinal()) {
      throw new IllegalArgumentException(next + " is not final");
    }
    allow(id, next);
    Sql.update(
        handle,
        "job",
        id,
        Sql.row(
            "status",
            next,
            "run_after",
            null,
            "locked_at",
            null,
            "locked_by",
            null,
            "heartbeat_at",
            null,
            "deadline_at",
            null,
            "handle",
            null,
            "error_code",
            errorCode,
            "error_message",
            errorMessage,
            "result",
            result,
            "finished_at",
            tx.now(),
            "updated_at",
            tx.now()));
  }

  private Job allow(UUID id, JobStatus next) {
    Job job = byId(id).orElseThrow();
    if (!job.status().canBecome(next)) {
      throw new IllegalStateException(
          "job " + id + " is " + job.status().wire() + " and cannot become " + next.wire());
    }
    return job;
  }

  static Job map(ResultSet rs, Object context) throws SQLException {
    return new Job(
        Sql.uuid(rs, "id"),
        Sql.constant(rs, "job_type", JobType.class),
        Sql.constant(rs, "status", JobStatus.class),
        Sql.uuid(rs, "site_id"),
        Sql.uuid(rs, "environment_id"),
        Sql.uuid(rs, "node_id"),
        Sql.uuid(rs, "backup_id"),
        rs.getInt("attempt_count"),
        rs.getInt("max_attempts"),
        rs.getLong("fence"),
        Sql.instant(rs, "run_after"),
        Sql.instant(rs, "locked_at"),
        rs.getString("locked_by"),
        Sql.instant(rs, "heartbeat_at"),
        Sql.instant(rs, "deadline_at"),
        Sql.instant(rs, "started_at"),
        Sql.instant(rs, "finished_at"),
        Sql.instant(rs, "cancel_requested_at"),
        rs.getString("error_code"),
        rs.getString("error_message"),
        rs.getString("parameters"),
        rs.getString("state"),
        rs.getString("result"),
        rs.getString("handle"),
        rs.getString("requested_by"),
        rs.getString("origin"),
        Sql.instant(rs, "created_at"),
        Sql.instant(rs, "updated_at"),
        rs.getString("run_on"),
        rs.getString("asked_in"),
        Sql.uuid(rs, "controller_id"));
  }
}
