package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.ansible.PlaybookLauncher;
import io.jenkins.plugins.pressluft.audit.OperationsLog;
import io.jenkins.plugins.pressluft.store.Store;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;

/** The job side of the house, put together once per process by its host. */
public final class Engine implements AutoCloseable {
  /**
   * Puts the parts together; nothing runs before {@link JobRunner#start}.
   *
   * @param operations one for each job type that can be run
   */
  public static Engine of(
      Store store,
      PlaybookLauncher launcher,
      List<Operation> operations,
      Settlement settlement,
      OperationsLog log,
      MeterRegistry meters,
      Clock clock,
      JobSettings settings) {
    throw new UnsupportedOperationException();
  }

  private Engine() {}

  /** The way in. */
  public JobService service() {
    throw new UnsupportedOperationException();
  }

  /** The threads that run jobs. */
  public JobRunner runner() {
    throw new UnsupportedOperationException();
  }

  /** Wakes readers of {@code tx.events()}. */
  public EventStream events() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
