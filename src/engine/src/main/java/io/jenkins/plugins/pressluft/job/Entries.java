package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.model.Caller;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.LoggedOperation;
import io.jenkins.plugins.pressluft.model.SiteHold;
import io.jenkins.plugins.pressluft.store.Transaction;
import java.util.UUID;

/** What the engine writes into the events table and the operations log. */
final class Entries {
  private static final int SHORT = 400;

  private Entries() {}

  /** The job's status is another one now. */
  static void status(Transaction tx, UUID jobId) {
    Job job = tx.jobs().byId(jobId).orElseThrow();
    tx.events()
        .append(
            jobId,
            "status",
            Json.object(
                "status", job.status().wire(),
                "attempt", job.attemptCount(),
                "max_attempts", job.maxAttempts(),
                "error_code", job.errorCode(),
                "message", firstLine(job.errorMessage()),
                "run_after", job.runAfter() == null ? null : job.runAfter().toString()));
  }

  /** Something that was asked for, and what was answered. */
  static void asked(
      Transaction tx,
      Caller caller,
      String operation,
      Subject on,
      UUID jobId,
      String outcome,
      String code,
      String message) {
    tx.operations()
        .append(
            new LoggedOperation(
                0,
                null,
                caller.name(),
                caller.origin(),
                operation,
                on.siteId(),
                on.environmentId(),
                on.backupId(),
                jobId,
                outcome,
                code,
                message));
  }

  /** What became of a job. */
  static void ended(Transaction tx, Job job, String outcome, String code, String message) {
    tx.operations()
        .append(
            new LoggedOperation(
                0,
                null,
                job.requestedBy(),
                "engine",
                job.type().wire(),
                job.siteId(),
                job.environmentId(),
                job.backupId(),
                job.id(),
                outcome,
                code,
                firstLine(message)));
  }

  /** What became of a hold: given back by whoever kept the site, or taken away. */
  static void ended(Transaction tx, SiteHold hold, String outcome, String message) {
    tx.operations()
        .append(
            new LoggedOperation(
                0,
                null,
                hold.heldBy(),
                "engine",
                "hold",
                hold.siteId(),
                null,
                null,
                null,
                outcome,
                null,
                message));
  }

  /** What an entry is about; each may be null. */
  record Subject(UUID siteId, UUID environmentId, UUID backupId) {}

  private static String firstLine(String text) {
    if (text == null) {
      return null;
    }
    String line = text.lines().findFirst().orElse("");
    return line.length() > SHORT ? line.substring(0, SHORT) + "…" : line;
  }
}
