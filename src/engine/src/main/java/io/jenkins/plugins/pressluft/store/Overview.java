package io.jenkins.plugins.pressluft.store;

import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.JobEvent;
import io.jenkins.plugins.pressluft.model.OverviewEntry;
import io.jenkins.plugins.pressluft.model.OverviewEntry.ProvenBackup;
import io.jenkins.plugins.pressluft.model.OverviewPage;
import io.jenkins.plugins.pressluft.model.OverviewQuery;
import io.jenkins.plugins.pressluft.model.Release;
import io.jenkins.plugins.pressluft.model.ResourceStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/**
 * Every declared environment at a glance. What a page shows is found with a handful of statements,
 * however many environments there are: one finds and counts the page's rows, and each of the others
 * looks something up for all of them at once.
 */
public final class Overview {
  private static final String FROM =
      " FROM environment e JOIN site s ON s.id = e.site_id"
          + " WHERE e.declared = 1 AND s.declared = 1";

  static final String NEWEST_BACKUP =
      "(SELECT b.number FROM backup b WHERE b.environment_id = e.id AND b.status = 'completed'"
          + " ORDER BY b.number DESC LIMIT 1)";

  static final String NEWEST_FULL =
      "(SELECT b.number FROM backup b WHERE b.environment_id = e.id AND b.status = 'completed'"
          + " AND b.scope = 'full' ORDER BY b.number DESC LIMIT 1)";

  private static final String RESTORED =
      "FROM restore r WHERE r.backup_id = b.id AND r.outcome = 'succeeded' AND r.undo_of IS NULL"
          + " AND r.dry_run = 0";

  private static final String NEWEST_PROVEN =
      "(SELECT b.number FROM backup b WHERE b.environment_id = e.id AND b.status = 'completed'"
          + " AND (b.verified_at > b.completed_at OR EXISTS (SELECT 1 "
          + RESTORED
          + ")) ORDER BY b.number DESC LIMIT 1)";

  static final String UNDER_WAY =
      "(SELECT j.number FROM job j WHERE j.environment_id = e.id"
          + " AND j.status IN ('queued', 'running')"
          + " ORDER BY CASE j.status WHEN 'running' THEN 0 ELSE 1 END, j.number LIMIT 1)";

  static final String LAST_JOB =
      "(SELECT j.number FROM job j WHERE j.environment_id = e.id"
          + " AND j.status IN ('succeeded', 'failed', 'cancelled')"
          + " AND j.job_type <> 'backup_cleanup' ORDER BY j.number DESC LIMIT 1)";

  private final Handle handle;
  private final Dialect dialect;

  Overview(Handle handle, Dialect dialect) {
    this.handle = handle;
    this.dialect = dialect;
  }

  /** The ids of all declared environments. */
  public List<UUID> ids() {
    return Sql.list(handle, "SELECT e.id" + FROM, Sql.row(), (rs, context) -> Sql.uuid(rs, "id"));
  }

  /** One page. */
  public OverviewPage page(OverviewQuery query) {
    Map<String, Object> values = new HashMap<>();
    String matching = FROM + conditions(query, values);
    Map<ResourceStatus, Long> counts = counts(matching, values);
    long total =
        query.status() == null
            ? counts.values().stream().mapToLong(Long::longValue).sum()
            : counts.getOrDefault(query.status(), 0L);
    List<Found> found = find(query, matching, values);
    List<Found> shown = found.subList(0, Math.min(found.size(), query.limit()));
    boolean more = found.size() > shown.size();
    return new OverviewPage(
        entries(shown), counts, total, more ? shown.get(shown.size() - 1).place() : null);
  }

  private record Found(UUID id, String siteName, OverviewQuery.Place place) {}

  private String conditions(OverviewQuery query, Map<String, Object> values) {
    StringBuilder sql = new StringBuilder();
    if (query.text() != null) {
      sql.append(
          " AND (s.slug || '/' || e.slug LIKE lower(:text) ESCAPE '!'"
              + " OR lower(s.name) LIKE lower(:text) ESCAPE '!'"
              + " OR lower(e.name) LIKE lower(:text) ESCAPE '!')");
      values.put("text", "%" + query.text().replaceAll("([!%_])", "!$1") + "%");
    }
    if (query.type() != null) {
      sql.append(" AND " + dialect.member("e.spec", "type") + " = :type");
      values.put("type", query.type().name());
    }
    if (query.visible() != null) {
      sql.append(" AND e.id IN (" + dialect.texts(":visible") + ")");
      values.put("visible", ids(query.visible()));
    }
    return sql.toString();
  }

  private Map<ResourceStatus, Long> counts(String matching, Map<String, Object> values) {
    Map<ResourceStatus, Long> counts = new EnumMap<>(ResourceStatus.class);
    Sql.list(
            handle,
            "SELECT e.status, COUNT(*) AS many" + matching + " GROUP BY e.status",
            values,
            (rs, context) ->
                Map.entry(Sql.constant(rs, "status", ResourceStatus.class), rs.getLong("many")))
        .forEach(entry -> counts.put(entry.getKey(), entry.getValue()));
    return counts;
  }

  private List<Found> find(OverviewQuery query, String matching, Map<String, Object> values) {
    Map<String, Object> all = new HashMap<>(values);
    String direction = query.descending() ? " DESC" : " ASC";
    StringBuilder sql =
        new StringBuilder("SELECT * FROM (SELECT e.id, s.name AS site_name,")
            .append(" s.slug || '/' || e.slug AS slug_path, ")
            .append(key(query.sort()))
            .append(" AS sort_key")
            .append(matching);
    if (query.status() != null) {
      sql.append(" AND e.status = :status");
      all.putAll(Sql.row("status", query.status()));
    }
    sql.append(") AS page");
    if (query.after() != null) {
      String beyond = query.descending() ? "<" : ">";
      sql.append(" WHERE (sort_key, slug_path) ").append(beyond).append(" (:key, :path)");
      all.put("key", query.after().key());
      all.put("path", query.after().slugPath());
    }
    all.put("limit", query.limit() + 1);
    sql.append(" ORDER BY sort_key")
        .append(direction)
        .append(", slug_path")
        .append(direction)
        .append(" LIMIT :limit");
    return Sql.list(
        handle,
        sql.toString(),
        all,
        (rs, context) ->
            new Found(
                Sql.uuid(rs, "id"),
                rs.getString("site_name"),
                new OverviewQuery.Place(rs.getLong("sort_key"), rs.getString("slug_path"))));
  }

  private static String key(OverviewQuery.Sort sort) {
    return switch (sort) {
      case NAME -> "0";
      case STATUS ->
          "CASE e.status WHEN 'failed' THEN 0 WHEN 'restoring' THEN 1 WHEN 'deploying' THEN 2"
              + " WHEN 'cloning' THEN 3 ELSE 4 END";
      case BACKUP ->
          "COALESCE((SELECT n.completed_at FROM backup n WHERE n.number = "
              + NEWEST_BACKUP
              + "), 0)";
      case ACTIVITY ->
          "COALESCE((SELECT n.updated_at FROM job n WHERE n.environment_id = e.id"
              + " ORDER BY n.number DESC LIMIT 1), 0)";
    };
  }

  private List<OverviewEntry> entries(List<Found> shown) {
    List<UUID> ids = shown.stream().map(Found::id).toList();
    Map<UUID, Environment> environments =
        by(
            Environment::id,
            Sql.list(
                handle,
                "SELECT e.*, s.slug AS site_slug FROM environment e JOIN site s"
                    + " ON s.id = e.site_id WHERE e.id IN ("
                    + dialect.texts(":ids")
                    + ")",
                Sql.row("ids", ids(ids)),
                Environments::map));
    Map<UUID, Release> current =
        by(
            Release::environmentId,
            each("release", "x.id = e.current_release_id", ids, Releases::map));
    Map<UUID, Backup> newest = newest(NEWEST_BACKUP, ids);
    Map<UUID, Backup> full = newest(NEWEST_FULL, ids);
    Map<UUID, ProvenBackup> proven = proven(ids);
    Map<UUID, Job> underWay = jobs(UNDER_WAY, ids);
    Map<UUID, Job> last = jobs(LAST_JOB, ids);
    Map<UUID, JobEvent> progress = progress(underWay.values());
    List<OverviewEntry> entries = new ArrayList<>();
    for (Found found : shown) {
      UUID id = found.id();
      Job now = underWay.get(id);
      entries.add(
          new OverviewEntry(
              environments.get(id),
              found.siteName(),
              current.get(id),
              newest.get(id),
              full.get(id),
              proven.get(id),
              now,
              now == null ? null : progress.get(now.id()),
              last.get(id)));
    }
    return entries;
  }

  private Map<UUID, Backup> newest(String number, List<UUID> ids) {
    return by(Backup::environmentId, each("backup", "x.number = " + number, ids, Backups::map));
  }

  private Map<UUID, Job> jobs(String number, List<UUID> ids) {
    return by(Job::environmentId, each("job", "x.number = " + number, ids, Jobs::map));
  }

  private Map<UUID, ProvenBackup> proven(List<UUID> ids) {
    return by(
        found -> found.backup().environmentId(),
        Sql.list(
            handle,
            "SELECT b.*, (SELECT MAX(r.finished_at) "
                + RESTORED
                + ") AS restored_at FROM environment e JOIN backup b ON b.number = "
                + NEWEST_PROVEN
                + " WHERE e.id IN ("
                + dialect.texts(":ids")
                + ")",
            Sql.row("ids", ids(ids)),
            (rs, context) -> {
              Backup backup = Backups.map(rs, context);
              java.time.Instant restored = Sql.instant(rs, "restored_at");
              boolean byRestore =
                  restored != null
                      && (!backup.verifiedAt().isAfter(backup.completedAt())
                          || restored.isAfter(backup.verifiedAt()));
              return new ProvenBackup(
                  backup,
                  byRestore ? restored : backup.verifiedAt(),
                  byRestore ? "restore" : "verify");
            }));
  }

  private Map<UUID, JobEvent> progress(Collection<Job> jobs) {
    return by(
        JobEvent::jobId,
        Sql.list(
            handle,
            "SELECT v.* FROM job j JOIN job_event v ON v.sequence = (SELECT p.sequence"
                + " FROM job_event p WHERE p.job_id = j.id AND p.type = 'progress'"
                + " ORDER BY p.sequence DESC LIMIT 1)"
                + " WHERE j.id IN ("
                + dialect.texts(":ids")
                + ")",
            Sql.row("ids", ids(jobs.stream().map(Job::id).toList())),
            Events::map));
  }

  private <T> List<T> each(String table, String on, List<UUID> ids, RowMapper<T> mapper) {
    return Sql.list(
        handle,
        "SELECT x.* FROM environment e JOIN "
            + table
            + " x ON "
            + on
            + " WHERE e.id IN ("
            + dialect.texts(":ids")
            + ")",
        Sql.row("ids", ids(ids)),
        mapper);
  }

  private static <T> Map<UUID, T> by(Function<T, UUID> key, List<T> rows) {
    Map<UUID, T> map = new HashMap<>();
    rows.forEach(row -> map.put(key.apply(row), row));
    return map;
  }

  private static String ids(Collection<UUID> ids) {
    return Sql.json(ids.stream().map(UUID::toString).toList());
  }
}
