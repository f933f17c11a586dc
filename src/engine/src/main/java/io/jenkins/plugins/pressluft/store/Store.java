package io.jenkins.plugins.pressluft.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * The database. One object for the whole process; threads may share it.
 *
 * <p>Writers queue for the one writing connection, so that two of them in this process never meet;
 * readers have connections of their own and never wait for a writer (write-ahead log). A commit is
 * on the disk when it returns ({@code synchronous=FULL}).
 */
public final class Store implements AutoCloseable {
  private static final int BUSY_MILLIS = 20_000;
  private static final int READERS = 4;

  private final SoleOwner owner;
  private final Clock clock;
  private final Supplier<UUID> ids;
  private final HikariDataSource writing;
  private final HikariDataSource reading;
  private final Jdbi writer;
  private final Jdbi reader;
  private final ThreadLocal<Boolean> inside = ThreadLocal.withInitial(() -> false);

  private Store(Path file, SoleOwner owner, Clock clock, Supplier<UUID> ids) {
    this.owner = owner;
    this.clock = clock;
    this.ids = ids;
    this.writing = pool(source(file, SQLiteConfig.TransactionMode.IMMEDIATE), 1, false);
    this.reading = pool(source(file, SQLiteConfig.TransactionMode.DEFERRED), READERS, true);
    this.writer = Jdbi.create(writing);
    this.reader = Jdbi.create(reading);
  }

  /**
   * Opens the database and brings its schema up to date.
   *
   * @param file made with mode 0600 in a directory with mode 0700 where it is not there
   * @throws IllegalStateException if another process has it open
   */
  public static Store open(Path file, Clock clock) {
    return open(file, clock, UUID::randomUUID);
  }

  /** As {@link #open(Path, Clock)}, with a source of ids. */
  public static Store open(Path file, Clock clock, Supplier<UUID> ids) {
    makePrivate(file.toAbsolutePath());
    SoleOwner owner = SoleOwner.of(file.toAbsolutePath());
    try {
      migrate(source(file, SQLiteConfig.TransactionMode.DEFERRED));
      return new Store(file, owner, clock, ids);
    } catch (RuntimeException e) {
      owner.close();
      throw e;
    }
  }

  /**
   * Does the work in one write transaction that begins at once (no other writer runs meanwhile).
   * Rolls everything back when the work throws, or when it would leave a state that {@link
   * Consistency} forbids.
   *
   * @throws IllegalStateException when called inside another transaction of the same thread
   */
  public <T> T transact(Function<Transaction, T> work) {
    return once(
        () ->
            writer.inTransaction(
                handle -> {
                  T result = work.apply(transaction(handle));
                  Consistency.check(handle);
                  return result;
                }));
  }

  /** As {@link #transact}, without a result. */
  public void perform(Consumer<Transaction> work) {
    boolean done =
        transact(
            tx -> {
              work.accept(tx);
              return true;
            });
    assert done;
  }

  /** Whether other controllers may work on this database at the same time. */
  public boolean isShared() {
    return false;
  }

  /** Does the work on one consistent picture of the database; it cannot write. */
  public <T> T read(Function<Transaction, T> work) {
    return once(() -> reader.inTransaction(handle -> work.apply(transaction(handle))));
  }

  private <T> T once(Supplier<T> work) {
    if (inside.get()) {
      throw new IllegalStateException("a transaction inside another one");
    }
    inside.set(true);
    try {
      return work.get();
    } finally {
      inside.remove();
    }
  }

  private Transaction transaction(Handle handle) {
    return new Transaction(handle, clock.instant().truncatedTo(ChronoUnit.MILLIS), ids);
  }

  @Override
  public void close() {
    reading.close();
    writing.close();
    owner.close();
  }

  private static SQLiteDataSource source(Path file, SQLiteConfig.TransactionMode mode) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.enforceForeignKeys(true);
    config.enableRecursiveTriggers(true);
    config.setBusyTimeout(BUSY_MILLIS);
    config.setTransactionMode(mode);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
    return source;
  }

  private static HikariDataSource pool(DataSource source, int size, boolean queryOnly) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(source);
    config.setMaximumPoolSize(size);
    config.setMinimumIdle(1);
    config.setPoolName(queryOnly ? "pressluft-read" : "pressluft-write");
    config.setConnectionTimeout(60_000);
    if (queryOnly) {
      config.setConnectionInitSql("PRAGMA query_only = 1");
    }
    return new HikariDataSource(config);
  }

  private static void migrate(DataSource source) {
    Flyway.configure(Store.class.getClassLoader())
        .dataSource(source)
        .locations("classpath:pressluft/migrations/sqlite")
        .failOnMissingLocations(true)
        .load()
        .migrate();
  }

  private static void makePrivate(Path file) {
    try {
      Files.createDirectories(
          file.getParent(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      try {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      } catch (FileAlreadyExistsException there) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make " + file, e);
    }
  }
}
