package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.Node;
import io.jenkins.plugins.pressluft.model.Restore;
import io.jenkins.plugins.pressluft.model.Site;
import io.jenkins.plugins.pressluft.model.Storage;

/**
 * One attempt of a job with the rows it works on, as read in one transaction.
 *
 * @param backup the backup that the job makes, verifies or restores; null for every other job
 * @param backupStorage where it is; null with it
 * @param restore the provenance row; null unless the job restores
 * @param undoOf the restore that this one takes back; null unless it is an undo
 * @param safety the backup that is the way back of a restore or an update; null where none is
 *     needed (dry run, destination, undo). When it is {@code completed}, it is verified again,
 *     otherwise it is made
 * @param safetyStorage where it is; null with it
 * @param clearance what may be deleted; null unless the job cleans up
 * @param source the object storage that a deploy's archive is in; null for every other source
 */
public record Attempt(
    Job job,
    Site site,
    Environment environment,
    Node node,
    Backup backup,
    Storage backupStorage,
    Restore restore,
    Restore undoOf,
    Backup safety,
    Storage safetyStorage,
    Clearance clearance,
    Storage source) {}
