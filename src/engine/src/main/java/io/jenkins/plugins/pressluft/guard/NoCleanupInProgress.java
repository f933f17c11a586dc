package io.jenkins.plugins.pressluft.guard;

import io.jenkins.plugins.pressluft.model.JobType;
import java.util.Map;
import java.util.Optional;

/** One cleanup of an environment at a time is enough, also in the queue. */
final class NoCleanupInProgress implements Guard {
  @Override
  public Optional<Refusal> check(Question question) {
    if (question.type() != JobType.BACKUP_CLEANUP) {
      return Optional.empty();
    }
    return question
        .tx()
        .jobs()
        .cleanupOf(question.environment().id())
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
                        + question.environment().slugPath()
                        + "; wait for it or cancel it.",
                    Map.of("job_id", job.id().toString())));
  }
}
