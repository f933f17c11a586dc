package io.jenkins.plugins.pressluft.store;

import java.time.Instant;
import org.jdbi.v3.core.Handle;

/** The rows as one transaction sees them. Valid only inside the work it was handed to. */
public final class Transaction {
  private final Handle handle;
  private final Instant now;

  Transaction(Handle handle, Instant now) {
    this.handle = handle;
    this.now = now;
  }

  /** The one time of this transaction, cut to milliseconds. */
  public Instant now() {
    return now;
  }

  /** The nodes. */
  public Nodes nodes() {
    return new Nodes(handle);
  }

  /** The storages. */
  public Storages storages() {
    return new Storages(handle);
  }

  /** The sites. */
  public Sites sites() {
    return new Sites(handle);
  }

  /** The environments. */
  public Environments environments() {
    return new Environments(handle);
  }

  /** The backups. */
  public Backups backups() {
    return new Backups(handle);
  }

  /** The releases. */
  public Releases releases() {
    return new Releases(handle);
  }

  /** The jobs. */
  public Jobs jobs() {
    return new Jobs(handle);
  }

  /** The job events. */
  public Events events() {
    return new Events(handle);
  }

  /** The restores. */
  public Restores restores() {
    return new Restores(handle);
  }

  /** The operations log. */
  public Operations operations() {
    return new Operations(handle);
  }

  /** The locks. */
  public Locks locks() {
    return new Locks(handle);
  }
}
