package io.jenkins.plugins.pressluft.store;

import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.EnvironmentKind;
import io.jenkins.plugins.pressluft.model.EnvironmentType;
import io.jenkins.plugins.pressluft.model.Node;
import io.jenkins.plugins.pressluft.model.Site;
import io.jenkins.plugins.pressluft.model.Storage;
import io.jenkins.plugins.pressluft.model.StorageType;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** A small declared world for tests: two nodes, two sites, three environments. */
public final class Estate {
  public final Store store;
  public Node node;
  public Node otherNode;
  public Storage storage;
  public Site acme;
  public Site blog;
  public Environment production;
  public Environment staging;
  public Environment blogProduction;

  public Estate(Store store) {
    this.store = store;
    store.perform(
        tx -> {
          node = tx.nodes().declare("web1", local());
          otherNode = tx.nodes().declare("web2", local());
          storage =
              tx.storages().declare("share", new Storage.Spec(StorageType.FILE, "/srv/backups"));
          acme = tx.sites().declare("acme", "Acme");
          blog = tx.sites().declare("blog", "Blog");
          production = declare(tx, acme, "production", node, false, EnvironmentKind.WORDPRESS);
          staging = declare(tx, acme, "staging", otherNode, true, EnvironmentKind.WORDPRESS);
          blogProduction = declare(tx, blog, "production", node, false, EnvironmentKind.WORDPRESS);
        });
  }

  private static Node.Spec local() {
    return new Node.Spec(Node.Connection.LOCAL, null, null, null, null, null, false, null);
  }

  /** Declares an environment that stores its backups on the share. */
  public Environment declare(
      Transaction tx, Site site, String slug, Node on, boolean guarded, EnvironmentKind kind) {
    return tx.environments()
        .declare(site.id(), slug, slug, on.id(), storage.id(), spec(guarded, kind, slug));
  }

  private static Environment.Spec spec(boolean guarded, EnvironmentKind kind, String slug) {
    return new Environment.Spec(
        EnvironmentType.PRODUCTION,
        kind,
        "/srv/" + slug,
        "http://127.0.0.1:8081/",
        new Environment.Database("wp", "/run/db.sock", null, null, "root", null),
        "unix:/run/php.sock",
        guarded,
        null,
        Duration.ofDays(30),
        Duration.ofDays(7),
        Duration.ofHours(24),
        Environment.Compression.ZSTD,
        List.of("/srv/copies"),
        List.of("wp-content/cache"));
  }

  public Environment environment(UUID id) {
    return store.read(tx -> tx.environments().byId(id)).orElseThrow();
  }

  public Site site(UUID id) {
    return store.read(tx -> tx.sites().byId(id)).orElseThrow();
  }
}
