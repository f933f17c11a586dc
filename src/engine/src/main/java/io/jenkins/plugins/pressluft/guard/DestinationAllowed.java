package io.jenkins.plugins.pressluft.guard;

import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.ErrorCode;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A copy is written only below a directory that the registry allows, never into the environment.
 */
final class DestinationAllowed implements Guard {
  @Override
  public Optional<Refusal> check(Question question) {
    if (question.destination() == null) {
      return Optional.empty();
    }
    Environment.Spec spec = question.environment().spec();
    Path destination = Path.of(question.destination());
    boolean inside = destination.startsWith(Path.of(spec.path()));
    boolean allowed =
        spec.destinations() != null
            && spec.destinations().stream()
                .map(Path::of)
                .anyMatch(root -> destination.startsWith(root) && !destination.equals(root));
    return allowed && !inside
        ? Optional.empty()
        : Optional.of(
            Refusal.conflict(
                "conflict",
                "The destination "
                    + question.destination()
                    + " is not below a directory that the registry allows for "
                    + question.environment().slugPath()
                    + "; allowed are "
                    + (spec.destinations() == null || spec.destinations().isEmpty()
                        ? "none"
                        : String.join(", ", spec.destinations()))
                    + "."));
  }

  @Override
  public Optional<ErrorCode> atStart(boolean firstAttempt) {
    return Optional.of(ErrorCode.DESTINATION_NOT_ALLOWED);
  }
}
