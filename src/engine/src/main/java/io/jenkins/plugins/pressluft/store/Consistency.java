package io.jenkins.plugins.pressluft.store;

import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * What must hold over several rows whenever a transaction ends. A trigger sees one statement and
 * cannot wait for the end, so this looks once before each commit; it reads only what is unfinished
 * and a few rows of environments.
 */
final class Consistency {
  private static final String VIOLATIONS =
      """
      SELECT 'job ' || j.id || ' runs without its locks' FROM job j
        WHERE j.status = 'running' AND (
          (j.node_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM resource_lock l
            WHERE l.scope = 'node' AND l.resource_id = j.node_id AND l.job_id = j.id))
          OR (j.site_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM resource_lock l
            WHERE l.scope = 'site' AND l.resource_id = j.site_id AND l.job_id = j.id)))
      UNION ALL
      SELECT 'the lock of ' || l.resource_id || ' outlives its job' FROM resource_lock l
        JOIN job j ON j.id = l.job_id WHERE j.status <> 'running'
      UNION ALL
      SELECT 'environment ' || e.id || ' is ' || e.status || ' without a job' FROM environment e
        WHERE e.status IN ('restoring', 'deploying', 'cloning') AND NOT EXISTS (SELECT 1 FROM job j
          WHERE j.environment_id = e.id AND j.attempt_count > 0 AND j.status IN ('queued', 'running')
          AND ((e.status = 'restoring' AND j.job_type = 'env_restore')
            OR (e.status = 'deploying'
              AND j.job_type IN ('env_deploy', 'env_update', 'release_rollback'))))
      UNION ALL
      SELECT 'job ' || j.id || ' changes environment ' || e.id || ', which is ' || e.status
        FROM job j JOIN environment e ON e.id = j.environment_id
        WHERE (j.status = 'running' OR (j.status = 'queued' AND j.attempt_count > 0))
          AND ((j.job_type = 'env_restore' AND e.status <> 'restoring')
            OR (j.job_type IN ('env_deploy', 'env_update', 'release_rollback')
              AND e.status <> 'deploying'))
      UNION ALL
      SELECT 'backup ' || b.id || ' is ' || b.status || ' without a job' FROM backup b
        JOIN job j ON j.id = b.job_id
        WHERE b.status IN ('pending', 'running') AND j.status IN ('succeeded', 'failed', 'cancelled')
      UNION ALL
      SELECT 'restore ' || r.id || ' is pending without a job' FROM restore r
        JOIN job j ON j.id = r.job_id
        WHERE r.outcome = 'pending' AND j.status IN ('succeeded', 'failed', 'cancelled')
      LIMIT 1
      """;

  private Consistency() {}

  /** Throws when the transaction would leave a state that nobody may ever see. */
  static void check(Handle handle) {
    Optional<String> violation =
        Sql.one(handle, VIOLATIONS, Sql.row(), (rs, context) -> rs.getString(1));
    if (violation.isPresent()) {
      throw new IllegalStateException("refused to commit: " + violation.get());
    }
  }
}
