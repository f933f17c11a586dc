package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.job.JobRequest.CleanupRequest;
import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.BackupStatus;
import io.jenkins.plugins.pressluft.model.Caller;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.JobType;
import io.jenkins.plugins.pressluft.model.Restore;
import io.jenkins.plugins.pressluft.store.Transaction;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** When an environment is cleaned up, and what is recorded of it. */
final class Cleanup {
  private static final Duration EVERY = Duration.ofHours(6);

  private Cleanup() {}

  /**
   * Enqueues a cleanup for each environment that has something to clean and had none in the last
   * six hours. What the guards refuse now is asked for again the next time, without a word in the
   * operations log.
   */
  static void enqueue(Transaction tx, int attempts, UUID controllerId) {
    for (Environment environment : tx.environments().all()) {
      if (!isDue(tx, environment)) {
        continue;
      }
      CleanupRequest request = new CleanupRequest(environment.id());
      Admission.Answer answer =
          new Admission(tx, new Schedule(), request, null, attempts, null, controllerId)
              .decide(node -> Optional.empty());
      if (answer.refusal() == null) {
        Entries.asked(
            tx,
            new Schedule(),
            request.type().wire(),
            answer.subject(),
            answer.job().id(),
            "accepted",
            null,
            null);
      }
    }
  }

  private static boolean isDue(Transaction tx, Environment environment) {
    boolean something =
        tx.backups().deletable(environment.id()).stream()
                .anyMatch(backup -> madeOn(tx, backup, environment.nodeId()))
            || !tx.restores()
                .withGenerationToDrop(environment.id(), environment.spec().undoWindow())
                .isEmpty();
    return something
        && tx.jobs()
            .newest(environment.id(), JobType.BACKUP_CLEANUP)
            .map(last -> !last.createdAt().plus(EVERY).isAfter(tx.now()))
            .orElse(true);
  }

  /** Records what the node said is gone, in the transaction that ends the job. */
  static void record(Transaction tx, Job job, Cleared cleared) {
    for (UUID id : cleared.deleted()) {
      gone(tx, tx.backups().byId(id).orElseThrow());
    }
    for (UUID id : cleared.missing()) {
      Backup backup = tx.backups().byId(id).orElseThrow();
      // On a node that did not make it, its absence proves nothing: the storage is a directory.
      if (madeOn(tx, backup, job.nodeId())) {
        gone(tx, backup);
      }
    }
    Environment environment = tx.environments().byId(job.environmentId()).orElseThrow();
    for (Restore restore :
        tx.restores().withGenerationToDrop(environment.id(), environment.spec().undoWindow())) {
      if (!cleared.kept().contains(restore.previousGeneration())) {
        tx.restores().generationDropped(restore.id());
      }
    }
  }

  private static void gone(Transaction tx, Backup backup) {
    if (backup.status() == BackupStatus.EXPIRED && backup.artifactDeletedAt() == null) {
      tx.backups().artifactDeleted(backup.id());
    }
  }

  private static boolean madeOn(Transaction tx, Backup backup, UUID nodeId) {
    return tx.jobs()
        .byId(backup.jobId())
        .filter(job -> Objects.equals(job.nodeId(), nodeId))
        .isPresent();
  }

  /** The clock as a caller. */
  private static final class Schedule implements Caller {
    @Override
    public String name() {
      return "schedule";
    }

    @Override
    public String origin() {
      return "schedule";
    }

    @Override
    public boolean may(Permission permission, UUID environmentId) {
      return true;
    }
  }
}
