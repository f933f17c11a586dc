package io.jenkins.plugins.pressluft.store;

import io.jenkins.plugins.pressluft.model.Job;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Who works where: a site and a node each carry one running job, an environment one reset. */
public final class Locks {
  private final Handle handle;
  private final Transaction tx;

  Locks(Handle handle, Transaction tx) {
    this.handle = handle;
    this.tx = tx;
  }

  /** Whether anything holds the site, node or environment. */
  public boolean isHeld(UUID resourceId) {
    return Sql.number(
            handle,
            "SELECT COUNT(*) FROM resource_lock WHERE resource_id = :id",
            Sql.row("id", resourceId))
        > 0;
  }

  /** The site's and the node's lock for a job that is running already; throws when held. */
  public void acquire(Job job) {
    if (job.siteId() != null) {
      insert("site", job.siteId(), job.id(), job.lockedBy());
    }
    if (job.nodeId() != null) {
      insert("node", job.nodeId(), job.id(), job.lockedBy());
    }
  }

  /** Frees what a job holds. */
  public void release(UUID jobId) {
    Sql.execute(handle, "DELETE FROM resource_lock WHERE job_id = :job", Sql.row("job", jobId));
  }

  /**
   * Holds an environment for a reset, so that no job of it is claimed meanwhile.
   *
   * @param controllerId where the reset was asked for
   * @param fence the number it asks the node with
   */
  public void acquireForReset(UUID environmentId, String holder, UUID controllerId, long fence) {
    Map<String, Object> row = row("environment", environmentId, null, holder);
    row.putAll(Sql.row("controller_id", controllerId, "fence", fence));
    Sql.insert(handle, "resource_lock", row);
  }

  /** Frees an environment after the reset with this number; whether it was still held by it. */
  public boolean releaseReset(UUID environmentId, long fence) {
    return Sql.execute(
            handle,
            "DELETE FROM resource_lock"
                + " WHERE scope = 'environment' AND resource_id = :id AND fence = :fence",
            Sql.row("id", environmentId, "fence", fence))
        == 1;
  }

  /**
   * Frees what resets held whose process is gone; returns how many.
   *
   * @param controllerId whose; null: everybody's
   */
  public int releaseResets(UUID controllerId) {
    return Sql.execute(
        handle,
        "DELETE FROM resource_lock WHERE scope = 'environment'"
            + (controllerId == null ? "" : " AND controller_id = :controller"),
        controllerId == null ? Sql.row() : Sql.row("controller", controllerId));
  }

  /** Whether a reset that was asked for at this controller holds any environment. */
  public boolean hasResets(UUID controllerId) {
    return Sql.number(
            handle,
            "SELECT COUNT(*) FROM resource_lock"
                + " WHERE scope = 'environment' AND controller_id = :controller",
            Sql.row("controller", controllerId))
        > 0;
  }

  /** The locks of a job are another process's now. */
  public void takeOver(Job job) {
    Sql.execute(
        handle,
        "UPDATE resource_lock SET holder = :holder WHERE job_id = :job",
        Sql.row("holder", job.lockedBy(), "job", job.id()));
  }

  /** The ids of the jobs that hold this site or node. */
  public List<UUID> holders(UUID resourceId) {
    return Sql.list(
        handle,
        "SELECT job_id FROM resource_lock WHERE resource_id = :id AND job_id IS NOT NULL",
        Sql.row("id", resourceId),
        (rs, context) -> UUID.fromString(rs.getString(1)));
  }

  private void insert(String scope, UUID resource, UUID jobId, String holder) {
    Sql.insert(handle, "resource_lock", row(scope, resource, jobId, holder));
  }

  private Map<String, Object> row(String scope, UUID resource, UUID jobId, String holder) {
    return Sql.row(
        "scope", scope,
        "resource_id", resource,
        "job_id", jobId,
        "holder", holder,
        "acquired_at", tx.now());
  }
}
