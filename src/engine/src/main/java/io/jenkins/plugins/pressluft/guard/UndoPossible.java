package io.jenkins.plugins.pressluft.guard;

import io.jenkins.plugins.pressluft.model.ErrorCode;
import io.jenkins.plugins.pressluft.model.Restore;
import java.time.Instant;
import java.util.Optional;

/** The last change of the data was not taken back yet, and what was before it is still kept. */
final class UndoPossible implements Guard {
  @Override
  public Optional<Refusal> check(Question question) {
    if (!question.undo()) {
      return Optional.empty();
    }
    Optional<Restore> last = question.tx().restores().lastUndoable(question.environment().id());
    String name = question.environment().slugPath();
    if (last.isEmpty()) {
      return Optional.of(
          Refusal.conflict(
              "conflict",
              "There is no restore of "
                  + name
                  + ", and no update on a copy of its data, to undo; restore a backup of the time you want instead."));
    }
    Instant until = last.get().undoUntil();
    if (until == null || !until.isAfter(question.tx().now())) {
      return Optional.of(
          Refusal.conflict(
              "conflict",
              "The undo window of the last restore or update of "
                  + name
                  + " is over; restore its safety backup instead."));
    }
    return Optional.empty();
  }

  @Override
  public Optional<ErrorCode> atStart(boolean firstAttempt) {
    return Optional.of(ErrorCode.UNDO_NOT_POSSIBLE);
  }
}
