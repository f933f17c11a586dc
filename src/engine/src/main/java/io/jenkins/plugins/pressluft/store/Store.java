package io.jenkins.plugins.pressluft.store;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The state. One object for the whole process; threads may share it.
 *
 * <p>Writers queue for the one writing connection, so that two of them in this process never meet;
 * readers have connections of their own and never wait for a writer. A commit is on the disk when
 * it returns.
 */
public final class Store implements AutoCloseable {
  private final Database database;
  private final AutoCloseable owner;
  private final Clock clock;
  private final Supplier<UUID> ids;
  private final HikariDataSource writing;
  private final HikariDataSource reading;
  private final Jdbi writer;
  private final Jdbi reader;
  private final ThreadLocal<Boolean> inside = ThreadLocal.withInitial(() -> false);

  private Store(Database database, AutoCloseable owner, Clock clock, Supplier<UUID> ids) {
    this.database = database;
    this.owner = owner;
    this.clock = clock;
    this.ids = ids;
    this.writing = database.writers();
    this.reading = readers();
    this.writer = Jdbi.create(writing);
    this.reader = Jdbi.create(reading);
  }

  /** The writers are not left behind when the database goes away in between. */
  private HikariDataSource readers() {
    try {
      return database.readers();
    } catch (RuntimeException e) {
      writing.close();
      throw e;
    }
  }

  /** Opens a SQLite file; as {@link #open(Database, Clock)}. */
  public static Store open(Path file, Clock clock) {
    return open(Database.file(file), clock);
  }

  /**
   * Opens the database and brings its schema up to date.
   *
   * @throws StoreUnavailableException if it cannot be reached
   * @throws IllegalStateException if it must not be opened, such as a file that another process has
   *     open; the message says what to do
   */
  public static Store open(Database database, Clock clock) {
    return open(database, clock, UUID::randomUUID);
  }

  /** As {@link #open(Database, Clock)}, with a source of ids. */
  public static Store open(Database database, Clock clock, Supplier<UUID> ids) {
    AutoCloseable owner = database.prepare();
    try {
      return new Store(database, owner, clock, ids);
    } catch (RuntimeException e) {
      giveBack(owner);
      throw database.explained(e);
    }
  }

  /**
   * Does the work in one write transaction that begins at once (no other writer runs meanwhile).
   * Rolls everything back when the work throws, or when it would leave a state that {@link
   * Consistency} forbids.
   *
   * @throws StoreUnavailableException when the database cannot be reached
   * @throws IllegalStateException when called inside another transaction of the same thread
   */
  public <T> T transact(Function<Transaction, T> work) {
    return once(
        () ->
            writer.inTransaction(
                handle -> {
                  database.dialect().beginWriting(handle);
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
    return database.isShared();
  }

  /**
   * Does the work on one consistent picture of the database; it cannot write.
   *
   * @throws StoreUnavailableException when the database cannot be reached
   */
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
    } catch (RuntimeException e) {
      throw database.explained(e);
    } finally {
      inside.remove();
    }
  }

  private Transaction transaction(Handle handle) {
    return new Transaction(
        handle, database.dialect(), clock.instant().truncatedTo(ChronoUnit.MILLIS), ids);
  }

  @Override
  public void close() {
    reading.close();
    writing.close();
    giveBack(owner);
  }

  private static void giveBack(AutoCloseable owner) {
    try {
      owner.close();
    } catch (Exception e) {
      throw new IllegalStateException("the lock of the database was not given back", e);
    }
  }
}
