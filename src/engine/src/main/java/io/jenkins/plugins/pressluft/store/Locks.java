package io.jenkins.plugins.pressluft.store;

import io.jenkins.plugins.pressluft.model.Job;
import java.util.List;
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

  /** Holds an environment for a reset, so that no job of it is claimed meanwhile. */
  public void acquireForReset(UUID environmentId, String holder) {
    insert("environment", environmentId, null, holder);
  }

  /** Frees an environment after a reset. */
  public void releaseReset(UUID environmentId) {
    Sql.execute(
        handle,
        "DELETE FROM resource_lock WHERE scope = 'environment' AND resource_id = :id",
        Sql.row("id", environmentId));
  }

  /** Frees what the resets of a former process held; returns how many. */
  public int releaseResets() {
    return Sql.execute(handle, "DELETE FROM resource_lock WHERE scope = 'environment'", Sql.row());
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
    Sql.insert(
        handle,
        "resource_lock",
        Sql.row(
            "scope", scope,
            "resource_id", resource,
            "job_id", jobId,
            "holder", holder,
            "acquired_at", tx.now()));
  }
}
