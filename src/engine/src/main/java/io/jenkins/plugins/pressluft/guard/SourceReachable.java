package io.jenkins.plugins.pressluft.guard;

import io.jenkins.plugins.pressluft.model.ErrorCode;
import io.jenkins.plugins.pressluft.model.ObjectAddress;
import java.util.Optional;

/** An archive in an object storage lies where this environment's code may come from. */
final class SourceReachable implements Guard {
  @Override
  public Optional<Refusal> check(Question question) {
    if (question.source() == null || !question.source().startsWith(ObjectAddress.SCHEME)) {
      return Optional.empty();
    }
    boolean allowed =
        ObjectAddress.of(question.source())
            .flatMap(address -> question.tx().storages().sourceOf(question.environment(), address))
            .isPresent();
    return allowed
        ? Optional.empty()
        : Optional.of(
            Refusal.conflict(
                "conflict",
                question.environment().slugPath()
                    + " takes no code from this object storage: none of its deploy_storages has the"
                    + " bucket and prefix. Declare one in the registry, or send the file itself."));
  }

  @Override
  public Optional<ErrorCode> atStart(boolean firstAttempt) {
    return firstAttempt ? Optional.of(ErrorCode.NOT_DECLARED) : Optional.empty();
  }
}
