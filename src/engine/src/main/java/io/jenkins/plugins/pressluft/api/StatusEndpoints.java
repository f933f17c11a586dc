package io.jenkins.plugins.pressluft.api;

import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.OverviewEntry;
import io.jenkins.plugins.pressluft.model.OverviewQuery;
import io.jenkins.plugins.pressluft.store.Store;
import io.jenkins.plugins.pressluft.store.Transaction;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What anyone may see of an environment that says so, without saying who they are: its state and
 * when it was last backed up. Whatever does not say so is not there, in the same words as what does
 * not exist.
 */
final class StatusEndpoints {
  private static final String CACHED = "public, max-age=30";

  private final Store store;

  StatusEndpoints(Store store) {
    this.store = store;
  }

  void addTo(Map<String, Endpoint> endpoints) {
    endpoints.put("getPublicStatus", this::status);
    endpoints.put("getBadge", this::badge);
  }

  private Reply status(Call call) {
    return store.read(
        tx -> {
          OverviewEntry entry = entry(tx, call.text("site"), call.text("environment"));
          ObjectNode node = JsonNodeFactory.instance.objectNode();
          node.put("environment", entry.environment().slugPath());
          node.put("status", entry.environment().status().wire());
          node.put(
              "release_health", entry.current() == null ? null : entry.current().health().wire());
          put(
              node,
              "newest_backup_at",
              entry.newestBackup() == null ? null : entry.newestBackup().completedAt());
          put(node, "newest_proof_at", entry.proven() == null ? null : entry.proven().at());
          put(node, "at", tx.now());
          return Reply.ok(node).with("Cache-Control", CACHED);
        });
  }

  private Reply badge(Call call) {
    String file = call.text("badge");
    return store.read(
        tx -> {
          OverviewEntry entry =
              entry(tx, call.text("site"), file.substring(0, file.length() - ".svg".length()));
          return Reply.text("image/svg+xml", Badge.of(entry, tx.now()))
              .with("Cache-Control", CACHED)
              .with("Content-Security-Policy", "default-src 'none'");
        });
  }

  private static OverviewEntry entry(Transaction tx, String site, String slug) {
    Environment environment =
        tx.environments()
            .bySlugPath(site + "/" + slug)
            .filter(found -> found.spec().publicStatus())
            .orElseThrow(() -> Sight.missing("public status"));
    return tx
        .overview()
        .page(
            new OverviewQuery(
                null,
                null,
                null,
                Set.of(environment.id()),
                OverviewQuery.Sort.NAME,
                false,
                1,
                null))
        .entries()
        .stream()
        .findFirst()
        .orElseThrow(() -> Sight.missing("public status"));
  }

  private static void put(ObjectNode node, String name, Instant at) {
    node.put(name, at == null ? null : at.toString());
  }
}
