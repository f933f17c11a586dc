package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.BackupStatus;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.JobStatus;
import io.jenkins.plugins.pressluft.store.Transaction;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one transaction that ends an attempt, and the removal of its run afterwards. Each answers
 * true: this process has nothing more to do with the job.
 */
final class RunEnd {
  private static final Logger LOG = LoggerFactory.getLogger(RunEnd.class);

  private final UUID jobId;
  private final Custody custody;
  private final Parts parts;

  RunEnd(Custody custody, Parts parts) {
    this.jobId = custody.jobId();
    this.custody = custody;
    this.parts = parts;
  }

  /** The job is done; what it made is recorded with it. */
  boolean succeeded(Job job, Attempt attempt, Outcome outcome, Progress progress) {
    ChangeFacts facts = outcome.change();
    boolean changedLive =
        attempt.restore() == null
            || (!attempt.restore().dryRun() && attempt.restore().destination() == null);
    Progress after =
        changedLive && facts != null && facts.to() != null && !facts.isUnchanged()
            ? progress
                .in(Progress.SWITCH)
                .seen(
                    new Live(
                        facts.to().release(), facts.to().generation(), facts.to().database(), true))
            : progress;
    Endings.Reason reason = new Endings.Reason(null, null, outcome.result(), facts);
    custody.perform(
        tx -> {
          if (outcome.artifact() != null) {
            complete(tx, outcome.artifact());
          }
          if (outcome.cleared() != null) {
            Cleanup.record(tx, job, outcome.cleared());
          }
          parts.endings().finish(tx, jobId, JobStatus.SUCCEEDED, reason, after);
        });
    discard(job.handle());
    return true;
  }

  /**
   * Another attempt or the end, as {@link Endings#failed} decides.
   *
   * @param handle of the run that is removed; null when there is none
   */
  boolean failed(Endings.Reason reason, boolean again, Progress progress, String handle) {
    custody.perform(tx -> parts.endings().failed(tx, jobId, reason, again, progress));
    discard(handle);
    return true;
  }

  /** The end for good; the handle as for {@link #failed}. */
  boolean finish(JobStatus status, Endings.Reason reason, Progress progress, String handle) {
    custody.perform(tx -> parts.endings().finish(tx, jobId, status, reason, progress));
    discard(handle);
    return true;
  }

  /** Removes a run: what is kept of it is only of use until its end is written. */
  void discard(String handle) {
    if (handle == null) {
      return;
    }
    try {
      parts.launcher().discard(handle);
    } catch (RuntimeException e) {
      LOG.warn("What is left of the run {} could not be removed; remove it by hand.", handle, e);
    }
  }

  private static void complete(Transaction tx, BackupArtifact artifact) {
    Backup backup = tx.backups().byId(artifact.backupId()).orElseThrow();
    if (backup.status() == BackupStatus.RUNNING) {
      tx.backups()
          .complete(
              backup.id(),
              artifact.checksum(),
              artifact.sizeBytes(),
              artifact.manifest(),
              artifact.signature());
    }
  }
}
