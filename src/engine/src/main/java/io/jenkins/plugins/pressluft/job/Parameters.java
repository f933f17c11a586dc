package io.jenkins.plugins.pressluft.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.pressluft.model.BackupScope;
import io.jenkins.plugins.pressluft.model.PreBackup;
import io.jenkins.plugins.pressluft.model.SourceType;
import io.jenkins.plugins.pressluft.model.UpdateScope;
import java.util.UUID;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * What was asked for, as the job keeps it. Neither the confirmation nor a one-time code is kept.
 *
 * @param scope of a new backup; otherwise null
 * @param preBackup of a restore or an update; otherwise null
 * @param sourceType of a deploy; otherwise null, and so are {@code sourceRef} and {@code checksum}
 * @param updateScope of an update; otherwise null
 * @param release the path of the release to go back to; null: the one before the live one
 * @param ofJob the job whose failure led to this one by itself; otherwise null
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Parameters(
    UUID backupId,
    BackupScope scope,
    boolean dryRun,
    String destination,
    boolean undo,
    PreBackup preBackup,
    String message,
    @JsonInclude(JsonInclude.Include.NON_NULL) SourceType sourceType,
    @JsonInclude(JsonInclude.Include.NON_NULL) String sourceRef,
    @JsonInclude(JsonInclude.Include.NON_NULL) String checksum,
    @JsonInclude(JsonInclude.Include.NON_NULL) UpdateScope updateScope,
    @JsonInclude(JsonInclude.Include.NON_NULL) String release,
    @JsonInclude(JsonInclude.Include.NON_NULL) UUID ofJob) {

  /** Of a job that neither deploys nor updates nor goes back. */
  static Parameters plain(
      UUID backupId,
      BackupScope scope,
      boolean dryRun,
      String destination,
      boolean undo,
      PreBackup preBackup,
      String message) {
    return new Parameters(
        backupId,
        scope,
        dryRun,
        destination,
        undo,
        preBackup,
        message,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  /** Of a deploy. */
  static Parameters deploy(JobRequest.DeployRequest deploy) {
    return new Parameters(
        null,
        null,
        false,
        null,
        false,
        null,
        deploy.message(),
        deploy.sourceType(),
        deploy.sourceRef(),
        deploy.checksum(),
        null,
        null,
        null);
  }

  /** Of an update whose way back is this backup. */
  static Parameters update(UUID safety, PreBackup preBackup, JobRequest.UpdateRequest update) {
    return new Parameters(
        safety,
        null,
        false,
        null,
        false,
        preBackup,
        update.message(),
        null,
        null,
        null,
        update.scope(),
        null,
        null);
  }

  /** Of a way back to a release. */
  static Parameters rollback(String release, UUID ofJob, String message) {
    return new Parameters(
        null, null, false, null, false, null, message, null, null, null, null, release, ofJob);
  }

  /** Reads a job's column. */
  public static Parameters of(String json) {
    return Json.MAPPER.readValue(json, Parameters.class);
  }
}
