package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.ansible.PlaybookLauncher;
import io.jenkins.plugins.pressluft.guard.OneTimeCode;
import io.jenkins.plugins.pressluft.guard.Refusal;
import io.jenkins.plugins.pressluft.guard.RefusedException;
import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.Caller;
import io.jenkins.plugins.pressluft.model.Caller.Permission;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.JobStatus;
import io.jenkins.plugins.pressluft.model.Node;
import io.jenkins.plugins.pressluft.store.Transaction;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The one way in: whoever asks, asks here. Every refusal is a {@link RefusedException}, and every
 * request stands in the operations log, accepted or refused.
 */
public final class JobService {
  private final Ledger ledger;
  private final Endings endings;
  private final Reset reset;
  private final JobSettings settings;
  private final EventStream wake;
  private final PlaybookLauncher launcher;
  private final OneTimeCodeCheck codes;

  JobService(
      Ledger ledger,
      Endings endings,
      Reset reset,
      JobSettings settings,
      EventStream wake,
      PlaybookLauncher launcher,
      OneTimeCodeCheck codes) {
    this.launcher = launcher;
    this.codes = codes;
    this.ledger = ledger;
    this.endings = endings;
    this.reset = reset;
    this.settings = settings;
    this.wake = wake;
  }

  /**
   * Accepts a request as a queued job, or refuses it.
   *
   * @throws RefusedException with the contract's code
   */
  public Job enqueue(Caller caller, JobRequest request) {
    return enqueue(caller, request, null);
  }

  /**
   * As {@link #enqueue(Caller, JobRequest)}, with the id that the job gets: who cannot know whether
   * it asked already, because it was killed, asks again with the same id and gets the job that
   * there is.
   *
   * @param id one that nobody else uses; null: any
   */
  public Job enqueue(Caller caller, JobRequest request, UUID id) {
    Optional<Job> known =
        Optional.ofNullable(id).flatMap(given -> ledger.read(tx -> tx.jobs().byId(given)));
    return known.orElseGet(() -> accept(caller, request, id));
  }

  private Job accept(Caller caller, JobRequest request, UUID id) {
    Optional<Refusal> malformed = Malformed.check(request);
    OneTimeCode code = malformed.isPresent() ? null : codes.of(caller, request);
    Admission.Answer answer =
        ledger.transact(
            tx -> {
              // Of two that ask with one id at the same moment, the second gets the first one's.
              Optional<Job> known = id == null ? Optional.empty() : tx.jobs().byId(id);
              if (known.isPresent()) {
                return new Admission.Answer(known.get(), null, null);
              }
              Admission.Answer decided =
                  malformed
                      .map(
                          refusal ->
                              new Admission.Answer(
                                  null, refusal, new Entries.Subject(null, null, null)))
                      .orElseGet(
                          () ->
                              new Admission(
                                      tx,
                                      caller,
                                      request,
                                      code,
                                      settings.limits().get().attempts(),
                                      id,
                                      settings.controller().id())
                                  .decide(node -> impediment(caller, node)));
              log(tx, caller, request, decided);
              return decided;
            });
    if (answer.refusal() != null) {
      throw new RefusedException(answer.refusal());
    }
    wake.signal();
    return answer.job();
  }

  /**
   * What a restore would be refused with, were it asked for now with the right phrase and the right
   * code; nothing is changed or recorded. Backup and environment are ones that the caller sees.
   */
  public List<Refusal> wouldRefuse(Caller caller, JobRequest.RestoreRequest request) {
    Optional<Refusal> malformed = Malformed.check(request);
    return malformed.isPresent()
        ? List.of(malformed.get())
        : ledger.read(
            tx ->
                new Admission(tx, caller, request, null, 1, null, settings.controller().id())
                    .wouldRefuse(request));
  }

  /** Notes in the operations log that somebody took a part of a backup away. */
  public void exported(Caller caller, Backup backup, String part) {
    ledger.perform(
        tx ->
            Entries.asked(
                tx,
                caller,
                "download",
                new Entries.Subject(
                    tx.environments().byId(backup.environmentId()).orElseThrow().siteId(),
                    backup.environmentId(),
                    backup.id()),
                null,
                "accepted",
                null,
                part));
  }

  private Optional<Refusal> impediment(Caller caller, Node node) {
    return launcher
        .impediment(caller.runOn(), node)
        .map(why -> Refusal.conflict(why.code(), why.sentence()));
  }

  private static void log(
      Transaction tx, Caller caller, JobRequest request, Admission.Answer answer) {
    boolean refused = answer.refusal() != null;
    Entries.asked(
        tx,
        caller,
        request.type().wire(),
        answer.subject(),
        refused ? null : answer.job().id(),
        refused ? "refused" : "accepted",
        refused ? answer.refusal().code() : null,
        refused ? answer.refusal().message() : null);
  }

  /**
   * Cancels a queued job at once, and asks a running one to stop; its status becomes {@code
   * cancelled} when the node has answered. Only for administrators.
   *
   * @return the job as it is now
   * @throws RefusedException {@code job_not_cancellable} for a job that has ended
   */
  public Job cancel(Caller caller, UUID jobId) {
    Cancellation answer = ledger.transact(tx -> cancelIn(tx, caller, jobId));
    if (answer.refusal() != null) {
      throw new RefusedException(answer.refusal());
    }
    wake.signal();
    return answer.job();
  }

  private record Cancellation(Job job, Refusal refusal) {}

  private Cancellation cancelIn(Transaction tx, Caller caller, UUID jobId) {
    Job job = tx.jobs().byId(jobId).orElse(null);
    Refusal refusal = null;
    if (job == null || !caller.may(Permission.VIEW, job.environmentId())) {
      refusal = Refusal.notFound("There is no such job; list those you may see.");
    } else if (!caller.may(Permission.ADMINISTER, job.environmentId())) {
      refusal = Refusal.forbidden("Only an administrator may cancel a job; ask one.");
    } else if (job.status().isFinal()) {
      refusal =
          Refusal.conflict(
              "job_not_cancellable",
              "Job " + jobId + " is " + job.status().wire() + " already; there is nothing to stop.",
              Map.of("status", job.status().wire()));
    }
    Entries.Subject subject =
        job == null
            ? new Entries.Subject(null, null, null)
            : new Entries.Subject(job.siteId(), job.environmentId(), job.backupId());
    Entries.asked(
        tx,
        caller,
        "cancel",
        subject,
        job == null ? null : jobId,
        refusal == null ? "accepted" : "refused",
        refusal == null ? null : refusal.code(),
        refusal == null ? null : refusal.message());
    if (refusal != null) {
      return new Cancellation(null, refusal);
    }
    if (job.status() == JobStatus.QUEUED) {
      endings.finish(
          tx,
          jobId,
          JobStatus.CANCELLED,
          new Endings.Reason(null, null, null, null),
          Progress.of(job.state()));
    } else if (job.cancelRequestedAt() == null) {
      tx.jobs().requestCancel(jobId);
      tx.events().append(jobId, "cancel_requested", Json.object("by", caller.name()));
    }
    return new Cancellation(tx.jobs().byId(jobId).orElseThrow(), null);
  }

  /**
   * Makes a failed environment active again, after its node has proved what is live. Waits for the
   * node, at most the time of {@link JobSettings#settle()}.
   *
   * @throws RefusedException {@code resource_not_failed}, {@code job_in_progress} or {@code
   *     reset_validation_failed}
   */
  public ResetResult resetEnvironment(Caller caller, UUID environmentId) {
    ResetResult result = reset.run(caller, tx -> Reset.environment(tx, caller, environmentId));
    wake.signal();
    return result;
  }

  /** Resets every failed environment of a failed site, all or none. */
  public ResetResult resetSite(Caller caller, UUID siteId) {
    ResetResult result = reset.run(caller, tx -> Reset.site(tx, caller, siteId));
    wake.signal();
    return result;
  }
}
