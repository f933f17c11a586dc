package io.jenkins.plugins.pressluft.store;

import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Consumer;
import java.util.function.Function;

/** The database. One object for the whole process. */
public final class Store implements AutoCloseable {
  private Store() {}

  /**
   * Opens the database and brings its schema up to date.
   *
   * @param file made with mode 0600 in a directory with mode 0700 where it is not there
   */
  public static Store open(Path file, Clock clock) {
    throw new UnsupportedOperationException(file.toString());
  }

  /**
   * Does the work in one write transaction that begins at once (no other writer runs meanwhile),
   * and rolls everything back when it throws.
   */
  public <T> T transact(Function<Transaction, T> work) {
    throw new UnsupportedOperationException();
  }

  /** As {@link #transact}, without a result. */
  public void perform(Consumer<Transaction> work) {
    throw new UnsupportedOperationException();
  }

  /** Does the work on one consistent picture of the database; it cannot write. */
  public <T> T read(Function<Transaction, T> work) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
