package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.model.BackupScope;
import io.jenkins.plugins.pressluft.model.JobType;
import io.jenkins.plugins.pressluft.model.PreBackup;
import io.jenkins.plugins.pressluft.model.SourceType;
import io.jenkins.plugins.pressluft.model.UpdateScope;
import java.util.UUID;

/** What a caller wants done. Fields that may be null say so; texts are bounded by {@link Text}. */
public sealed interface JobRequest {
  /** The job that does it. */
  JobType type();

  /**
   * A new backup.
   *
   * @param message why, for people; may be null
   */
  record BackupRequest(UUID environmentId, BackupScope scope, String message)
      implements JobRequest {
    @Override
    public JobType type() {
      return JobType.BACKUP_CREATE;
    }
  }

  /**
   * A restore of a backup.
   *
   * @param dryRun verify and plan only
   * @param destination an absolute directory on the node that gets a copy; null: the environment
   * @param preBackup null: {@link PreBackup#CREATE}
   * @param confirmation the typed phrase; may be null where the environment asks for none
   * @param otp the one-time code; may be null where the environment asks for none
   * @param message why, for people; may be null
   * @param expectEnvironment the id or {@code site/environment} the caller believes to restore; may
   *     be null
   */
  record RestoreRequest(
      UUID environmentId,
      UUID backupId,
      boolean dryRun,
      String destination,
      PreBackup preBackup,
      String confirmation,
      String otp,
      String message,
      String expectEnvironment)
      implements JobRequest {
    @Override
    public JobType type() {
      return JobType.ENV_RESTORE;
    }
  }

  /**
   * Takes back the last restore of an environment while its undo window is open.
   *
   * @param confirmation as for a restore; the phrase names the backup that was restored
   * @param otp as for a restore
   */
  record UndoRequest(UUID environmentId, String confirmation, String otp, String message)
      implements JobRequest {
    /** Without a one-time code. */
    public UndoRequest(UUID environmentId, String confirmation, String message) {
      this(environmentId, confirmation, null, message);
    }

    @Override
    public JobType type() {
      return JobType.ENV_RESTORE;
    }
  }

  /** Reads a stored backup again and compares it with its manifest. */
  record VerifyRequest(UUID backupId) implements JobRequest {
    @Override
    public JobType type() {
      return JobType.BACKUP_VERIFY;
    }
  }

  /** Deletes what has expired. Asked for by the clock. */
  record CleanupRequest(UUID environmentId) implements JobRequest {
    @Override
    public JobType type() {
      return JobType.BACKUP_CLEANUP;
    }
  }

  /** Asks whether the environment works. */
  record HealthRequest(UUID environmentId) implements JobRequest {
    @Override
    public JobType type() {
      return JobType.HEALTH_CHECK;
    }
  }

  /**
   * New code for an environment.
   *
   * @param sourceRef {@code <url>#<ref>} for git; {@code upload:<id>}, an absolute path on the node
   *     or {@code s3://…} for an upload
   * @param checksum {@code sha256:<hex>} of an archive; may be null
   * @param message why, for people; may be null
   */
  record DeployRequest(
      UUID environmentId, SourceType sourceType, String sourceRef, String checksum, String message)
      implements JobRequest {
    @Override
    public JobType type() {
      return JobType.ENV_DEPLOY;
    }
  }

  /**
   * WordPress's own updates.
   *
   * @param preBackup null: {@link PreBackup#CREATE}
   * @param message why, for people; may be null
   */
  record UpdateRequest(UUID environmentId, UpdateScope scope, PreBackup preBackup, String message)
      implements JobRequest {
    @Override
    public JobType type() {
      return JobType.ENV_UPDATE;
    }
  }

  /**
   * Back to a release that is still on the node.
   *
   * @param release its id or its path, for example {@code releases/20261120T203000Z}; null: the one
   *     before the live one
   * @param message why, for people; may be null
   */
  record RollbackRequest(UUID environmentId, String release, String message) implements JobRequest {
    @Override
    public JobType type() {
      return JobType.RELEASE_ROLLBACK;
    }
  }
}
