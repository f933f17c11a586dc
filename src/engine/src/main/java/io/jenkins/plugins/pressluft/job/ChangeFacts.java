package io.jenkins.plugins.pressluft.job;

import java.time.Instant;
import java.util.List;

/**
 * What a run reported that changes what is live: a restore, deploy, update or rollback.
 *
 * @param outcome {@code succeeded}, {@code dry_run}, {@code undone}, {@code rolled_back}, {@code
 *     refused} or {@code nothing_to_do}
 * @param from what was live before; null when not told
 * @param to what is live now or was staged; null for a dry run or a destination
 * @param undoUntil until when {@code from} is kept; null when there is nothing to undo
 * @param commit the commit that a git source came to; null for everything else
 * @param health the checks of {@code to} as a JSON array; null when it was not asked
 * @param removed releases that were removed from the node, as paths
 */
public record ChangeFacts(
    String outcome,
    Live from,
    Live to,
    Instant undoUntil,
    String commit,
    String health,
    List<String> removed) {

  /** Copies the list; null is none. */
  public ChangeFacts {
    removed = removed == null ? List.of() : List.copyOf(removed);
  }

  /** There was nothing to do: what is live was live before. */
  boolean isUnchanged() {
    return "nothing_to_do".equals(outcome);
  }

  /** What was asked for is live, and was found healthy there. */
  boolean isDone() {
    return "succeeded".equals(outcome) || "undone".equals(outcome);
  }

  /** What was live before is live again. */
  boolean isRolledBack() {
    return "rolled_back".equals(outcome);
  }
}
