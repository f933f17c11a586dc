package io.jenkins.plugins.pressluft.store;

import com.zaxxer.hikari.HikariConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jdbi.v3.core.Handle;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * A file of SQLite, in write-ahead mode: readers never wait for the writer. A commit is on the disk
 * when it returns ({@code synchronous=FULL}). A writing transaction begins as one ({@code BEGIN
 * IMMEDIATE}), so that none fails half-way because another was faster.
 */
final class SqliteDatabase extends Database implements Dialect {
  private static final int BUSY_MILLIS = 20_000;
  private static final int CONNECTION_MILLIS = 60_000;

  private final Path file;

  SqliteDatabase(Path file) {
    this.file = file.toAbsolutePath();
  }

  @Override
  AutoCloseable prepare() {
    makePrivate(file);
    SoleOwner owner = SoleOwner.of(file);
    try {
      migrations(source(SQLiteConfig.TransactionMode.DEFERRED), "sqlite").load().migrate();
      return owner;
    } catch (RuntimeException e) {
      owner.close();
      throw e;
    }
  }

  @Override
  HikariConfig writing() {
    return pool(SQLiteConfig.TransactionMode.IMMEDIATE);
  }

  @Override
  HikariConfig reading() {
    HikariConfig pool = pool(SQLiteConfig.TransactionMode.DEFERRED);
    pool.setConnectionInitSql("PRAGMA query_only = 1");
    return pool;
  }

  private HikariConfig pool(SQLiteConfig.TransactionMode mode) {
    HikariConfig pool = new HikariConfig();
    pool.setDataSource(source(mode));
    pool.setConnectionTimeout(CONNECTION_MILLIS);
    return pool;
  }

  @Override
  public boolean isShared() {
    return false;
  }

  @Override
  Dialect dialect() {
    return this;
  }

  @Override
  RuntimeException explained(RuntimeException failure) {
    return failure;
  }

  /** Nothing: the transaction itself begins that way. */
  @Override
  public void beginWriting(Handle handle) {}

  @Override
  public String texts(String parameter) {
    return "SELECT value FROM json_each(" + parameter + ")";
  }

  @Override
  public String numbers(String parameter) {
    return texts(parameter);
  }

  @Override
  public String member(String column, String name) {
    return "json_extract(" + column + ", '$." + name + "')";
  }

  private SQLiteDataSource source(SQLiteConfig.TransactionMode mode) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.enforceForeignKeys(true);
    config.enableRecursiveTriggers(true);
    config.setBusyTimeout(BUSY_MILLIS);
    config.setTransactionMode(mode);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    return source;
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
