package io.jenkins.plugins.pressluft.guard;

import io.jenkins.plugins.pressluft.model.Caller;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.JobType;
import io.jenkins.plugins.pressluft.model.PreBackup;
import io.jenkins.plugins.pressluft.store.Transaction;
import java.util.UUID;

/**
 * What the guards are asked: may this be done to this environment, now?
 *
 * @param caller null when a job asks again at its start
 * @param permission what the caller needs
 * @param backupId the backup to restore or to verify; null for a new backup and a health check
 * @param safetyBackupId the backup an accepted job relies on; null at enqueue
 * @param oneTimeCode what became of the code that came along; null when none was looked at
 * @param source where a deploy's code is; otherwise null
 * @param release the path of the release to go back to; null: the one before, or no rollback
 */
public record Question(
    Transaction tx,
    Caller caller,
    Caller.Permission permission,
    JobType type,
    Environment environment,
    UUID backupId,
    UUID safetyBackupId,
    boolean undo,
    boolean dryRun,
    String destination,
    PreBackup preBackup,
    String confirmation,
    OneTimeCode oneTimeCode,
    String expectEnvironment,
    String source,
    String release) {

  /** Whether a restore of a backup, not an undo. */
  boolean isRestore() {
    return type == JobType.ENV_RESTORE && !undo;
  }

  /** Whether a full backup is made or verified before anything changes. */
  boolean needsWayBack() {
    return (isRestore() && changesLive()) || type == JobType.ENV_UPDATE;
  }

  /** Whether the live environment is what will be changed. */
  public boolean changesLive() {
    return type.isMutation() && !dryRun && destination == null;
  }
}
