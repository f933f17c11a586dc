package io.jenkins.plugins.pressluft.guard;

import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.store.Transaction;
import java.util.Map;
import java.util.Optional;

/** No other job changes this environment, now or soon. */
final class NoMutationInProgress implements Guard {
  @Override
  public Optional<Refusal> check(Question question) {
    if (!question.type().isMutation()) {
      return Optional.empty();
    }
    return inProgress(question.tx(), question.environment());
  }

  /** The refusal when a mutation of the environment is queued or running. */
  static Optional<Refusal> inProgress(Transaction tx, Environment environment) {
    return tx.jobs()
        .mutationOf(environment.id())
        .map(
            job ->
                Refusal.conflict(
                    "job_in_progress",
                    "Job "
                        + job.id()
                        + " ("
                        + job.type().wire()
                        + ") is "
                        + job.status().wire()
                        + " on "
                        + environment.slugPath()
                        + "; wait for it or cancel it.",
                    Map.of("job_id", job.id().toString())));
  }
}
