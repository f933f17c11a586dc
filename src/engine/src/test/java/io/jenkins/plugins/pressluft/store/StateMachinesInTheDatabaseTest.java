package io.jenkins.plugins.pressluft.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.pressluft.job.MovableClock;
import io.jenkins.plugins.pressluft.model.BackupStatus;
import io.jenkins.plugins.pressluft.model.JobStatus;
import io.jenkins.plugins.pressluft.model.ReleaseHealth;
import io.jenkins.plugins.pressluft.model.ResourceStatus;
import io.jenkins.plugins.pressluft.model.WireName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Writes around the program, with plain SQL: whatever sequence is tried, the database accepts
 * exactly what the model in {@code model} allows.
 */
class StateMachinesInTheDatabaseTest {
  enum Table {
    JOB,
    ENVIRONMENT,
    BACKUP,
    RELEASE
  }

  record Write(Table table, WireName status) {}

  @Provide
  Arbitrary<List<Write>> writes() {
    Arbitrary<Write> one =
        Arbitraries.of(Table.values())
            .flatMap(
                table ->
                    Combinators.combine(Arbitraries.just(table), Arbitraries.of(statuses(table)))
                        .as(Write::new));
    return one.list().ofMinSize(5).ofMaxSize(40);
  }

  private static WireName[] statuses(Table table) {
    return switch (table) {
      case JOB -> JobStatus.values();
      case ENVIRONMENT -> ResourceStatus.values();
      case BACKUP -> BackupStatus.values();
      case RELEASE -> ReleaseHealth.values();
    };
  }

  TestDatabase database(Path directory) {
    return TestDatabase.sqlite(directory.resolve("p.db"));
  }

  @Property(tries = 60)
  void illegalTransitionsCannotBeWritten(@ForAll("writes") List<Write> writes) throws Exception {
    Path directory = Files.createTempDirectory("pressluft-states");
    try (World world = new World(database(directory))) {
      for (Write write : writes) {
        boolean allowed = world.allows(write);
        assertThat(world.write(write)).as("%s after %s", write, world).isEqualTo(allowed);
        if (allowed) {
          world.remember(write);
        }
      }
    } finally {
      delete(directory);
    }
  }

  /** One row of each table and what the model says of it. */
  private static final class World implements AutoCloseable {
    private static final String ID = "00000000-0000-4000-8000-00000000000";
    private final TestDatabase database;
    private final Connection connection;
    private final UUID environment;
    private JobStatus job = JobStatus.QUEUED;
    private int attempts;
    private ResourceStatus status = ResourceStatus.ACTIVE;
    private BackupStatus backup = BackupStatus.PENDING;
    private ReleaseHealth release = ReleaseHealth.UNKNOWN;

    World(TestDatabase database) throws SQLException {
      this.database = database;
      Estate estate;
      try (Store store = Store.open(database.database(), new MovableClock())) {
        estate = new Estate(store);
      }
      environment = estate.production.id();
      connection = database.connection();
      for (String pragma :
          List.of("foreign_keys = ON", "synchronous = OFF", "recursive_triggers = ON")) {
        run(database.words("PRAGMA " + pragma, "SELECT 1"));
      }
      run(
          "INSERT INTO backup (id, environment_id, scope, status, purpose, storage_type,"
              + " storage_id, storage_path, retention_until, created_at) VALUES ('"
              + ID
              + "1', '"
              + environment
              + "', 'full', 'pending', 'requested', 'file', '"
              + estate.storage.id()
              + "', 'a/b/c', 9, 1)");
      run(
          "INSERT INTO job (id, job_type, status, site_id, environment_id, node_id, attempt_count,"
              + " max_attempts, fence, parameters, state, requested_by, origin, created_at,"
              + " updated_at) VALUES ('"
              + ID
              + "2', 'env_restore', 'queued', '"
              + estate.acme.id()
              + "', '"
              + environment
              + "', '"
              + estate.node.id()
              + "', 0, 3, 0, '{}', '{}', 'anna', 'api', 1, 1)");
      run(
          "INSERT INTO release (id, environment_id, source_type, source_ref, path, generation,"
              + " health, created_at) VALUES ('"
              + ID
              + "3', '"
              + environment
              + "', 'upload', 'x', 'releases/1', 0, 'unknown', 1)");
    }

    boolean allows(Write write) {
      if (write.status() instanceof JobStatus next) {
        boolean again = next == JobStatus.QUEUED && job == JobStatus.RUNNING;
        boolean left = next != JobStatus.RUNNING || attempts < 3;
        return job.canBecome(next) && left && !(again && attempts >= 3);
      } else if (write.status() instanceof ResourceStatus next) {
        return status.canBecome(next) && environmentMay(next);
      } else if (write.status() instanceof BackupStatus next) {
        return backup.canBecome(next);
      } else {
        return release.canBecome((ReleaseHealth) write.status());
      }
    }

    private boolean environmentMay(ResourceStatus next) {
      boolean jobHasIt = job == JobStatus.RUNNING || (job == JobStatus.QUEUED && attempts > 0);
      return switch (next) {
        case RESTORING -> job == JobStatus.RUNNING;
        case DEPLOYING -> false;
        case CLONING -> true;
        case ACTIVE, FAILED -> !jobHasIt;
      };
    }

    boolean write(Write write) {
      String next = write.status().wire();
      return switch (write.table()) {
        case JOB ->
            attempt(
                "UPDATE job SET status = '"
                    + next
                    + "', attempt_count = "
                    + (attempts + (write.status() == JobStatus.RUNNING ? 1 : 0))
                    + ", fence = fence + "
                    + (write.status() == JobStatus.RUNNING ? 1 : 0)
                    + ", locked_at = 1, locked_by = 'x', error_code = 'X', finished_at = "
                    + (((JobStatus) write.status()).isFinal() ? "5" : "NULL")
                    + differs(write.status() == job));
        case ENVIRONMENT ->
            attempt(
                "UPDATE environment SET status = '"
                    + next
                    + "', current_release_id = "
                    + (status == ResourceStatus.ACTIVE ? "current_release_id" : "'" + ID + "3'")
                    + ", state_version = state_version + 1"
                    + " WHERE id = '"
                    + environment
                    + "'"
                    + (write.status() == status ? " AND 1/0" : ""));
        case BACKUP ->
            attempt(
                "UPDATE backup SET status = '"
                    + next
                    + "'"
                    + (write.status() == BackupStatus.COMPLETED
                        ? ", checksum = 'c"
                            + backup
                            + "', size_bytes = 1, manifest = '{}',"
                            + " signature = 's', completed_at = 5"
                        : "")
                    + differs(write.status() == backup));
        case RELEASE ->
            attempt(
                "UPDATE release SET health = '" + next + "'" + differs(write.status() == release));
      };
    }

    /** To the same state is no transition: such a write is counted as not done. */
    private static String differs(boolean same) {
      return same ? " WHERE 1 = 0" : "";
    }

    void remember(Write write) {
      switch (write.table()) {
        case JOB -> {
          job = (JobStatus) write.status();
          attempts += job == JobStatus.RUNNING ? 1 : 0;
        }
        case ENVIRONMENT -> status = (ResourceStatus) write.status();
        case BACKUP -> backup = (BackupStatus) write.status();
        case RELEASE -> release = (ReleaseHealth) write.status();
      }
    }

    private void run(String sql) throws SQLException {
      try (Statement statement = connection.createStatement()) {
        statement.execute(sql);
      }
    }

    private boolean attempt(String sql) {
      try (Statement statement = connection.createStatement()) {
        return statement.executeUpdate(sql) >= 1;
      } catch (SQLException e) {
        return false;
      }
    }

    @Override
    public void close() throws SQLException {
      connection.close();
      database.close();
    }

    @Override
    public String toString() {
      return "job="
          + job
          + "/"
          + attempts
          + " environment="
          + status
          + " backup="
          + backup
          + " release="
          + release;
    }
  }

  static void delete(Path directory) {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
