package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.ansible.PlaybookLauncher;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done by the clock: completed backups expire when their retention has passed, what has
 * expired is cleaned up, and the launcher removes what no job needs any more.
 */
final class Upkeep {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
  private static final Duration EVERY = Duration.ofMinutes(5);
  private static final Duration DAY = Duration.ofDays(1);

  /** How long the log of a job that has ended is kept. */
  private static final Duration LOGS = Duration.ofDays(90);

  private final Ledger ledger;
  private final PlaybookLauncher launcher;
  private final Clock clock;
  private final JobSettings settings;
  private Instant next = Instant.MIN;
  private Instant nextTidy = Instant.MIN;

  Upkeep(Ledger ledger, PlaybookLauncher launcher, Clock clock, JobSettings settings) {
    this.ledger = ledger;
    this.launcher = launcher;
    this.clock = clock;
    this.settings = settings;
  }

  /** At the start, then the database every five minutes and the files every day. */
  void whenDue() {
    Instant now = clock.instant();
    if (!now.isBefore(next)) {
      next = now.plus(EVERY);
      int attempts = settings.limits().get().attempts();
      ledger.perform(
          tx -> {
            tx.backups().expire(tx.now());
            Cleanup.enqueue(tx, attempts, settings.controller().id());
          });
    }
    if (!now.isBefore(nextTidy)) {
      nextTidy = now.plus(DAY);
      tidy(now.minus(LOGS));
    }
  }

  /** Files that cannot be removed keep no job from running. */
  private void tidy(Instant logsBefore) {
    Set<UUID> unfinished = ledger.read(tx -> tx.jobs().unfinished());
    try {
      launcher.tidy(logsBefore, unfinished::contains);
    } catch (RuntimeException e) {
      LOG.warn("Old logs and playbooks could not be removed; it is tried again in a day.", e);
    }
  }
}
