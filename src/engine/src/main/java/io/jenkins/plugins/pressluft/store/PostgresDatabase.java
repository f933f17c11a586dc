package io.jenkins.plugins.pressluft.store;

import com.zaxxer.hikari.HikariConfig;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.jdbi.v3.core.Handle;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PostgreSQL that several controllers share.
 *
 * <p><b>One writer at a time</b>, as in SQLite, whichever controller it is: a writing transaction
 * begins with a lock of its own on the database that it holds to its end ({@code
 * pg_advisory_xact_lock}). The guards look at rows, decide, and write others; without the lock two
 * of them could decide on the same picture and both be right alone (write skew), and a reader of
 * events that goes by their numbers could miss one that got its number first and was committed
 * last. Serializable isolation would find the former by letting transactions fail at any point, so
 * that every caller had to repeat its work, and would not help the latter. Writes are few and
 * short, so the queue costs nothing that anybody notices.
 *
 * <p>Writers are {@code READ COMMITTED} on purpose. Under a stricter isolation the picture would be
 * taken by the first statement, which is the one that waits for the lock, and so be older than what
 * the writer before did. Behind the lock nobody else writes, so each statement sees the same
 * anyway.
 *
 * <p>Readers take one picture each ({@code REPEATABLE READ}, read only) and wait for nobody.
 *
 * <p>A controller that stands still or is cut off in the middle of a transaction would keep all
 * others from writing; the server ends its session after {@link #SILENCE}.
 */
final class PostgresDatabase extends Database implements Dialect {
  private static final String SCHEMA = "pressluft";

  /** Any numbers, the same in every version: what writers and migrations lock. */
  private static final long WRITING = 0x70726573736c7566L;

  private static final long MIGRATING = WRITING + 1;

  /** How long a writer waits for the ones before it; as long as with SQLite. */
  private static final Duration LOCK = Duration.ofSeconds(20);

  private static final Duration STATEMENT = Duration.ofSeconds(60);
  private static final Duration SILENCE = Duration.ofSeconds(30);

  /** Longer than any statement may take. */
  private static final Duration ANSWER = Duration.ofSeconds(90);

  private static final Duration CONNECT = Duration.ofSeconds(10);

  /** Classes of SQLSTATE: connection, resources, the operator stops the server. */
  private static final Set<String> AWAY = Set.of("08", "53", "57");

  /** Classes of SQLSTATE: who asks, which database. */
  private static final Set<String> REFUSED = Set.of("28", "3D");

  private static final String LOCK_NOT_AVAILABLE = "55P03";
  private static final String SILENT_TOO_LONG = "25P03";

  private final PostgresAddress address;

  PostgresDatabase(PostgresAddress address) {
    this.address = address;
  }

  @Override
  AutoCloseable prepare() {
    try (Connection connection = source().getConnection();
        Statement statement = connection.createStatement()) {
      checkEncoding(statement);
      // Two controllers may start at once on an empty database: Flyway's own lock is in the schema.
      statement.execute("SELECT pg_advisory_lock(" + MIGRATING + ")");
      migrations(source(), "postgresql")
          .defaultSchema(SCHEMA)
          .schemas(SCHEMA)
          .createSchemas(true)
          .ignoreMigrationPatterns(new String[0])
          .load()
          .migrate();
    } catch (SQLException e) {
      throw explained(new IllegalStateException(e.getMessage(), e));
    } catch (FlywayValidateException e) {
      throw new IllegalStateException(
          "The state in "
              + address.place()
              + " is of another version of Pressluft; install the newest version of those that"
              + " share it on every controller.",
          e);
    } catch (RuntimeException e) {
      throw explained(e);
    }
    return () -> {};
  }

  private void checkEncoding(Statement statement) throws SQLException {
    try (ResultSet rs = statement.executeQuery("SHOW server_encoding")) {
      rs.next();
      if (!rs.getString(1).equals("UTF8")) {
        throw new IllegalStateException(
            "The database "
                + address.place()
                + " is encoded in "
                + rs.getString(1)
                + "; make one with ENCODING 'UTF8'.");
      }
    }
  }

  @Override
  HikariConfig writing() {
    HikariConfig pool = pool();
    pool.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    return pool;
  }

  @Override
  HikariConfig reading() {
    HikariConfig pool = pool();
    pool.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
    pool.setReadOnly(true);
    return pool;
  }

  private HikariConfig pool() {
    HikariConfig pool = new HikariConfig();
    pool.setDataSource(source());
    pool.setConnectionTimeout(CONNECT.toMillis());
    pool.setKeepaliveTime(Duration.ofMinutes(2).toMillis());
    // A commit is on the disk when it returns, also where the server's default is another one.
    pool.setConnectionInitSql(
        "SET lock_timeout = %d; SET statement_timeout = %d; SET idle_in_transaction_session_timeout = %d; SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
            .formatted(LOCK.toMillis(), STATEMENT.toMillis(), SILENCE.toMillis()));
    return pool;
  }

  private PGSimpleDataSource source() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(address.url());
    if (address.user() != null) {
      source.setUser(address.user());
    }
    source.setPassword(address.password());
    source.setCurrentSchema(SCHEMA);
    source.setApplicationName("Pressluft");
    source.setTcpKeepAlive(true);
    if (!address.sets(PGProperty.SOCKET_TIMEOUT)) {
      source.setSocketTimeout((int) ANSWER.toSeconds());
    }
    if (!address.sets(PGProperty.CONNECT_TIMEOUT)) {
      source.setConnectTimeout((int) CONNECT.toSeconds());
    }
    if (!address.sets(PGProperty.TARGET_SERVER_TYPE)) {
      source.setTargetServerType("primary");
    }
    return source;
  }

  @Override
  public boolean isShared() {
    return true;
  }

  @Override
  Dialect dialect() {
    return this;
  }

  @Override
  public void beginWriting(Handle handle) {
    Sql.one(
        handle,
        "SELECT pg_advisory_xact_lock(:key)",
        Sql.row("key", WRITING),
        (rs, context) -> true);
  }

  @Override
  public String texts(String parameter) {
    return "SELECT json_array_elements_text(CAST(" + parameter + " AS json))";
  }

  @Override
  public String numbers(String parameter) {
    return "SELECT CAST(json_array_elements_text(CAST(" + parameter + " AS json)) AS bigint)";
  }

  @Override
  public String member(String column, String name) {
    return "(CAST(" + column + " AS json) ->> '" + name + "')";
  }

  @Override
  RuntimeException explained(RuntimeException failure) {
    SQLException cause = sqlCause(failure);
    if (cause == null) {
      return failure;
    }
    String state = cause.getSQLState() == null ? "" : cause.getSQLState();
    String kind = state.length() < 2 ? "" : state.substring(0, 2);
    if (state.equals(LOCK_NOT_AVAILABLE) || state.equals(SILENT_TOO_LONG)) {
      return unavailable(" is busy with another write; try again", cause, failure);
    } else if (REFUSED.contains(kind)) {
      return unavailable(" does not let Pressluft in", cause, failure);
    } else if (AWAY.contains(kind) || cause instanceof SQLTransientConnectionException) {
      return unavailable(" cannot be reached", cause, failure);
    }
    return failure;
  }

  private StoreUnavailableException unavailable(
      String what, SQLException cause, RuntimeException failure) {
    return new StoreUnavailableException(
        "The database " + address.place() + what + " (" + cause.getMessage() + ").", failure);
  }

  /** The innermost one: a pool wraps what kept it from connecting. */
  private static SQLException sqlCause(Throwable failure) {
    SQLException found = null;
    int depth = 0;
    for (Throwable each = failure; each != null && depth++ < 20; each = each.getCause()) {
      if (each instanceof SQLException sql) {
        found = sql;
      }
    }
    return found;
  }
}
