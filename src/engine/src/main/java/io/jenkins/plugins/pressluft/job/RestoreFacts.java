package io.jenkins.plugins.pressluft.job;

import java.time.Instant;

/**
 * What a restore run reported.
 *
 * @param outcome {@code succeeded}, {@code dry_run}, {@code undone} or {@code rolled_back}
 * @param from what was live before; null when not told
 * @param to what is live now or was staged; null for a dry run or a destination
 * @param undoUntil until when {@code from} is kept; null when there is nothing to undo
 */
public record RestoreFacts(String outcome, Live from, Live to, Instant undoUntil) {}
