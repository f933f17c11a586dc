package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.ansible.PlaybookLauncher;
import io.jenkins.plugins.pressluft.ansible.SecretSource;
import io.jenkins.plugins.pressluft.audit.OperationsLog;
import io.jenkins.plugins.pressluft.model.Controller;
import io.jenkins.plugins.pressluft.model.JobType;
import io.jenkins.plugins.pressluft.store.Store;
import io.jenkins.plugins.pressluft.store.Transaction;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The job side of the house, put together once per process by its host. */
public final class Engine implements AutoCloseable {
  private static final int PROCESS_LETTERS = 8;

  private final JobService service;
  private final JobRunner runner;
  private final EventStream events;
  private final Holds holds;

  private Engine(JobService service, JobRunner runner, EventStream events, Holds holds) {
    this.service = service;
    this.runner = runner;
    this.events = events;
    this.holds = holds;
  }

  /**
   * Puts the parts together; nothing runs before {@link JobRunner#start}.
   *
   * @param operations one for each job type that can be run
   * @param secrets where the seeds of one-time codes are
   */
  public static Engine of(
      Store store,
      PlaybookLauncher launcher,
      List<Operation> operations,
      Settlement settlement,
      OperationsLog log,
      MeterRegistry meters,
      Clock clock,
      JobSettings settings,
      SecretSource secrets) {
    return of(
        store,
        launcher,
        operations,
        settlement,
        log,
        meters,
        clock,
        settings,
        secrets,
        time -> Thread.sleep(time.toMillis()));
  }

  static Engine of(
      Store store,
      PlaybookLauncher launcher,
      List<Operation> operations,
      Settlement settlement,
      OperationsLog log,
      MeterRegistry meters,
      Clock clock,
      JobSettings settings,
      SecretSource secrets,
      Pause pause) {
    UUID process = store.read(Transaction::newId);
    JobSettings own = register(store, settings, process);
    EventStream events = new EventStream();
    EventStream wake = new EventStream();
    Ledger ledger = new Ledger(store, log, events);
    Endings endings = new Endings(own, meters);
    Map<JobType, Operation> byType = new EnumMap<>(JobType.class);
    operations.forEach(operation -> byType.put(operation.type(), operation));
    Parts parts = new Parts(ledger, endings, launcher, byType, settlement, clock, own, meters);
    Presence presence = new Presence(ledger, clock, own, process);
    JobQueue queue = new JobQueue(ledger, endings, own, launcher::ready, presence);
    launcher.onRoom(wake::signal);
    Reset reset = new Reset(ledger, new NodeInquiry(launcher, settlement, clock, own, pause), own);
    return new Engine(
        new JobService(
            ledger,
            endings,
            reset,
            own,
            wake,
            launcher,
            new OneTimeCodeCheck(ledger, secrets, clock)),
        new JobRunner(parts, queue, wake, new Upkeep(ledger, launcher, clock, own), presence),
        events,
        new Holds(ledger, own.controller()));
  }

  /**
   * This process works under the controller's id from now on. Among several its jobs are held under
   * a name that no other process ever had, also not one of the same machine and number.
   */
  private static JobSettings register(Store store, JobSettings settings, UUID process) {
    ControllerIdentity given = settings.controller();
    Controller row =
        store.transact(tx -> tx.controllers().register(given.id(), given.name(), process));
    if (given.alone()) {
      return settings;
    }
    return settings
        .at(new ControllerIdentity(given.id(), row.name(), false))
        .lockedBy(row.name() + ":" + process.toString().substring(0, PROCESS_LETTERS));
  }

  /** The way in. */
  public JobService service() {
    return service;
  }

  /** The threads that run jobs. */
  public JobRunner runner() {
    return runner;
  }

  /** Sites that are kept for a sequence of jobs. */
  public Holds holds() {
    return holds;
  }

  /** Wakes readers of {@code tx.events()}. */
  public EventStream events() {
    return events;
  }

  @Override
  public void close() {
    runner.close();
  }
}
