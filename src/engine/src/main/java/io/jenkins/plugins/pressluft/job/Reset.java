package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.guard.Guards;
import io.jenkins.plugins.pressluft.guard.Refusal;
import io.jenkins.plugins.pressluft.guard.RefusedException;
import io.jenkins.plugins.pressluft.model.Caller;
import io.jenkins.plugins.pressluft.model.Caller.Permission;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.JobStatus;
import io.jenkins.plugins.pressluft.model.Node;
import io.jenkins.plugins.pressluft.model.Release;
import io.jenkins.plugins.pressluft.model.ReleaseHealth;
import io.jenkins.plugins.pressluft.model.ResourceStatus;
import io.jenkins.plugins.pressluft.model.Site;
import io.jenkins.plugins.pressluft.model.SourceType;
import io.jenkins.plugins.pressluft.store.Transaction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The way of a failed environment back to active: nothing of it is queued to change or running, it
 * is held against jobs, its node proves which whole generation is live, then it is active. Health
 * is told and does not count: a broken site must be restorable.
 */
final class Reset {
  private final Ledger ledger;
  private final NodeInquiry inquiry;
  private final JobSettings settings;

  Reset(Ledger ledger, NodeInquiry inquiry, JobSettings settings) {
    this.ledger = ledger;
    this.inquiry = inquiry;
    this.settings = settings;
  }

  /** Which environments shall be reset, found inside the transaction; or why not. */
  @FunctionalInterface
  interface Choice {
    Found find(Transaction tx);
  }

  /** What was chosen. */
  record Found(List<Environment> environments, Entries.Subject subject, Refusal refusal) {
    static Found refused(Entries.Subject subject, Refusal refusal) {
      return new Found(List.of(), subject, refusal);
    }
  }

  /** What was chosen, held, and how to ask the nodes about it. */
  private record Held(Found found, List<Settlement.Target> targets) {}

  ResetResult run(Caller caller, Choice choice) {
    Held held = ledger.transact(tx -> hold(tx, caller, choice));
    if (held.found().refusal() != null) {
      throw new RefusedException(held.found().refusal());
    }
    Map<UUID, Settled> answers = new LinkedHashMap<>();
    try {
      for (Settlement.Target target : held.targets()) {
        answers.put(target.environment().id(), inquiry.ask(target));
      }
    } finally {
      if (answers.size() < held.targets().size()) {
        ledger.perform(tx -> release(tx, held));
      }
    }
    Refusal refusal = ledger.transact(tx -> decide(tx, caller, held, answers));
    if (refusal != null) {
      throw new RefusedException(refusal);
    }
    boolean asked = answers.values().stream().anyMatch(a -> a.healthy() != null);
    boolean healthy = answers.values().stream().allMatch(a -> Boolean.TRUE.equals(a.healthy()));
    return new ResetResult(ResourceStatus.ACTIVE, asked ? healthy : null);
  }

  private Held hold(Transaction tx, Caller caller, Choice choice) {
    Found found = choice.find(tx);
    Refusal refusal = found.refusal();
    for (Environment environment : found.environments()) {
      if (refusal == null) {
        refusal = refuse(tx, environment).orElse(null);
      }
    }
    if (refusal != null) {
      Entries.asked(
          tx, caller, "reset", found.subject(), null, "refused", refusal.code(), refusal.message());
      return new Held(Found.refused(found.subject(), refusal), List.of());
    }
    List<Settlement.Target> targets = new ArrayList<>();
    for (Environment environment : found.environments()) {
      long fence = tx.jobs().nextFence();
      tx.locks()
          .acquireForReset(
              environment.id(), "reset by " + caller.name(), settings.controller().id(), fence);
      Site site = tx.sites().byId(environment.siteId()).orElseThrow();
      Node node = tx.nodes().byId(environment.nodeId()).orElseThrow();
      targets.add(new Settlement.Target(tx.newId(), tx.newId(), 1, fence, site, environment, node));
    }
    return new Held(found, targets);
  }

  private static Optional<Refusal> refuse(Transaction tx, Environment environment) {
    String name = environment.slugPath();
    if (environment.status() != ResourceStatus.FAILED) {
      return Optional.of(
          Refusal.conflict(
              "resource_not_failed",
              name + " is " + environment.status().wire() + "; only a failed one is reset."));
    }
    Optional<Refusal> mutation = Guards.mutationInProgress(tx, environment);
    if (mutation.isPresent()) {
      return mutation;
    }
    Optional<Job> running = tx.jobs().runningOf(environment.id());
    if (running.isPresent()) {
      return Optional.of(
          invalid(name, "job " + running.get().id() + " is running there; wait until it ended"));
    }
    if (tx.locks().isHeld(environment.id())) {
      return Optional.of(invalid(name, "another reset is asking its node; wait for its answer"));
    }
    return Optional.empty();
  }

  private static Refusal invalid(String name, String reason) {
    return Refusal.conflict("reset_validation_failed", name + " stays failed: " + reason + ".");
  }

  /** Whether every environment was still held; what another controller freed is not ours. */
  private static boolean release(Transaction tx, Held held) {
    boolean all = true;
    for (Settlement.Target target : held.targets()) {
      all &= tx.locks().releaseReset(target.environment().id(), target.fence());
    }
    return all;
  }

  private Refusal decide(Transaction tx, Caller caller, Held held, Map<UUID, Settled> answers) {
    boolean kept = release(tx, held);
    Refusal refusal = null;
    for (Environment environment : held.found().environments()) {
      String reason = kept ? unproven(answers.get(environment.id())) : LOST;
      boolean failed =
          tx.environments().byId(environment.id()).orElseThrow().status() == ResourceStatus.FAILED;
      if (refusal == null && reason != null) {
        refusal = invalid(environment.slugPath(), reason);
      } else if (refusal == null && !failed) {
        refusal = invalid(environment.slugPath(), "its state changed meanwhile; look again");
      }
    }
    Entries.Subject subject = held.found().subject();
    if (refusal != null) {
      Entries.asked(
          tx, caller, "reset", subject, null, "refused", refusal.code(), refusal.message());
      return refusal;
    }
    for (Environment environment : held.found().environments()) {
      ended(tx, environment, answers.get(environment.id()).last());
      UUID pointer = pointer(tx, environment, answers.get(environment.id()).live());
      tx.environments().become(environment.id(), ResourceStatus.ACTIVE, pointer);
    }
    Entries.asked(tx, caller, "reset", subject, null, "succeeded", null, null);
    return null;
  }

  /**
   * How the change ended that left the environment failed: its job could not hear it from the node
   * any more. What is recorded already stays as it is.
   */
  private void ended(Transaction tx, Environment environment, Settled.Last last) {
    if (last == null || last.change().to() == null || last.change().to().release() == null) {
      return;
    }
    Job job =
        tx.jobs()
            .byId(last.jobId())
            .filter(known -> environment.id().equals(known.environmentId()))
            .filter(known -> known.status() != JobStatus.SUCCEEDED)
            .orElse(null);
    boolean open =
        tx.releases()
            .byPath(environment.id(), last.change().to().release())
            .map(release -> release.health() == ReleaseHealth.UNKNOWN)
            .orElse(true);
    if (job == null || !open) {
      return;
    }
    ReleaseRows rows = new ReleaseRows(tx, job);
    if (last.change().isRolledBack()) {
      rows.made(last.change(), ReleaseHealth.UNHEALTHY);
      WayBack.of(tx, job, new Endings.Reason(null, null, null, last.change()))
          .ifPresent(way -> way.record(settings.lockedBy()));
    } else if (last.change().isDone()) {
      rows.made(last.change(), ReleaseHealth.HEALTHY);
    }
  }

  /** Another controller took this one for dead and freed the environment. */
  private static final String LOST = "this controller was away for too long meanwhile; ask again";

  private static String unproven(Settled answer) {
    if (!answer.answered()) {
      return "its node could not be asked (" + answer.reason() + ")";
    } else if (!answer.leaseFree()) {
      return "something still holds the lease on its node; wait or end it there";
    } else if (!answer.isProven() || answer.live().release() == null) {
      return "its node could not prove which whole generation is live; look at current and data"
          + " below its path";
    }
    return null;
  }

  private static UUID pointer(Transaction tx, Environment environment, Live live) {
    return tx.releases()
        .byPath(environment.id(), live.release())
        .map(Release::id)
        .orElseGet(
            () -> {
              UUID id = tx.newId();
              tx.releases()
                  .insert(
                      new Release(
                          id,
                          environment.id(),
                          null,
                          SourceType.UPLOAD,
                          "found:" + live.release(),
                          live.release(),
                          live.generation() == null ? 0 : live.generation(),
                          ReleaseHealth.UNKNOWN,
                          null,
                          tx.now()));
              return id;
            });
  }

  /** The environment of this id, as far as the caller may reset it. */
  static Found environment(Transaction tx, Caller caller, UUID id) {
    Environment environment = tx.environments().byId(id).orElse(null);
    if (environment == null || !caller.may(Permission.VIEW, id)) {
      return Found.refused(
          new Entries.Subject(null, id, null),
          Refusal.notFound("There is no such environment; list those you may see."));
    }
    Entries.Subject subject = new Entries.Subject(environment.siteId(), id, null);
    if (!caller.may(Permission.RESTORE, id)) {
      return Found.refused(
          subject,
          Refusal.forbidden(
              "You need the restore permission on "
                  + environment.slugPath()
                  + "; ask an administrator for it."));
    }
    return Guards.undeclared(tx, environment)
        .map(refusal -> Found.refused(subject, refusal))
        .orElseGet(() -> new Found(List.of(environment), subject, null));
  }

  /** The failed environments of this site, as far as the caller may reset them all. */
  static Found site(Transaction tx, Caller caller, UUID id) {
    Entries.Subject subject = new Entries.Subject(id, null, null);
    Site site = tx.sites().byId(id).orElse(null);
    List<Environment> all = site == null ? List.of() : tx.environments().ofSite(id);
    boolean visible =
        all.stream().anyMatch(e -> caller.may(Permission.VIEW, e.id()))
            || caller.may(Permission.VIEW, null);
    if (site == null || !visible) {
      return Found.refused(
          subject, Refusal.notFound("There is no such site; list those you may see."));
    }
    List<Environment> failed =
        all.stream().filter(e -> e.status() == ResourceStatus.FAILED).toList();
    for (Environment environment : failed) {
      Found one = environment(tx, caller, environment.id());
      if (one.refusal() != null) {
        return Found.refused(subject, one.refusal());
      }
    }
    if (failed.isEmpty()) {
      return Found.refused(
          subject,
          Refusal.conflict(
              "resource_not_failed",
              site.slug() + " is " + site.status().wire() + "; only a failed one is reset."));
    }
    return new Found(failed, subject, null);
  }
}
