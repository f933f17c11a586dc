package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.guard.Guards;
import io.jenkins.plugins.pressluft.guard.Question;
import io.jenkins.plugins.pressluft.guard.Refusal;
import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.BackupStatus;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.ErrorCode;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.JobStatus;
import io.jenkins.plugins.pressluft.model.JobType;
import io.jenkins.plugins.pressluft.model.Restore;
import io.jenkins.plugins.pressluft.store.Transaction;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Takes the next job of this controller that may run: oldest first, its site and its node free,
 * whoever holds them, its time come. The locks, the environment's new state and the job's are
 * written in one transaction.
 */
final class JobQueue {
  private final Ledger ledger;
  private final Endings endings;
  private final JobSettings settings;
  private final Predicate<Job> room;
  private final Presence presence;

  /** A queue whose jobs wait until there is room for them. */
  JobQueue(
      Ledger ledger,
      Endings endings,
      JobSettings settings,
      Predicate<Job> room,
      Presence presence) {
    this.ledger = ledger;
    this.endings = endings;
    this.settings = settings;
    this.room = room;
    this.presence = presence;
  }

  /** The next job, running now; empty when none may run. */
  Optional<Job> claim() {
    Set<UUID> ready = ready();
    return ready.isEmpty() ? Optional.empty() : ledger.transact(tx -> claimIn(tx, ready));
  }

  /**
   * The jobs that there is room for. Of those that would keep each other from running only the
   * oldest is asked about: the others would hold their room and not use it.
   */
  private Set<UUID> ready() {
    Set<UUID> held = new HashSet<>();
    Set<UUID> ready = new HashSet<>();
    for (Job job : ledger.read(tx -> tx.jobs().claimable(settings.controller().whose()))) {
      boolean first = !held.contains(job.siteId()) && !held.contains(job.nodeId());
      if (first && room.test(job)) {
        ready.add(job.id());
      }
      held.add(job.siteId());
      held.add(job.nodeId());
    }
    return ready;
  }

  private Optional<Job> next(Transaction tx, Set<UUID> ready) {
    return tx.jobs().claimable(settings.controller().whose()).stream()
        .filter(job -> ready.contains(job.id()))
        .findFirst();
  }

  private Optional<Job> claimIn(Transaction tx, Set<UUID> ready) {
    Optional<Job> next = presence.isCurrent(tx) ? next(tx, ready) : Optional.empty();
    while (next.isPresent()) {
      Job job =
          tx.jobs()
              .claim(
                  next.get().id(),
                  settings.lockedBy(),
                  tx.now().plus(settings.limits().get().timeLimit()));
      tx.locks().acquire(job);
      Optional<Map.Entry<ErrorCode, Refusal>> refusal = ask(tx, job);
      if (refusal.isEmpty()) {
        begin(tx, job);
        return tx.jobs().byId(job.id());
      }
      endings.finish(
          tx,
          job.id(),
          JobStatus.FAILED,
          new Endings.Reason(
              refusal.get().getKey(), refusal.get().getValue().message(), null, null),
          Progress.of(job.state()));
      next = next(tx, ready);
    }
    return Optional.empty();
  }

  private static Optional<Map.Entry<ErrorCode, Refusal>> ask(Transaction tx, Job job) {
    Environment environment = tx.environments().byId(job.environmentId()).orElseThrow();
    if (!environment.nodeId().equals(job.nodeId())) {
      return Optional.of(
          Map.entry(
              ErrorCode.NOT_DECLARED,
              Refusal.conflict(
                  "conflict",
                  environment.slugPath()
                      + " was moved to another node after the job was accepted; ask again.")));
    }
    Parameters asked = Parameters.of(job.parameters());
    boolean update = job.type() == JobType.ENV_UPDATE;
    UUID safety =
        update
            ? job.backupId()
            : tx.restores().ofJob(job.id()).map(Restore::safetyBackupId).orElse(null);
    boolean makesBackup = update || asked.scope() != null;
    return Guards.checkAtStart(
        new Question(
            tx,
            null,
            null,
            job.type(),
            environment,
            makesBackup ? null : job.backupId(),
            safety,
            asked.undo(),
            asked.dryRun(),
            asked.destination(),
            asked.preBackup(),
            null,
            null,
            null,
            asked.sourceRef(),
            asked.release()),
        job.attemptCount() == 1);
  }

  private static void begin(Transaction tx, Job job) {
    Environment environment = tx.environments().byId(job.environmentId()).orElseThrow();
    job.type()
        .environmentBecomes()
        .filter(during -> environment.status() != during)
        .ifPresent(during -> tx.environments().become(environment.id(), during));
    for (Backup backup : tx.backups().ofJob(job.id())) {
      if (backup.status() == BackupStatus.PENDING) {
        tx.backups().become(backup.id(), BackupStatus.RUNNING);
      }
    }
    tx.restores().ofJob(job.id()).ifPresent(restore -> tx.restores().started(restore.id()));
    tx.jobs().heartbeat(job.id(), Progress.of(job.state()).nextAttempt().json());
    Entries.status(tx, job.id());
  }
}
