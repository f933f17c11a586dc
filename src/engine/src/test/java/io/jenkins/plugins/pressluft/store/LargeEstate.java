package io.jenkins.plugins.pressluft.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Very many environments with a past, written straight into the tables: by way of jobs it would
 * take minutes.
 */
final class LargeEstate {
  private LargeEstate() {}

  /**
   * Adds sites {@code s0} … with four environments each, of which every hundredth is staging, and
   * for each environment a full backup, a restore of it, and a failed deploy. Their specification
   * is copied from an environment that is there.
   */
  static void add(TestDatabase database, int environments) throws SQLException {
    try (Connection connection = database.connection();
        Statement sql = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (String table : new String[] {"job", "restore", "backup"}) {
        String trigger = table + "_begins_" + (table.equals("job") ? "queued" : "pending");
        sql.execute("DROP TRIGGER " + trigger + database.words("", " ON " + table));
      }
      String numbers =
          "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ";
      sql.execute(
          numbers
              + environments / 4
              + ") INSERT INTO site (id, slug, name, status, declared, created_at, updated_at,"
              + " state_version) SELECT "
              + id("5", "i")
              + ", 's' || i, 'Site ' || i, 'active', 1, 0, 0, 1 FROM n");
      sql.execute(
          numbers
              + environments
              + ") INSERT INTO environment (id, site_id, slug, name, status, node_id, storage_id,"
              + " spec, declared, created_at, updated_at, state_version) SELECT "
              + id("e", "i")
              + ", "
              + id("5", "i / 4")
              + ", 'e' || (i % 4), 'Environment ' || i, 'active', node_id, storage_id,"
              + " CASE WHEN i % 100 = 0 THEN replace(spec, '\"PRODUCTION\"', '\"STAGING\"') ELSE spec END,"
              + " 1, 0, 0, 1 FROM n, (SELECT * FROM environment LIMIT 1) AS pattern");
      job(sql, numbers + environments, "a", "backup_create", "succeeded", "NULL");
      sql.execute(
          numbers
              + environments
              + ") INSERT INTO backup (id, environment_id, job_id, scope, status, purpose,"
              + " storage_type, storage_id, storage_path, retention_until, checksum, size_bytes,"
              + " manifest, signature, verified_at, created_at, completed_at) SELECT "
              + id("b", "i")
              + ", "
              + id("e", "i")
              + ", "
              + id("a", "i")
              + ", 'full', 'completed', 'requested', 'file', s.id, 'x/' || i, 1e15, 'sha256:00',"
              + " i, '{}', '00', 1000000 + i, 1000000 + i, 1000000 + i"
              + " FROM n, (SELECT id FROM storage LIMIT 1) s");
      job(sql, numbers + environments, "c", "env_restore", "succeeded", id("b", "i"));
      sql.execute(
          numbers
              + environments
              + ") INSERT INTO restore (id, job_id, backup_id, environment_id, dry_run,"
              + " requested_by, origin, outcome, created_at, started_at, finished_at) SELECT "
              + id("f", "i")
              + ", "
              + id("c", "i")
              + ", "
              + id("b", "i")
              + ", "
              + id("e", "i")
              + ", 0, 'anna', 'api', 'succeeded', 2000000, 2000000, 2000000 + i FROM n");
      job(sql, numbers + environments, "d", "env_deploy", "failed", "NULL");
      connection.commit();
      // A server looks at what was written within a minute by itself.
      sql.execute(database.words("SELECT 1", "ANALYZE"));
      connection.commit();
    }
  }

  private static void job(
      Statement sql, String numbers, String kind, String type, String status, String backup)
      throws SQLException {
    sql.execute(
        numbers
            + ") INSERT INTO job (id, job_type, status, site_id, environment_id, node_id,"
            + " backup_id, attempt_count, max_attempts, fence, started_at, finished_at,"
            + " error_code, parameters, state, requested_by, origin, created_at, updated_at) SELECT "
            + id(kind, "i")
            + ", '"
            + type
            + "', '"
            + status
            + "', "
            + id("5", "i / 4")
            + ", "
            + id("e", "i")
            + ", NULL, "
            + backup
            + ", 1, 3, 0, 1000, 2000, CASE '"
            + status
            + "' WHEN 'failed' THEN 'HEALTH_CHECK_FAILED' END, '{}', '{}', 'anna', 'api', 1000 + i,"
            + " 2000 + i FROM n");
  }

  /** A UUID that tells what it is of. */
  private static String id(String kind, String number) {
    return "'"
        + kind
        + "0000000-0000-4000-8000-' || substr('00000000000' || ("
        + number
        + "), length('' || ("
        + number
        + ")))";
  }
}
