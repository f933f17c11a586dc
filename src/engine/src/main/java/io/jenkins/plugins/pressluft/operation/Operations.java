package io.jenkins.plugins.pressluft.operation;

import io.jenkins.plugins.pressluft.job.Operation;
import io.jenkins.plugins.pressluft.job.Settlement;
import io.jenkins.plugins.pressluft.upload.Uploads;
import java.util.List;

/** Every operation that this program can run, for the engine's host. */
public final class Operations {
  private Operations() {}

  /** One for each type of job. */
  public static List<Operation> all(ManifestKeys keys, Uploads uploads) {
    return List.of(
        new BackupCreate(keys),
        new BackupVerify(keys),
        new BackupCleanup(keys),
        new EnvironmentRestore(keys),
        new EnvironmentDeploy(keys, uploads),
        new EnvironmentUpdate(keys),
        new ReleaseRollback(keys),
        new HealthCheck(keys));
  }

  /** How a node is asked what became of an attempt. */
  public static Settlement settlement(ManifestKeys keys) {
    return new NodeSettlement(keys);
  }
}
