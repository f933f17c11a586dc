package io.jenkins.plugins.pressluft.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.pressluft.ansible.LocalPlaybookLauncher;
import io.jenkins.plugins.pressluft.audit.OperationsLog;
import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.JobFilter;
import io.jenkins.plugins.pressluft.model.JobStatus;
import io.jenkins.plugins.pressluft.model.Storage;
import io.jenkins.plugins.pressluft.model.StorageType;
import io.jenkins.plugins.pressluft.operation.ManifestKeys;
import io.jenkins.plugins.pressluft.operation.Operations;
import io.jenkins.plugins.pressluft.upload.Uploads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cleanup from the clock to the disk: engine, ansible-playbook and the module on this machine.
 */
class RealCleanupTest {
  @TempDir Path directory;

  @Test
  void theArtifactOfAnExpiredBackupIsGoneFromTheDiskAndTheOthersAreThere() throws Exception {
    Path storage = Files.createDirectory(directory.resolve("storage"));
    Path home = directory.resolve("home");
    try (House house = new House(directory)) {
      Environment production = declareHere(house, storage);
      Backup old = house.completed(production);
      house.advance(Duration.ofDays(1));
      Backup young = house.completed(production);
      Path oldArtifact = artifact(storage, old);
      Path youngArtifact = artifact(storage, young);
      house.engine.close();
      house.advance(Duration.ofDays(29));
      ManifestKeys keys = ManifestKeys.open(home);
      try (Engine engine =
          Engine.of(
              house.store,
              LocalPlaybookLauncher.of(home, secret -> Optional.empty(), Clock.systemUTC()),
              Operations.all(keys, new Uploads(home, Clock.systemUTC())),
              Operations.settlement(keys),
              new OperationsLog(directory.resolve("operations.jsonl")),
              house.meters,
              house.clock,
              JobSettings.defaults("here:1"),
              secret -> Optional.empty())) {
        Job job = ended(house, engine);

        assertThat(job.errorMessage()).isNull();
        assertThat(job.status()).isEqualTo(JobStatus.SUCCEEDED);
        assertThat(Json.MAPPER.readTree(job.result()).at("/cleanup/bytes").asInt()).isEqualTo(4);
      }
      assertThat(oldArtifact).doesNotExist();
      assertThat(youngArtifact.resolve("manifest.json")).exists();
      assertThat(oldArtifact.getParent()).isDirectoryContaining(youngArtifact::equals);
      assertThat(house.backup(old.id()).artifactDeletedAt()).isEqualTo(house.clock.instant());
      assertThat(house.backup(young.id()).artifactDeletedAt()).isNull();
    }
  }

  private static Job ended(House house, Engine engine) throws InterruptedException {
    long limit = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (System.nanoTime() < limit) {
      engine.runner().round();
      Job job = house.store.read(tx -> tx.jobs().list(JobFilter.newest(1))).get(0);
      if (job.status().isFinal()) {
        return job;
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    throw new AssertionError("the job did not end");
  }

  private Environment declareHere(House house, Path storage) throws IOException {
    Path site = directory.resolve("site");
    Files.createDirectories(site.resolve("releases/20261120T203000Z"));
    Files.createSymbolicLink(site.resolve("current"), Path.of("releases/20261120T203000Z"));
    Environment old = house.estate.production;
    Environment.Spec spec = old.spec();
    Environment.Spec here =
        new Environment.Spec(
            spec.type(),
            spec.kind(),
            site.toString(),
            spec.previewUrl(),
            spec.database(),
            spec.fastcgi(),
            spec.protectedEnvironment(),
            spec.confirmationTemplate(),
            spec.retention(),
            spec.undoWindow(),
            spec.backupFreshness(),
            spec.compression(),
            spec.destinations(),
            spec.exclude());
    return house.store.transact(
        tx -> {
          tx.storages().declare("share", new Storage.Spec(StorageType.FILE, storage.toString()));
          return tx.environments()
              .declare(old.siteId(), old.slug(), old.name(), old.nodeId(), old.storageId(), here);
        });
  }

  private static Path artifact(Path storage, Backup backup) throws IOException {
    Path artifact = Files.createDirectories(storage.resolve(backup.storagePath()));
    Files.writeString(artifact.resolve("manifest.json"), "{}\n\n");
    return artifact;
  }
}
