package io.jenkins.plugins.pressluft.job;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * What is done by the clock: completed backups expire when their retention has passed, and what has
 * expired is cleaned up.
 */
final class Upkeep {
  private static final Duration EVERY = Duration.ofMinutes(5);

  private final Ledger ledger;
  private final Clock clock;
  private final JobSettings settings;
  private Instant next = Instant.MIN;

  Upkeep(Ledger ledger, Clock clock, JobSettings settings) {
    this.ledger = ledger;
    this.clock = clock;
    this.settings = settings;
  }

  /** Does it when five minutes have passed since the last time, and at the start. */
  void whenDue() {
    Instant now = clock.instant();
    if (now.isBefore(next)) {
      return;
    }
    next = now.plus(EVERY);
    int attempts = settings.limits().get().attempts();
    ledger.perform(
        tx -> {
          tx.backups().expire(tx.now());
          Cleanup.enqueue(tx, attempts);
        });
  }
}
