package io.jenkins.plugins.pressluft.store;

import java.time.Instant;
import java.util.UUID;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/** The rows as one transaction sees them. Valid only inside the work it was handed to. */
public final class Transaction {
  private final Handle handle;
  private final Dialect dialect;
  private final Instant now;
  private final Supplier<UUID> ids;

  Transaction(Handle handle, Dialect dialect, Instant now, Supplier<UUID> ids) {
    this.handle = handle;
    this.dialect = dialect;
    this.now = now;
    this.ids = ids;
  }

  /** The one time of this transaction, cut to milliseconds. */
  public Instant now() {
    return now;
  }

  /** A new id. */
  public UUID newId() {
    return ids.get();
  }

  /** The nodes. */
  public Nodes nodes() {
    return new Nodes(handle, this);
  }

  /** The places for artifacts. */
  public Storages storages() {
    return new Storages(handle, this);
  }

  /** The sites. */
  public Sites sites() {
    return new Sites(handle, this);
  }

  /** The environments. */
  public Environments environments() {
    return new Environments(handle, this);
  }

  /** The backups. */
  public Backups backups() {
    return new Backups(handle, this);
  }

  /** The releases. */
  public Releases releases() {
    return new Releases(handle, this);
  }

  /** The jobs. */
  public Jobs jobs() {
    return new Jobs(handle, this);
  }

  /** What happened to jobs. */
  public Events events() {
    return new Events(handle, this);
  }

  /** The provenance of restores. */
  public Restores restores() {
    return new Restores(handle, this);
  }

  /** The operations log. */
  public Operations operations() {
    return new Operations(handle, this);
  }

  /** Sites that are kept for a sequence of jobs. */
  public Holds holds() {
    return new Holds(handle, this);
  }

  /** Every environment at a glance. */
  public Overview overview() {
    return new Overview(handle, dialect);
  }

  /** How every environment stands, in as little as can be kept in memory. */
  public Glances glances() {
    return new Glances(handle);
  }

  /** Which one-time codes were used. */
  public OneTimeCodes oneTimeCodes() {
    return new OneTimeCodes(handle, this);
  }

  /** What happened to an environment. */
  public Timeline timeline() {
    return new Timeline(handle, dialect);
  }

  /** Those that work on the database. */
  public Controllers controllers() {
    return new Controllers(handle, this);
  }

  /** What controllers of one database must agree on. */
  public SharedRegistry registry() {
    return new SharedRegistry(handle, this);
  }

  /** The locks. */
  public Locks locks() {
    return new Locks(handle, this);
  }
}
