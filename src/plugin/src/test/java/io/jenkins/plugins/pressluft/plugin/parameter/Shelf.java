package io.jenkins.plugins.pressluft.plugin.parameter;

import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.BackupPurpose;
import io.jenkins.plugins.pressluft.model.BackupScope;
import io.jenkins.plugins.pressluft.model.BackupStatus;
import io.jenkins.plugins.pressluft.model.Caller;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.StorageType;
import io.jenkins.plugins.pressluft.registry.Registry;
import io.jenkins.plugins.pressluft.registry.RegistryReader;
import io.jenkins.plugins.pressluft.store.Store;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.UUID;

/** A registry with two sites and a shelf of backups, at a time that stands still. */
final class Shelf implements AutoCloseable {
  public static final Instant NOW = Instant.parse("2026-11-20T20:30:00Z");

  public final Store store;

  /** Opens a database below the directory. */
  public Shelf(Path directory) {
    store = Store.open(directory.resolve("shelf.db"), Clock.fixed(NOW, ZoneOffset.UTC));
    new Registry(store)
        .apply(
            new RegistryReader()
                .read(
                    """
                    version: 1
                    nodes:
                      here: {connection: local}
                    storage:
                      main: {type: file, path: /srv/backups}
                    sites:
                      shop:
                        environments:
                          production: &one
                            kind: wordpress
                            node: here
                            storage: main
                            path: /var/www/shop
                            preview_url: http://127.0.0.1/
                            fastcgi: unix:/run/php.sock
                            database: {name: wp, socket: /run/mysqld.sock}
                      acme:
                        environments:
                          production:
                            kind: wordpress
                            node: here
                            storage: main
                            path: /var/www/acme
                            preview_url: http://127.0.0.1/
                            fastcgi: unix:/run/php.sock
                            database: {name: wp2, socket: /run/mysqld.sock}
                    """
                        .replace("&one", "")));
  }

  /** The id of {@code site/environment}. */
  public UUID id(String environment) {
    return store.read(tx -> tx.environments().bySlugPath(environment)).orElseThrow().id();
  }

  /** A completed full backup of this age. */
  public UUID completed(String environment, Duration age, BackupPurpose purpose) {
    UUID id = pending(environment, age, purpose);
    store.perform(
        tx -> {
          tx.backups().become(id, BackupStatus.RUNNING);
          tx.backups().complete(id, "sha256:ab", 14_400_000, "{}", "00");
        });
    return id;
  }

  /** One that has not even begun. */
  public UUID pending(String environment, Duration age, BackupPurpose purpose) {
    UUID id = UUID.randomUUID();
    store.perform(
        tx -> {
          Environment of = tx.environments().bySlugPath(environment).orElseThrow();
          tx.backups()
              .insert(
                  new Backup(
                      id,
                      of.id(),
                      null,
                      BackupScope.FULL,
                      BackupStatus.PENDING,
                      purpose,
                      StorageType.FILE,
                      of.storageId(),
                      environment + "/" + id,
                      NOW.plus(Duration.ofDays(30)),
                      null,
                      null,
                      null,
                      null,
                      "before the update",
                      null,
                      NOW.minus(age),
                      null,
                      null));
        });
    return id;
  }

  /** Somebody who may see these environments and nothing else. */
  public Caller seeing(String... environments) {
    Set<UUID> seen = Set.copyOf(java.util.Arrays.stream(environments).map(this::id).toList());
    return new Caller() {
      @Override
      public String name() {
        return "somebody";
      }

      @Override
      public String origin() {
        return "api";
      }

      @Override
      public boolean may(Permission permission, UUID environmentId) {
        return permission == Permission.VIEW && seen.contains(environmentId);
      }
    };
  }

  @Override
  public void close() {
    store.close();
  }
}
