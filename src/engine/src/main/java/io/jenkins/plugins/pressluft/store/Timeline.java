package io.jenkins.plugins.pressluft.store;

import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.Release;
import io.jenkins.plugins.pressluft.model.Restore;
import io.jenkins.plugins.pressluft.model.TimelineEntry;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** What happened to one environment: its jobs, clean-ups aside, and its resets. */
public final class Timeline {
  private final Handle handle;
  private final Dialect dialect;

  Timeline(Handle handle, Dialect dialect) {
    this.handle = handle;
    this.dialect = dialect;
  }

  /**
   * A page, newest first.
   *
   * @param before where the page before ended; null: begin with the newest
   */
  public List<TimelineEntry> of(Environment environment, TimelineEntry.Place before, int limit) {
    Map<String, Object> values =
        new HashMap<>(
            Sql.row("environment", environment.id(), "site", environment.siteId(), "limit", limit));
    String beyond = "";
    if (before != null) {
      beyond = " WHERE (at, rank, number) < (:at, :rank, :number)";
      values.put("at", before.millis());
      values.put("rank", before.rank());
      values.put("number", before.number());
    }
    List<Line> lines =
        Sql.list(
            handle,
            """
            SELECT * FROM (
              SELECT j.created_at AS at, 1 AS rank, j.number AS number, j.requested_by AS who
              FROM job j WHERE j.environment_id = :environment AND j.job_type <> 'backup_cleanup'
              UNION ALL
              SELECT o.at, 0, o.sequence, o.who FROM operation o
              WHERE o.operation = 'reset' AND o.outcome = 'succeeded'
                AND o.environment_id = :environment
              UNION ALL
              SELECT o.at, 0, o.sequence, o.who FROM operation o
              WHERE o.operation = 'reset' AND o.outcome = 'succeeded'
                AND o.environment_id IS NULL AND o.site_id = :site
            ) AS line
            """
                + beyond
                + " ORDER BY at DESC, rank DESC, number DESC LIMIT :limit",
            values,
            (rs, context) ->
                new Line(
                    Sql.instant(rs, "at"),
                    rs.getInt("rank"),
                    rs.getLong("number"),
                    rs.getString("who")));
    return entries(lines);
  }

  private record Line(Instant at, int rank, long number, String who) {}

  private List<TimelineEntry> entries(List<Line> lines) {
    List<Long> numbers = lines.stream().filter(line -> line.rank() == 1).map(Line::number).toList();
    Map<Long, Job> jobs = new HashMap<>();
    Sql.list(
            handle,
            "SELECT * FROM job WHERE number IN (" + dialect.numbers(":numbers") + ")",
            Sql.row("numbers", Sql.json(numbers)),
            (rs, context) -> Map.entry(rs.getLong("number"), Jobs.map(rs, context)))
        .forEach(entry -> jobs.put(entry.getKey(), entry.getValue()));
    List<Job> all = List.copyOf(jobs.values());
    Map<UUID, Backup> backups = of("backup", "id", all, Job::backupId, Backups::map, Backup::id);
    Map<UUID, Restore> restores =
        of("restore", "job_id", all, Job::id, Restores::map, Restore::jobId);
    Map<UUID, Release> releases =
        of("release", "job_id", all, Job::id, Releases::map, Release::jobId);
    return lines.stream()
        .map(
            line -> {
              Job job = line.rank() == 1 ? jobs.get(line.number()) : null;
              return job == null
                  ? new TimelineEntry(line.at(), line.number(), null, null, null, null, line.who())
                  : new TimelineEntry(
                      line.at(),
                      line.number(),
                      job,
                      backups.get(job.backupId()),
                      restores.get(job.id()),
                      releases.get(job.id()),
                      line.who());
            })
        .toList();
  }

  private <T> Map<UUID, T> of(
      String table,
      String column,
      List<Job> jobs,
      Function<Job, UUID> wanted,
      RowMapper<T> mapper,
      Function<T, UUID> key) {
    List<String> ids =
        jobs.stream().map(wanted).filter(id -> id != null).map(UUID::toString).toList();
    Map<UUID, T> found = new HashMap<>();
    Sql.list(
            handle,
            "SELECT * FROM " + table + " WHERE " + column + " IN (" + dialect.texts(":ids") + ")",
            Sql.row("ids", Sql.json(ids)),
            mapper)
        .forEach(row -> found.put(key.apply(row), row));
    return found;
  }
}
