package io.jenkins.plugins.pressluft.guard;

import io.jenkins.plugins.pressluft.model.ErrorCode;
import io.jenkins.plugins.pressluft.model.JobType;
import io.jenkins.plugins.pressluft.model.ResourceStatus;
import java.util.Map;
import java.util.Optional;

/** The environment is active: nothing changes it, and nothing is left half done. */
final class EnvironmentActive implements Guard {
  @Override
  public Optional<Refusal> check(Question question) {
    boolean asked = question.type() == JobType.BACKUP_CREATE || question.type().isMutation();
    ResourceStatus status = question.environment().status();
    if (!asked || status == ResourceStatus.ACTIVE) {
      return Optional.empty();
    }
    String next =
        status == ResourceStatus.FAILED
            ? "reset it first, then ask again."
            : "wait until its job has ended, then ask again.";
    return Optional.of(
        Refusal.conflict(
            "environment_not_active",
            question.environment().slugPath() + " is " + status.wire() + "; " + next,
            Map.of("status", status.wire())));
  }

  @Override
  public Optional<ErrorCode> atStart(boolean firstAttempt) {
    return firstAttempt ? Optional.of(ErrorCode.ENVIRONMENT_NOT_ACTIVE) : Optional.empty();
  }
}
