package io.jenkins.plugins.pressluft.guard;

import io.jenkins.plugins.pressluft.model.Environment;
import java.util.Optional;

/** The caller means this environment and not the one of another tab. */
final class ExpectedEnvironment implements Guard {
  @Override
  public Optional<Refusal> check(Question question) {
    String expected = question.expectEnvironment();
    Environment environment = question.environment();
    if (expected == null
        || expected.equalsIgnoreCase(environment.id().toString())
        || expected.equals(environment.slugPath())) {
      return Optional.empty();
    }
    return Optional.of(
        Refusal.conflict(
            "conflict",
            "The request expects "
                + expected
                + " but would change "
                + environment.slugPath()
                + "; check which environment you mean and ask again."));
  }
}
