package io.jenkins.plugins.pressluft.guard;

import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.ErrorCode;
import io.jenkins.plugins.pressluft.model.JobType;
import io.jenkins.plugins.pressluft.model.Release;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** There is a release to go back to: the one that was named, or any beside the live one. */
final class ReleaseKnown implements Guard {
  @Override
  public Optional<Refusal> check(Question question) {
    if (question.type() != JobType.RELEASE_ROLLBACK) {
      return Optional.empty();
    }
    Environment environment = question.environment();
    if (question.release() != null) {
      boolean there =
          question
              .tx()
              .releases()
              .byPath(environment.id(), question.release())
              .filter(release -> release.removedAt() == null)
              .isPresent();
      return there
          ? Optional.empty()
          : refused(environment, " has no such release, or not any more; list its releases.");
    }
    List<Release> releases = question.tx().releases().ofEnvironment(environment.id());
    UUID live = environment.currentReleaseId();
    Optional<Integer> generation =
        releases.stream()
            .filter(release -> release.id().equals(live))
            .map(Release::generation)
            .findFirst();
    boolean other =
        releases.stream()
            .anyMatch(
                release ->
                    !release.id().equals(live)
                        && release.removedAt() == null
                        && generation.filter(g -> g == release.generation()).isPresent());
    return other
        ? Optional.empty()
        : refused(
            environment,
            " has no earlier release of the data that is live; to go back behind a restore or"
                + " an update of its data, undo that.");
  }

  private static Optional<Refusal> refused(Environment environment, String reason) {
    return Optional.of(Refusal.conflict("release_not_found", environment.slugPath() + reason));
  }

  @Override
  public Optional<ErrorCode> atStart(boolean firstAttempt) {
    return firstAttempt ? Optional.of(ErrorCode.RELEASE_NOT_FOUND) : Optional.empty();
  }
}
