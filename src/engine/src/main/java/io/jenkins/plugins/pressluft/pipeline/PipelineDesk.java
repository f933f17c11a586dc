package io.jenkins.plugins.pressluft.pipeline;

import io.jenkins.plugins.pressluft.guard.Refusal;
import io.jenkins.plugins.pressluft.guard.RefusedException;
import io.jenkins.plugins.pressluft.job.JobService;
import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.Caller;
import io.jenkins.plugins.pressluft.model.Caller.Permission;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.Release;
import io.jenkins.plugins.pressluft.store.Store;
import io.jenkins.plugins.pressluft.store.Transaction;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.UUID;

/**
 * Takes in what steps ask for in the process of the engine, and tells what came of it. Both go to
 * the database, so neither may be called on a thread that runs pipelines.
 */
public final class PipelineDesk {
  private final Store store;
  private final JobService jobs;

  /** A desk of this engine. */
  public PipelineDesk(Store store, JobService jobs) {
    this.store = store;
    this.jobs = jobs;
  }

  /**
   * What was asked for.
   *
   * @param plan a line for the log that says what is about to happen
   */
  public record Accepted(Job job, String environment, String plan) {}

  /**
   * Asks for the job of a step.
   *
   * @throws RefusedException with the contract's code; nothing was changed
   */
  public Accepted ask(Caller caller, StepRequest request) {
    return ask(caller, request, null);
  }

  /**
   * As {@link #ask(Caller, StepRequest)}, with the id that the job gets: a step that was killed
   * while it asked asks again with the same id, and no second job is made.
   *
   * @param jobId null: any
   */
  public Accepted ask(Caller caller, StepRequest request, UUID jobId) {
    Target target = store.read(tx -> target(tx, caller, request));
    Job job =
        jobs.enqueue(
            caller, request.jobRequest(target.environment().id(), target.backupId()), jobId);
    String name = target.environment().slugPath();
    return new Accepted(job, name, request.plan(name, target.backupId()));
  }

  /** The environment that is meant, and the backup where one is. */
  private record Target(Environment environment, UUID backupId) {}

  private static Target target(Transaction tx, Caller caller, StepRequest request) {
    Environment environment = environment(tx, caller, request.environment());
    UUID backup =
        request.backup() == null
            ? null
            : request
                .backup()
                .among(
                    tx.backups().ofEnvironment(environment.id()).stream().map(Row::new).toList());
    return new Target(environment, backup);
  }

  /**
   * The environment of this name or id.
   *
   * @throws RefusedException {@code not_found}, in the same words, when there is none and when the
   *     caller may not know of it
   */
  public static Environment environment(Transaction tx, Caller caller, String reference) {
    return uuid(reference)
        .map(id -> tx.environments().byId(id))
        .orElseGet(() -> tx.environments().bySlugPath(reference))
        .filter(environment -> caller.may(Permission.VIEW, environment.id()))
        .orElseThrow(() -> new RefusedException(Refusal.notFound("There is no such environment.")));
  }

  /** The map that a step returns for this job, or nothing while the job has not ended. */
  public Optional<LinkedHashMap<String, Object>> result(PipelineStep step, UUID jobId) {
    return store.read(
        tx ->
            tx.jobs()
                .byId(jobId)
                .filter(job -> job.status().isFinal())
                .map(job -> StepResult.of(step, end(tx, job))));
  }

  private static JobEnd end(Transaction tx, Job job) {
    return JobEnd.of(
        job,
        tx.environments().byId(job.environmentId()).map(Environment::slugPath).orElse(null),
        job.backupId() == null ? null : tx.backups().byId(job.backupId()).orElse(null),
        path -> tx.releases().byPath(job.environmentId(), path).map(Release::id));
  }

  private record Row(Backup backup) implements BackupReference.Candidate {
    @Override
    public UUID id() {
      return backup.id();
    }

    @Override
    public String status() {
      return backup.status().wire();
    }

    @Override
    public String purpose() {
      return backup.purpose().wire();
    }
  }

  private static Optional<UUID> uuid(String reference) {
    try {
      return reference.length() == 36 ? Optional.of(UUID.fromString(reference)) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
