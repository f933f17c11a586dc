package io.jenkins.plugins.pressluft.guard;

import io.jenkins.plugins.pressluft.model.EnvironmentKind;
import io.jenkins.plugins.pressluft.model.ErrorCode;
import java.util.Optional;

/** There is a role for this kind of environment. */
final class KindSupported implements Guard {
  @Override
  public Optional<Refusal> check(Question question) {
    EnvironmentKind kind = question.environment().spec().kind();
    return kind == EnvironmentKind.WORDPRESS
        ? Optional.empty()
        : Optional.of(
            Refusal.conflict(
                "conflict",
                question.environment().slugPath()
                    + " is of kind "
                    + kind.wire()
                    + ", which is not supported yet; only wordpress environments can be worked"
                    + " on."));
  }

  @Override
  public Optional<ErrorCode> atStart(boolean firstAttempt) {
    return Optional.of(ErrorCode.NOT_SUPPORTED);
  }
}
