package io.jenkins.plugins.pressluft.operation;

import io.jenkins.plugins.pressluft.job.Operation;
import io.jenkins.plugins.pressluft.job.Settlement;
import java.util.List;

/** Every operation that this program can run, for the engine's host. */
public final class Operations {
  private Operations() {}

  /** One for each type of job. */
  public static List<Operation> all(ManifestKeys keys) {
    return List.of(
        new BackupCreate(keys),
        new BackupVerify(keys),
        new EnvironmentRestore(keys),
        new HealthCheck(keys));
  }

  /** How a node is asked what became of an attempt. */
  public static Settlement settlement(ManifestKeys keys) {
    return new NodeSettlement(keys);
  }
}
