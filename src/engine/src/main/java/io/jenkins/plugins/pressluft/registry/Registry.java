package io.jenkins.plugins.pressluft.registry;

import io.jenkins.plugins.pressluft.store.Store;
import io.jenkins.plugins.pressluft.store.Transaction;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Lays a declaration into the store, all of it or nothing. An id is given once to a key and kept
 * when the declaration changes; what is no longer declared stays with its backups, marked, and gets
 * its old id back when it returns.
 */
public final class Registry {
  private final Store store;

  /** A registry over this store. */
  public Registry(Store store) {
    this.store = store;
  }

  /** Makes the store agree with the declaration, in one transaction. */
  public Applied apply(Declaration declaration) {
    return store.transact(tx -> apply(tx, declaration));
  }

  /**
   * As {@link #apply(Declaration)}, and puts the text in force for all controllers of the database,
   * in the same transaction.
   *
   * @param base the revision that the text was made from
   * @param by the controller that declares it
   * @return empty, and nothing is done, when another revision is in force
   */
  Optional<Applied> declare(Declaration declaration, String text, long base, String by) {
    return store.transact(
        tx -> {
          if (tx.registry().revision() != base) {
            return Optional.empty();
          }
          tx.registry().declare(text, by);
          return Optional.of(apply(tx, declaration));
        });
  }

  private static Applied apply(Transaction tx, Declaration declaration) {
    Map<String, UUID> nodes = new HashMap<>();
    declaration.nodes().forEach((key, spec) -> nodes.put(key, tx.nodes().declare(key, spec).id()));
    Map<String, UUID> storages = new HashMap<>();
    declaration
        .storages()
        .forEach((key, spec) -> storages.put(key, tx.storages().declare(key, spec).id()));
    Set<UUID> sites = new HashSet<>();
    Set<UUID> environments = new HashSet<>();
    declaration
        .sites()
        .forEach(
            (slug, site) -> {
              UUID id = tx.sites().declare(slug, site.name()).id();
              sites.add(id);
              Map<String, UUID> ofSite = new HashMap<>();
              site.environments()
                  .forEach(
                      (key, environment) ->
                          ofSite.put(
                              key,
                              tx.environments()
                                  .declare(
                                      id,
                                      key,
                                      environment.name(),
                                      nodes.get(environment.node()),
                                      storages.get(environment.storage()),
                                      environment.spec())
                                  .id()));
              tx.sites()
                  .setPrimaryEnvironment(
                      id, site.primary() == null ? null : ofSite.get(site.primary()));
              environments.addAll(ofSite.values());
            });
    int gone =
        tx.environments().keepDeclared(environments)
            + tx.sites().keepDeclared(sites)
            + tx.nodes().keepDeclared(Set.copyOf(nodes.values()))
            + tx.storages().keepDeclared(Set.copyOf(storages.values()));
    return new Applied(sites.size(), environments.size(), nodes.size(), storages.size(), gone);
  }

  /**
   * What is declared now.
   *
   * @param gone how many things of any kind were declared before and are no longer
   */
  public record Applied(int sites, int environments, int nodes, int storages, int gone) {
    /** What somebody else has laid into the store. */
    static Applied of(Declaration declaration) {
      return new Applied(
          declaration.sites().size(),
          declaration.sites().values().stream().mapToInt(s -> s.environments().size()).sum(),
          declaration.nodes().size(),
          declaration.storages().size(),
          0);
    }
  }
}
