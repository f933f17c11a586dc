package io.jenkins.plugins.pressluft.guard;

import io.jenkins.plugins.pressluft.model.ErrorCode;
import io.jenkins.plugins.pressluft.model.JobType;
import java.util.Optional;

/**
 * Nothing is deleted while an environment is broken or being changed: what has expired may be all
 * that a repair by hand has. Unlike a mutation, a cleanup has to meet this at each attempt.
 */
final class NothingBroken implements Guard {
  @Override
  public Optional<Refusal> check(Question question) {
    return question.type() == JobType.BACKUP_CLEANUP
        ? EnvironmentActive.notActive(question.environment())
        : Optional.empty();
  }

  @Override
  public Optional<ErrorCode> atStart(boolean firstAttempt) {
    return Optional.of(ErrorCode.ENVIRONMENT_NOT_ACTIVE);
  }
}
