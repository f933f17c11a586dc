package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.guard.Refusal;
import io.jenkins.plugins.pressluft.guard.RefusedException;
import io.jenkins.plugins.pressluft.model.Caller;
import io.jenkins.plugins.pressluft.model.Caller.Permission;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.SiteHold;
import io.jenkins.plugins.pressluft.store.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Sites that are kept for a sequence of jobs. From the moment a hold has its site, jobs of others
 * are refused; those that were accepted before end first. A hold does not end by time: who took it
 * gives it back, the host gives back those of holders that are gone, and among several controllers
 * those of a dead one are given back by another.
 */
public final class Holds {
  private final Ledger ledger;
  private final ControllerIdentity controller;

  Holds(Ledger ledger, ControllerIdentity controller) {
    this.ledger = ledger;
    this.controller = controller;
  }

  /**
   * Gets in line for the site of an environment. Who may ask for a job there may.
   *
   * @param id what the hold shall have: who was killed while it asked asks again with the same
   * @param holder what works under the hold, for people and for the host to find it again
   * @throws RefusedException {@code not_found} or {@code forbidden}
   */
  public SiteHold take(Caller caller, UUID environmentId, UUID id, String holder) {
    Optional<SiteHold> known = ledger.read(tx -> tx.holds().byId(id));
    if (known.isPresent()) {
      return known.get();
    }
    Answer answer =
        ledger.transact(
            tx -> {
              Optional<SiteHold> first = tx.holds().byId(id);
              if (first.isPresent()) {
                return new Answer(first.get(), null, null);
              }
              Answer decided = decide(tx, caller, environmentId, id, holder);
              Entries.asked(
                  tx,
                  caller,
                  "hold",
                  decided.subject(),
                  null,
                  decided.refusal() == null ? "accepted" : "refused",
                  decided.refusal() == null ? null : decided.refusal().code(),
                  decided.refusal() == null ? holder : decided.refusal().message());
              return decided;
            });
    if (answer.refusal() != null) {
      throw new RefusedException(answer.refusal());
    }
    return answer.hold();
  }

  private record Answer(SiteHold hold, Refusal refusal, Entries.Subject subject) {}

  private Answer decide(Transaction tx, Caller caller, UUID environmentId, UUID id, String holder) {
    Environment environment = tx.environments().byId(environmentId).orElse(null);
    if (environment == null || !caller.may(Permission.VIEW, environmentId)) {
      return new Answer(
          null,
          Refusal.notFound("There is no such environment; list the environments you may see."),
          new Entries.Subject(null, null, null));
    }
    Entries.Subject subject = new Entries.Subject(environment.siteId(), environmentId, null);
    boolean may =
        List.of(Permission.BACKUP, Permission.DEPLOY, Permission.RESTORE).stream()
            .anyMatch(permission -> caller.may(permission, environmentId));
    return may
        ? new Answer(
            tx.holds().insert(id, environment.siteId(), holder, caller.name(), controller.id()),
            null,
            subject)
        : new Answer(
            null,
            Refusal.forbidden(
                "You need the backup, deploy or restore permission on "
                    + environment.slugPath()
                    + " to keep its site; ask an administrator for it."),
            subject);
  }

  /**
   * What stands between a hold and the work under it, for people; empty when the work may begin.
   *
   * @throws IllegalStateException when there is no such hold any more
   */
  public Optional<String> waitsFor(UUID holdId) {
    return ledger.read(
        tx -> {
          SiteHold hold =
              tx.holds()
                  .byId(holdId)
                  .orElseThrow(
                      () -> new IllegalStateException("the hold " + holdId + " was given back"));
          SiteHold first = tx.holds().ofSite(hold.siteId()).orElseThrow();
          if (!first.id().equals(holdId)) {
            return Optional.of(first.holder() + ", which keeps the site");
          }
          return tx.jobs().unfinishedOf(hold.siteId()).stream().findFirst().map(Holds::sentence);
        });
  }

  private static String sentence(Job job) {
    return "job " + job.id() + " (" + job.type().wire() + "), which is " + job.status().wire();
  }

  /** All holds, oldest first. */
  public List<SiteHold> all() {
    return ledger.read(tx -> tx.holds().all());
  }

  /** Gives the site back, or leaves the line. Doing it twice is fine. */
  public void giveBack(UUID holdId) {
    ledger.perform(
        tx ->
            tx.holds()
                .byId(holdId)
                .filter(hold -> tx.holds().delete(hold.id()))
                .ifPresent(hold -> Entries.ended(tx, hold, "succeeded", hold.holder())));
  }
}
