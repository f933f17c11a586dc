package io.jenkins.plugins.pressluft.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * Where the state is kept: in a file that one controller has for itself, or in a PostgreSQL that
 * several share. Whatever is promised of one is promised of the other; the same tests hold both.
 */
public abstract class Database {
  private static final int READERS = 4;

  Database() {}

  /**
   * A SQLite file.
   *
   * @param file made with mode 0600 in a directory with mode 0700 where it is not there
   */
  public static Database file(Path file) {
    return new SqliteDatabase(file);
  }

  /** A PostgreSQL; Pressluft has the schema {@code pressluft} of that database for itself. */
  public static Database postgresql(PostgresAddress address) {
    return new PostgresDatabase(address);
  }

  /**
   * Brings the schema up to date, after what must be had before.
   *
   * @return what is given back when the store closes
   * @throws IllegalStateException with a sentence for the operator if it must not be opened
   */
  abstract AutoCloseable prepare();

  /** Connections that may write. */
  abstract HikariConfig writing();

  /** Connections that cannot write; each transaction of one is one picture of the database. */
  abstract HikariConfig reading();

  /** Whether several controllers may have it open at the same time. */
  public abstract boolean isShared();

  abstract Dialect dialect();

  /** The same exception, or one that says in plain words that the database cannot be reached. */
  abstract RuntimeException explained(RuntimeException failure);

  /** One connection: the writers of this process queue here and not in the database. */
  final HikariDataSource writers() {
    return pool(writing(), 1, "pressluft-write");
  }

  final HikariDataSource readers() {
    return pool(reading(), READERS, "pressluft-read");
  }

  private static HikariDataSource pool(HikariConfig config, int size, String name) {
    config.setMaximumPoolSize(size);
    config.setMinimumIdle(1);
    config.setPoolName(name);
    return new HikariDataSource(config);
  }

  /** The migrations of one dialect. */
  static FluentConfiguration migrations(DataSource source, String dialect) {
    return Flyway.configure(Store.class.getClassLoader())
        .dataSource(source)
        .locations("classpath:pressluft/migrations/" + dialect)
        .failOnMissingLocations(true);
  }
}
