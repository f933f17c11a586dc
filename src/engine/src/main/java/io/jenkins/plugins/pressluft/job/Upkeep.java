package io.jenkins.plugins.pressluft.job;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** What is done by the clock: completed backups expire when their retention has passed. */
final class Upkeep {
  private static final Duration EVERY = Duration.ofMinutes(5);

  private final Ledger ledger;
  private final Clock clock;
  private Instant next = Instant.MIN;

  Upkeep(Ledger ledger, Clock clock) {
    this.ledger = ledger;
    this.clock = clock;
  }

  /** Does it when five minutes have passed since the last time, and at the start. */
  void whenDue() {
    Instant now = clock.instant();
    if (now.isBefore(next)) {
      return;
    }
    next = now.plus(EVERY);
    ledger.perform(tx -> tx.backups().expire(tx.now()));
  }
}
