package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.audit.OperationsLog;
import io.jenkins.plugins.pressluft.store.Store;
import io.jenkins.plugins.pressluft.store.Transaction;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The job side's transactions: what a transaction recorded reaches the operations file, and readers
 * of events are woken, right after it is committed.
 */
final class Ledger {
  private final Store store;
  private final OperationsLog log;
  private final EventStream events;

  Ledger(Store store, OperationsLog log, EventStream events) {
    this.store = store;
    this.log = log;
    this.events = events;
  }

  <T> T transact(Function<Transaction, T> work) {
    T result = store.transact(work);
    events.signal();
    log.catchUp(store);
    return result;
  }

  void perform(Consumer<Transaction> work) {
    store.perform(work);
    events.signal();
    log.catchUp(store);
  }

  /** A transaction that writes events only, of which there may be several a second. */
  void note(Consumer<Transaction> work) {
    store.perform(work);
    events.signal();
  }

  <T> T read(Function<Transaction, T> work) {
    return store.read(work);
  }
}
