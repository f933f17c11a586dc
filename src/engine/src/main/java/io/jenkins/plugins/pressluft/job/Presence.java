package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.model.Controller;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.JobStatus;
import io.jenkins.plugins.pressluft.model.LoggedOperation;
import io.jenkins.plugins.pressluft.model.SiteHold;
import io.jenkins.plugins.pressluft.store.Transaction;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signs of life of this controller, and its eye on those of the others. It tells a dead one by
 * counting its own looks since the other's beat last grew, never by comparing times: neither clocks
 * that differ or jump nor a machine that slept make anybody dead who is not. Whoever is wrong all
 * the same (a network that parted) does no harm: a job that is taken over has a new fence.
 */
final class Presence {
  /** How often this one gives a sign and looks. */
  static final Duration BEAT = Duration.ofSeconds(15);

  private static final Logger LOG = LoggerFactory.getLogger(Presence.class);

  private final Ledger ledger;
  private final Clock clock;
  private final JobSettings settings;
  private final ControllerIdentity self;
  private final UUID process;
  private final Map<UUID, Sight> sights = new HashMap<>();
  private Instant next = Instant.MIN;
  private boolean told;

  /** The settings are those of an engine that is registered, with its own name. */
  Presence(Ledger ledger, Clock clock, JobSettings settings, UUID process) {
    this.ledger = ledger;
    this.clock = clock;
    this.settings = settings;
    this.self = settings.controller();
    this.process = process;
  }

  /** How often another one was looked at since its beat last grew. */
  private record Sight(long beat, long looks) {}

  /** Whether this process still works under its id, in the very transaction that claims. */
  boolean isCurrent(Transaction tx) {
    return tx.controllers().byId(self.id()).filter(c -> c.process().equals(process)).isPresent();
  }

  /** As {@link #round}, when it is time for it by the clock. */
  List<Job> whenDue() {
    Instant now = clock.instant();
    if (now.isBefore(next)) {
      return List.of();
    }
    next = now.plus(BEAT);
    return round();
  }

  /**
   * Gives a sign of life and takes over what dead controllers left.
   *
   * @return the running jobs that are this one's from now on
   */
  List<Job> round() {
    if (self.alone()) {
      return List.of();
    }
    if (!beat()) {
      return List.of();
    }
    List<Job> taken = new ArrayList<>();
    for (Controller other : ledger.read(tx -> tx.controllers().all())) {
      if (!other.id().equals(self.id()) && isDead(other) && leavesSomething(other)) {
        taken.addAll(ledger.transact(tx -> takeOver(tx, other)));
      }
    }
    return taken;
  }

  private boolean beat() {
    boolean[] current = new boolean[1];
    ledger.note(tx -> current[0] = tx.controllers().beat(self.id(), process));
    if (!current[0] && !told) {
      told = true;
      LOG.error(
          "Another process works as controller {} ({}) now, so this one starts no job any more. If"
              + " its home is a copy, remove controller.id from the copy and start it again.",
          self.name(),
          self.id());
    }
    return current[0];
  }

  private boolean isDead(Controller other) {
    Sight before = sights.get(other.id());
    Sight now =
        before == null || before.beat() != other.beat()
            ? new Sight(other.beat(), 0)
            : new Sight(other.beat(), before.looks() + 1);
    sights.put(other.id(), now);
    Duration unseen = BEAT.multipliedBy(now.looks());
    return unseen.compareTo(settings.limits().get().controllerTimeout()) >= 0;
  }

  private boolean leavesSomething(Controller other) {
    return ledger.read(
        tx ->
            !tx.jobs().begunOf(other.id()).isEmpty()
                || !tx.holds().ofController(other.id()).isEmpty()
                || tx.locks().hasResets(other.id()));
  }

  private List<Job> takeOver(Transaction tx, Controller dead) {
    boolean still =
        tx.controllers().byId(dead.id()).filter(c -> c.beat() == dead.beat()).isPresent();
    if (!still || !isCurrent(tx)) {
      return List.of();
    }
    List<Job> taken = new ArrayList<>();
    for (Job job : tx.jobs().begunOf(dead.id())) {
      Job mine = takeOver(tx, dead, job);
      if (mine.status() == JobStatus.RUNNING) {
        taken.add(mine);
      }
      LOG.warn("Took over job {} ({}) of controller {}.", job.id(), job.type().wire(), dead.name());
    }
    // They changed nothing yet, and what they hear from their nodes counts no more.
    tx.locks().releaseResets(dead.id());
    for (SiteHold hold : tx.holds().ofController(dead.id())) {
      tx.holds().delete(hold.id());
      Entries.ended(tx, hold, "cancelled", "controller " + dead.name() + " is gone");
    }
    return taken;
  }

  private Job takeOver(Transaction tx, Controller dead, Job job) {
    Instant now = clock.instant();
    Instant deadline =
        job.deadlineAt() == null || job.deadlineAt().isBefore(now) ? now : job.deadlineAt();
    Job mine = tx.jobs().takeOver(job.id(), self.id(), settings.lockedBy(), deadline);
    if (mine.status() == JobStatus.RUNNING) {
      tx.locks().takeOver(mine);
      Progress progress = Progress.of(job.state());
      Instant until = now.plus(settings.settle());
      Progress settling =
          progress.phase() == Progress.Phase.SETTLE
              ? progress.settlingUntil(until)
              : progress.settling(
                  job.cancelRequestedAt() != null
                      ? Progress.Cause.cancelled()
                      : Progress.Cause.lost(
                          "The controller " + dead.name() + ", which ran this job, is gone."),
                  until);
      tx.jobs().heartbeat(job.id(), settling.json());
    }
    tx.events()
        .append(
            job.id(),
            "taken_over",
            Json.object("from", dead.name(), "to", self.name(), "attempt", job.attemptCount()));
    tx.operations()
        .append(
            new LoggedOperation(
                0,
                null,
                self.name(),
                "engine",
                "take_over",
                job.siteId(),
                job.environmentId(),
                job.backupId(),
                job.id(),
                "succeeded",
                null,
                "controller " + dead.name() + " is gone"));
    return mine;
  }
}
