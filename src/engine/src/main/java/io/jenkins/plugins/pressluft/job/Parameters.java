package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.model.BackupScope;
import io.jenkins.plugins.pressluft.model.PreBackup;
import java.util.UUID;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * What was asked for, as the job keeps it. Neither the confirmation nor a one-time code is kept.
 *
 * @param scope of a new backup; otherwise null
 * @param preBackup of a restore; otherwise null
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Parameters(
    UUID backupId,
    BackupScope scope,
    boolean dryRun,
    String destination,
    boolean undo,
    PreBackup preBackup,
    String message) {

  /** Reads a job's column. */
  public static Parameters of(String json) {
    return Json.MAPPER.readValue(json, Parameters.class);
  }
}
