package io.jenkins.plugins.pressluft.guard;

import io.jenkins.plugins.pressluft.model.ErrorCode;
import java.util.Optional;

/** One rule that an operation must meet. */
interface Guard {
  /** Nothing, or why not. A rule that is not about this operation answers nothing. */
  Optional<Refusal> check(Question question);

  /**
   * How a job ends that meets this rule no longer when an attempt starts; empty: the rule is about
   * the asking (who, with which words) and is not checked again.
   */
  default Optional<ErrorCode> atStart(boolean firstAttempt) {
    return Optional.empty();
  }
}
