package io.jenkins.plugins.pressluft.api;

import io.jenkins.plugins.pressluft.guard.Refusal;
import io.jenkins.plugins.pressluft.guard.RefusedException;
import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.Caller;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.Site;
import io.jenkins.plugins.pressluft.store.Transaction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What one caller sees inside one transaction. What they may not see does not exist for them: the
 * same 404, word for word.
 */
final class Sight {
  private final Caller caller;
  private final Transaction tx;
  private final Map<UUID, Boolean> seen = new HashMap<>();

  Sight(Caller caller, Transaction tx) {
    this.caller = caller;
    this.tx = tx;
  }

  /** The sites, by slug. */
  List<Site> sites() {
    return tx.sites().all().stream().filter(this::sees).toList();
  }

  /** One, by id or slug; 404. */
  Site site(String reference) {
    return uuid(reference)
        .map(id -> tx.sites().byId(id))
        .orElseGet(() -> tx.sites().bySlug(reference))
        .filter(this::sees)
        .orElseThrow(() -> missing("site"));
  }

  /** Those of a site, by slug. */
  List<Environment> environments(Site site) {
    return tx.environments().ofSite(site.id()).stream().filter(e -> sees(e.id())).toList();
  }

  /** One, by id or {@code site/environment}; 404. */
  Environment environment(String reference) {
    return uuid(reference)
        .map(id -> tx.environments().byId(id))
        .orElseGet(() -> tx.environments().bySlugPath(reference))
        .filter(environment -> sees(environment.id()))
        .orElseThrow(() -> missing("environment"));
  }

  /** One; 404. */
  Backup backup(UUID id) {
    return tx.backups()
        .byId(id)
        .filter(backup -> sees(backup.environmentId()))
        .orElseThrow(() -> missing("backup"));
  }

  /** One; 404. */
  Job job(UUID id) {
    return tx.jobs().byId(id).filter(this::sees).orElseThrow(() -> missing("job"));
  }

  /** Whether the caller may know of the job. */
  boolean sees(Job job) {
    return sees(job.environmentId());
  }

  /** The name of an environment for people; null when there is none. */
  String nameOf(UUID environmentId) {
    return environmentId == null
        ? null
        : tx.environments().byId(environmentId).map(Environment::slugPath).orElse(null);
  }

  /** A refusal in the same words, whether the thing is missing or hidden. */
  static RefusedException missing(String what) {
    return new RefusedException(Refusal.notFound("There is no such " + what + "."));
  }

  private boolean sees(Site site) {
    List<Environment> environments = tx.environments().ofSite(site.id());
    return environments.isEmpty()
        ? sees((UUID) null)
        : environments.stream().anyMatch(environment -> sees(environment.id()));
  }

  private boolean sees(UUID environmentId) {
    return seen.computeIfAbsent(
        environmentId == null ? new UUID(0, 0) : environmentId,
        id -> caller.may(Caller.Permission.VIEW, environmentId));
  }

  private static Optional<UUID> uuid(String reference) {
    return reference.length() == 36 && reference.indexOf('/') < 0
        ? parsed(reference)
        : Optional.empty();
  }

  private static Optional<UUID> parsed(String reference) {
    try {
      return Optional.of(UUID.fromString(reference));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
