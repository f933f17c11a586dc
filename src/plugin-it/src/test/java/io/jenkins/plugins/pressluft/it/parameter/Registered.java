package io.jenkins.plugins.pressluft.it.parameter;

import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.BackupPurpose;
import io.jenkins.plugins.pressluft.model.BackupScope;
import io.jenkins.plugins.pressluft.model.BackupStatus;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.StorageType;
import io.jenkins.plugins.pressluft.plugin.Pressluft;
import io.jenkins.plugins.pressluft.registry.RegistryFile;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.UUID;

/** Two sites that are declared, and completed backups of them that nobody has to make. */
public final class Registered {
  private static final String ENVIRONMENT =
      """
          production:
            kind: wordpress
            node: web1
            storage: main
            path: /srv/%s
            preview_url: http://127.0.0.1/
            fastcgi: 127.0.0.1:9000
            database: {name: %s, socket: /run/none.sock}
      """
          .indent(2);

  private Registered() {}

  /** Puts both into force. */
  public static void declare() throws IOException {
    // Waits for the start, which lays an empty registry down where there is none.
    RegistryFile registry = Pressluft.get().registry();
    Files.writeString(
        Pressluft.home().resolve("pressluft.yml"),
        "version: 1\nnodes:\n  web1: {connection: local}\nstorage:\n"
            + "  main: {type: file, path: /srv/backups}\nsites:\n"
            + "  acme:\n    environments:\n"
            + ENVIRONMENT.formatted("acme", "acme")
            + "  shop:\n    environments:\n"
            + ENVIRONMENT.formatted("shop", "shop"));
    if (!registry.check().problems().isEmpty()) {
      throw new IllegalStateException(registry.state().problems().toString());
    }
  }

  /** A completed full backup of that age. */
  public static UUID backup(String environment, Duration age) {
    UUID id = UUID.randomUUID();
    Pressluft.get()
        .store()
        .perform(
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
                          BackupPurpose.REQUESTED,
                          StorageType.FILE,
                          of.storageId(),
                          environment + "/" + id,
                          tx.now().plus(Duration.ofDays(30)),
                          null,
                          null,
                          null,
                          null,
                          "by a test",
                          null,
                          tx.now().minus(age),
                          null,
                          null));
              tx.backups().become(id, BackupStatus.RUNNING);
              tx.backups().complete(id, "sha256:ab", 14_400_000, "{}", "00");
            });
    return id;
  }
}
