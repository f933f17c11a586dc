package io.jenkins.plugins.pressluft.guard;

import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.ErrorCode;
import io.jenkins.plugins.pressluft.model.JobType;
import io.jenkins.plugins.pressluft.model.Release;
import io.jenkins.plugins.pressluft.model.Restore;
import java.util.Optional;

/**
 * The named release can be gone back to: it is not the live one, and its data is still kept. A
 * release of other data takes the data back with it, which an environment that is protected or asks
 * for one-time codes allows only to an undo, since that asks for the phrase and the code.
 */
final class ReleaseUsable implements Guard {
  @Override
  public Optional<Refusal> check(Question question) {
    if (question.type() != JobType.RELEASE_ROLLBACK || question.release() == null) {
      return Optional.empty();
    }
    Environment environment = question.environment();
    Release wanted =
        question.tx().releases().byPath(environment.id(), question.release()).orElseThrow();
    if (wanted.id().equals(environment.currentReleaseId())) {
      return refused(environment, "this release is the live one; choose another one.");
    }
    boolean sameData =
        Optional.ofNullable(environment.currentReleaseId())
            .flatMap(question.tx().releases()::byId)
            .filter(live -> live.generation() == wanted.generation())
            .isPresent();
    if (sameData) {
      return Optional.empty();
    }
    if (environment.spec().protectedEnvironment() || environment.spec().oneTimeCode() != null) {
      return refused(
          environment,
          "this release belongs to other data than what is live, and the environment is protected;"
              + " undo the restore or the update, or restore a backup.");
    }
    boolean dropped =
        question.tx().restores().replacements(environment.id()).stream()
            .filter(restore -> isOf(restore, wanted.generation()))
            .anyMatch(restore -> !restore.undoUntil().isAfter(question.tx().now()));
    return dropped
        ? refused(environment, "this release needs data that is not kept any more.")
        : Optional.empty();
  }

  /** Whether the restore left this data behind, to be kept for a while. */
  private static boolean isOf(Restore restore, int generation) {
    return restore.undoUntil() != null
        && restore.previousGeneration() != null
        && restore.previousGeneration() == generation;
  }

  private static Optional<Refusal> refused(Environment environment, String reason) {
    return Optional.of(
        Refusal.conflict("release_not_usable", environment.slugPath() + ": " + reason));
  }

  @Override
  public Optional<ErrorCode> atStart(boolean firstAttempt) {
    return firstAttempt ? Optional.of(ErrorCode.RELEASE_NOT_USABLE) : Optional.empty();
  }
}
