package io.jenkins.plugins.pressluft.browser;

import io.jenkins.plugins.pressluft.model.BackupScope;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * A made-up past, written straight into the database of a house that is closed: what takes weeks
 * elsewhere.
 */
final class Past implements AutoCloseable {
  /** What holds the state machines: rows of a past are written as they were in the end. */
  private static final List<String> IN_THE_WAY =
      List.of(
          "job_begins_queued",
          "restore_begins_pending",
          "backup_begins_pending",
          "environment_transition",
          "environment_restores_by_job",
          "environment_deploys_by_job",
          "environment_settles_after_job",
          "environment_pointer_by_job",
          "environment_pointer_set");

  private static final long RECENTLY = Instant.now().minus(Duration.ofHours(3)).toEpochMilli();

  private final Connection connection;
  private final List<String> guards = new ArrayList<>();
  private int number;

  Past(Path database) throws SQLException {
    connection = DriverManager.getConnection("jdbc:sqlite:" + database);
    try (Statement sql = connection.createStatement()) {
      sql.execute("PRAGMA busy_timeout = 20000");
    }
    connection.setAutoCommit(false);
    try (Statement sql = connection.createStatement()) {
      for (String trigger : IN_THE_WAY) {
        guards.add(one("SELECT sql FROM sqlite_master WHERE name = ?", trigger));
        sql.execute("DROP TRIGGER " + trigger);
      }
    }
  }

  /** How a job of the past ended. */
  record Ending(String type, Instant at, Duration took, String error, String by) {}

  /** A job that ended; returns its id. */
  UUID job(String environment, Ending ending, UUID backup, String parameters, String result)
      throws SQLException {
    Map<String, Object> row = new LinkedHashMap<>();
    UUID id = id("a");
    long begun = ending.at().toEpochMilli();
    long ended = begun + ending.took().toMillis();
    boolean failed = ending.error() != null;
    row.put("id", id);
    row.put("job_type", ending.type());
    row.put("status", failed ? "failed" : "succeeded");
    row.put("site_id", one("SELECT site_id FROM environment WHERE id = ?", of(environment)));
    row.put("environment_id", of(environment));
    row.put("node_id", one("SELECT node_id FROM environment WHERE id = ?", of(environment)));
    row.put("backup_id", backup);
    row.put("attempt_count", 1);
    row.put("max_attempts", 3);
    row.put("fence", 0);
    row.put("started_at", begun);
    row.put("finished_at", ended);
    row.put("error_code", failed ? ending.error().split(": ", 2)[0] : null);
    row.put("error_message", failed ? ending.error().split(": ", 2)[1] : null);
    row.put("parameters", parameters);
    row.put("state", "{}");
    row.put("result", result);
    row.put("requested_by", ending.by());
    row.put("origin", ending.by().equals("schedule") ? "schedule" : "api");
    row.put("created_at", begun);
    row.put("updated_at", ended);
    insert("job", row);
    event(id, begun, "status", "{\"status\":\"queued\",\"attempt\":0,\"max_attempts\":3}");
    event(id, begun, "status", "{\"status\":\"running\",\"attempt\":1,\"max_attempts\":3}");
    return id;
  }

  /** Something that a job told. */
  void event(UUID job, long at, String type, String payload) throws SQLException {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("job_id", job);
    row.put("at", at);
    row.put("type", type);
    row.put("payload", payload);
    insert("job_event", row);
  }

  /** A completed backup with its job; returns its id. */
  UUID backup(String environment, Ending ending, BackupScope scope, long size, String message)
      throws SQLException {
    UUID id = id("b");
    UUID job =
        job(
            environment,
            ending,
            id,
            "{\"scope\":\"" + scope.name() + "\",\"message\":\"" + message + "\"}",
            "{\"backup\":{\"id\":\"" + id + "\",\"size_bytes\":" + size + "}}");
    Instant done = ending.at().plus(ending.took());
    UUID environmentId = UUID.fromString(of(environment));
    UUID site =
        UUID.fromString(one("SELECT site_id FROM environment WHERE id = ?", of(environment)));
    String manifest = Manifest.text(id, environmentId, site, scope, size);
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("id", id);
    row.put("environment_id", of(environment));
    row.put("job_id", job);
    row.put("scope", scope.wire());
    row.put("status", "completed");
    row.put("purpose", "requested");
    row.put("storage_type", "file");
    row.put("storage_id", one("SELECT storage_id FROM environment WHERE id = ?", of(environment)));
    row.put("storage_path", environment + "/" + id);
    row.put("retention_until", done.plus(Duration.ofDays(90)).toEpochMilli());
    row.put("checksum", "sha256:" + Manifest.sha256(manifest));
    row.put("size_bytes", size);
    row.put("manifest", manifest);
    row.put("signature", Manifest.sha256("signature"));
    row.put("message", message.isEmpty() ? null : message);
    row.put("verified_at", done.toEpochMilli());
    row.put("created_at", ending.at().toEpochMilli());
    row.put("completed_at", done.toEpochMilli());
    insert("backup", row);
    return id;
  }

  /** A restore of a backup that went well. */
  void restore(String environment, Ending ending, UUID backup, int downtimeMillis)
      throws SQLException {
    UUID job =
        job(
            environment,
            ending,
            backup,
            "{\"dryRun\":false}",
            "{\"restore\":{\"outcome\":\"succeeded\",\"downtime_ms\":" + downtimeMillis + "}}");
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("id", id("f"));
    row.put("job_id", job);
    row.put("backup_id", backup);
    row.put("environment_id", of(environment));
    row.put("dry_run", 0);
    row.put("requested_by", ending.by());
    row.put("origin", "api");
    row.put("outcome", "succeeded");
    row.put("created_at", ending.at().toEpochMilli());
    row.put("started_at", ending.at().toEpochMilli());
    row.put("finished_at", ending.at().plus(ending.took()).toEpochMilli());
    insert("restore", row);
  }

  /** A verification of a backup. */
  void verified(String environment, Ending ending, UUID backup) throws SQLException {
    job(environment, ending, backup, "{}", "{\"verify\":{\"ok\":true}}");
    run(
        "UPDATE backup SET verified_at = ? WHERE id = ?",
        ending.at().plus(ending.took()).toEpochMilli(),
        backup);
  }

  /** A deploy and the release that came of it, live from then on. */
  void deploy(String environment, Ending ending, String reference, String release)
      throws SQLException {
    boolean good = ending.error() == null;
    String path = "releases/" + release;
    UUID job =
        job(
            environment,
            ending,
            null,
            "{\"source_ref\":\"" + reference + "\"}",
            "{\"deploy\":{\"outcome\":\""
                + (good ? "succeeded" : "rolled_back")
                + "\",\"unhealthy_ms\":"
                + (good ? 0 : 1100)
                + ",\"to\":{\"release\":\""
                + path
                + "\"}}}");
    UUID id = release(environment, ending.at().plus(ending.took()), job, reference, path, good);
    if (good) {
      run(
          "UPDATE environment SET current_release_id = ?, state_version = state_version + 1"
              + " WHERE id = ?",
          id,
          of(environment));
    }
  }

  private UUID release(
      String environment, Instant at, UUID job, String reference, String path, boolean good)
      throws SQLException {
    Map<String, Object> row = new LinkedHashMap<>();
    UUID id = id("e");
    row.put("id", id);
    row.put("environment_id", of(environment));
    row.put("job_id", job);
    row.put("source_type", "git");
    row.put("source_ref", reference);
    row.put("path", path);
    row.put("generation", 0);
    row.put("health", good ? "healthy" : "unhealthy");
    row.put("created_at", at.toEpochMilli());
    insert("release", row);
    return id;
  }

  /**
   * So many more environments like one that is there, four to a site, each with a backup and a
   * failed deploy. More than a registry file may hold, so only until it is read again.
   */
  void multiply(String like, int environments) throws SQLException {
    String numbers =
        "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < %d) ";
    String each = String.format(Locale.ROOT, numbers, environments - 1);
    run(
        String.format(Locale.ROOT, numbers, environments / 4 - 1)
            + "INSERT INTO site (id, slug, name, status, declared, created_at, updated_at,"
            + " state_version) SELECT "
            + id("5", "i")
            + ", printf('site-%04d', i), printf('Site %d', i), 'active', 1, 0, 0, 1 FROM n");
    run(
        each
            + "INSERT INTO environment (id, site_id, slug, name, status, node_id, storage_id, spec,"
            + " declared, created_at, updated_at, state_version) SELECT "
            + id("e", "i")
            + ", "
            + id("5", "i / 4")
            + ", trim(substr('productionstaging   test      next      ', i % 4 * 10 + 1, 10)), 'like',"
            + " 'active', node_id, storage_id, spec, 1, 0, 0, 1 FROM n, environment WHERE"
            + " environment.id = ?",
        of(like));
    for (String type : List.of("backup_create", "env_deploy")) {
      boolean failed = type.equals("env_deploy");
      run(
          each
              + "INSERT INTO job (id, job_type, status, site_id, environment_id, attempt_count,"
              + " max_attempts, fence, started_at, finished_at, error_code, parameters, state,"
              + " requested_by, origin, created_at, updated_at) SELECT "
              + id(failed ? "d" : "a", "i")
              + ", ?, ?, "
              + id("5", "i / 4")
              + ", "
              + id("e", "i")
              + ", 1, 3, 0, ?, ?, ?, '{}', '{}', 'schedule', 'schedule', ?, ? FROM n",
          type,
          failed ? "failed" : "succeeded",
          RECENTLY,
          RECENTLY + 9000,
          failed ? "HEALTH_CHECK_FAILED" : null,
          RECENTLY,
          RECENTLY + 9000);
    }
    run(
        each
            + "INSERT INTO backup (id, environment_id, job_id, scope, status, purpose, storage_type,"
            + " storage_id, storage_path, retention_until, checksum, size_bytes, manifest, signature,"
            + " verified_at, created_at, completed_at) SELECT "
            + id("b", "i")
            + ", "
            + id("e", "i")
            + ", "
            + id("a", "i")
            + ", 'full', 'completed', 'requested', 'file', storage.id, 'x/' || i, ?, 'sha256:00', i,"
            + " '{}', '00', ?, ?, ? FROM n, storage",
        RECENTLY + 90L * 86_400_000,
        RECENTLY,
        RECENTLY,
        RECENTLY);
  }

  /** A UUID made of a number in SQL. */
  private static String id(String kind, String number) {
    return "printf('" + kind + "0000000-0000-4000-8000-%012x', " + number + ")";
  }

  /** The environment failed and waits for a person. */
  void failed(String environment) throws SQLException {
    run(
        "UPDATE environment SET status = 'failed', state_version = state_version + 1 WHERE id = ?",
        of(environment));
  }

  /** The id of {@code site/environment}. */
  String of(String slugPath) throws SQLException {
    String[] slugs = slugPath.split("/");
    return one(
        "SELECT e.id FROM environment e JOIN site s ON s.id = e.site_id WHERE s.slug = ?"
            + " AND e.slug = ?",
        slugs[0],
        slugs[1]);
  }

  private String one(String query, String... values) throws SQLException {
    try (PreparedStatement sql = connection.prepareStatement(query)) {
      for (int i = 0; i < values.length; i++) {
        sql.setString(i + 1, values[i]);
      }
      try (ResultSet found = sql.executeQuery()) {
        return found.getString(1);
      }
    }
  }

  private void insert(String table, Map<String, Object> row) throws SQLException {
    String marks = "?" + ", ?".repeat(row.size() - 1);
    run(
        "INSERT INTO "
            + table
            + " ("
            + String.join(", ", row.keySet())
            + ") VALUES ("
            + marks
            + ")",
        row.values().toArray());
  }

  private void run(String statement, Object... values) throws SQLException {
    try (PreparedStatement sql = connection.prepareStatement(statement)) {
      for (int i = 0; i < values.length; i++) {
        sql.setObject(i + 1, values[i] instanceof UUID ? values[i].toString() : values[i]);
      }
      sql.executeUpdate();
    }
  }

  /** An id that is the same in every run, so that pictures are. */
  private UUID id(String kind) {
    number++;
    return UUID.fromString(
        String.format(
            Locale.ROOT, "%s%07x-5f0c-4a5e-9d0f-%012x", kind, number * 7919 % 0xfffffff, number));
  }

  @Override
  public void close() throws SQLException {
    try (Statement sql = connection.createStatement()) {
      for (String guard : guards) {
        sql.execute(guard);
      }
    }
    connection.commit();
    connection.close();
  }
}
