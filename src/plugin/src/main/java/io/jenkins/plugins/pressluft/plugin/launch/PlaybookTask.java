package io.jenkins.plugins.pressluft.plugin.launch;

import hudson.model.Item;
import hudson.model.Label;
import hudson.model.Queue;
import hudson.model.queue.CauseOfBlockage;
import hudson.security.ACL;
import hudson.security.ACLContext;
import hudson.security.AccessControlled;
import hudson.security.Permission;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.plugin.rest.PressluftPermissions;
import java.util.Objects;
import java.util.UUID;
import jenkins.model.Jenkins;

/**
 * A job's place in Jenkins' queue. Not persisted: the job in the database is. Access is that of the
 * environment's folder; without access control nobody would see it.
 */
final class PlaybookTask implements Queue.TransientTask, AccessControlled {
  private final UUID job;
  private final String title;
  private final String folder;
  private final String label;
  private final QueueSlots slots;

  PlaybookTask(Job job, String label, QueueSlots slots) {
    this.job = job.id();
    this.title =
        "Pressluft: "
            + job.type().wire().replace('_', ' ')
            + " of "
            + slots.jobs().title(job.environmentId());
    this.folder = slots.jobs().folder(job.environmentId());
    this.label = label;
    this.slots = slots;
  }

  UUID job() {
    return job;
  }

  QueueSlots slots() {
    return slots;
  }

  @Override
  public Label getAssignedLabel() {
    return Label.get(label);
  }

  @Override
  public Queue.Executable createExecutable() {
    return new PlaybookExecutable(this);
  }

  @Override
  public CauseOfBlockage getCauseOfBlockage() {
    return null;
  }

  @Override
  public String getName() {
    return title;
  }

  @Override
  public String getFullDisplayName() {
    return title;
  }

  @Override
  public String getDisplayName() {
    return title;
  }

  /** Jobs of one environment are alike, but two of them are not one. */
  @Override
  public boolean isConcurrentBuild() {
    return true;
  }

  @Override
  public String getUrl() {
    return "pressluft/#/jobs/" + job;
  }

  @Override
  public ACL getACL() {
    if (folder == null) {
      return Jenkins.get().getACL();
    }
    try (ACLContext context = ACL.as2(ACL.SYSTEM2)) {
      Item place = Jenkins.get().getItemByFullName(folder);
      return place == null ? Jenkins.get().getACL() : place.getACL();
    }
  }

  /** Ending a job is for its administrators, whoever may abort builds. */
  @Override
  public void checkAbortPermission() {
    checkPermission(abort());
  }

  @Override
  public boolean hasAbortPermission() {
    return hasPermission(abort());
  }

  private static Permission abort() {
    return PressluftPermissions.ADMINISTER;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PlaybookTask task && task.job.equals(job);
  }

  @Override
  public int hashCode() {
    return Objects.hash(job);
  }
}
