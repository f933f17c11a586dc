package io.jenkins.plugins.pressluft.guard;

import io.jenkins.plugins.pressluft.model.Caller;
import java.util.Optional;

/**
 * The caller may do this here; who may not even see the environment does not learn that it exists.
 */
final class CallerMay implements Guard {
  @Override
  public Optional<Refusal> check(Question question) {
    Caller caller = question.caller();
    if (!caller.may(Caller.Permission.VIEW, question.environment().id())) {
      return Optional.of(
          Refusal.notFound("There is no such environment; list the environments you may see."));
    }
    if (!caller.may(question.permission(), question.environment().id())) {
      return Optional.of(
          Refusal.forbidden(
              "You need the "
                  + question.permission().wire()
                  + " permission on "
                  + question.environment().slugPath()
                  + "; ask an administrator for it."));
    }
    return Optional.empty();
  }
}
