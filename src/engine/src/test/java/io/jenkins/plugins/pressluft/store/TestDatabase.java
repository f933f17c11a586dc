package io.jenkins.plugins.pressluft.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The database of one test. A class of tests runs against both: it asks an overridable method for
 * its database, and a subclass {@code …OnPostgresTest} answers with the other one.
 */
public interface TestDatabase extends AutoCloseable {
  /** As the engine opens it. */
  Database database();

  /** Past the engine, with the rights that the engine has. */
  Connection connection() throws SQLException;

  /** Which of two texts is meant for it. */
  String words(String sqlite, String postgres);

  /** Gone, with what is in it. */
  @Override
  void close();

  /** A file; the directory is the test's to remove. */
  static TestDatabase sqlite(Path file) {
    return new TestDatabase() {
      @Override
      public Database database() {
        return Database.file(file);
      }

      @Override
      public Connection connection() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
      }

      @Override
      public String words(String sqlite, String postgres) {
        return sqlite;
      }

      @Override
      public void close() {}
    };
  }

  /**
   * One of a server that all tests of this process share, with an up-to-date schema that the test
   * leaves as it is, and no rows.
   */
  static Postgres postgres() {
    String used = Shared.USED.poll();
    return used == null ? new Postgres(Shared.TEMPLATE, true) : Postgres.again(used);
  }

  /** The same, for a test that changes the schema. */
  static Postgres ownPostgres() {
    return new Postgres(Shared.TEMPLATE, false);
  }

  /** The same, without a schema. */
  static Postgres emptyPostgres() {
    return new Postgres("template0", false);
  }

  /** Started when the first test wants it. */
  final class Shared {
    static final PostgresServer SERVER = new PostgresServer();
    static final String TEMPLATE = "migrated";
    static final Queue<String> USED = new ConcurrentLinkedQueue<>();

    static {
      SERVER.superuser("postgres", "CREATE DATABASE " + TEMPLATE + " OWNER " + PostgresServer.USER);
      Store.open(
              Database.postgresql(
                  new PostgresAddress(
                      SERVER.url(TEMPLATE), PostgresServer.USER, PostgresServer.PASSWORD)),
              Clock.systemUTC())
          .close();
    }

    private Shared() {}
  }

  /** A database of its own for each test. */
  final class Postgres implements TestDatabase {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** Past the triggers that keep history; what the migrations wrote is written again. */
    private static final String EMPTY =
        """
        SET session_replication_role = replica;
        DO $$ BEGIN
          EXECUTE (SELECT 'TRUNCATE ' || string_agg('pressluft.' || quote_ident(tablename), ', ')
            || ' RESTART IDENTITY' FROM pg_tables
            WHERE schemaname = 'pressluft' AND tablename <> 'flyway_schema_history');
        END $$;
        INSERT INTO pressluft.fence (value) VALUES (0)
        """;

    private final String name;
    private final boolean again;

    private static Postgres again(String name) {
      Shared.SERVER.superuser(name, EMPTY);
      return new Postgres(name);
    }

    private Postgres(String name) {
      this.name = name;
      this.again = true;
    }

    private Postgres(String template, boolean again) {
      this.name = "test" + NUMBER.incrementAndGet();
      this.again = again;
      Shared.SERVER.superuser(
          "postgres",
          "CREATE DATABASE " + name + " TEMPLATE " + template + " OWNER " + PostgresServer.USER);
    }

    /** Where it is, and as whom. */
    public PostgresAddress address() {
      return new PostgresAddress(
          Shared.SERVER.url(name), PostgresServer.USER, PostgresServer.PASSWORD);
    }

    /** Ends the server of all tests at once; it must be started again. */
    public void stopServer() {
      Shared.SERVER.stop();
    }

    /** Starts it again. */
    public void startServer() {
      Shared.SERVER.start();
    }

    @Override
    public Database database() {
      return Database.postgresql(address());
    }

    @Override
    public Connection connection() throws SQLException {
      return DriverManager.getConnection(
          address().url() + "?currentSchema=pressluft",
          PostgresServer.USER,
          PostgresServer.PASSWORD);
    }

    @Override
    public String words(String sqlite, String postgres) {
      return postgres;
    }

    @Override
    public void close() {
      if (again) {
        Shared.USED.add(name);
      } else {
        Shared.SERVER.superuser("postgres", "DROP DATABASE " + name + " WITH (FORCE)");
      }
    }
  }
}
