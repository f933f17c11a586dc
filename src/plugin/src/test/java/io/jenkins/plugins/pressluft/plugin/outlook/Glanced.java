package io.jenkins.plugins.pressluft.plugin.outlook;

import io.jenkins.plugins.pressluft.model.Caller;
import io.jenkins.plugins.pressluft.model.Glance;
import io.jenkins.plugins.pressluft.model.Glance.Work;
import io.jenkins.plugins.pressluft.model.JobStatus;
import io.jenkins.plugins.pressluft.model.JobType;
import io.jenkins.plugins.pressluft.model.ResourceStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/** Environments in every state there is, for tests of what is told of them. */
public final class Glanced {
  /** When all of it was read. */
  public static final Instant NOW = Instant.parse("2026-11-20T20:30:00Z");

  private static final Instant FRESH = NOW.minus(Duration.ofHours(3));

  private Glanced() {}

  /** Nothing to do and nothing to say. */
  public static Glance well(String name) {
    return of(name, ResourceStatus.ACTIVE, FRESH, null, ended(JobType.ENV_DEPLOY, null));
  }

  /** The last deploy failed. */
  public static Glance broken(String name) {
    return of(
        name, ResourceStatus.ACTIVE, FRESH, null, ended(JobType.ENV_DEPLOY, "HEALTH_CHECK_FAILED"));
  }

  /** Without any backup. */
  public static Glance bare(String name) {
    return of(name, ResourceStatus.ACTIVE, null, null, null);
  }

  /** With a backup of the database alone. */
  public static Glance partly(String name) {
    return new Glance(
        UUID.randomUUID(), name, ResourceStatus.ACTIVE, false, FRESH, null, null, null);
  }

  /** A restore runs. */
  public static Glance restoring(String name) {
    return of(
        name,
        ResourceStatus.RESTORING,
        FRESH,
        new Work(UUID.randomUUID(), JobType.ENV_RESTORE, JobStatus.RUNNING, null),
        null);
  }

  /** A backup waits for its turn. */
  public static Glance queued(String name) {
    return of(
        name,
        ResourceStatus.ACTIVE,
        FRESH,
        new Work(UUID.randomUUID(), JobType.BACKUP_CREATE, JobStatus.QUEUED, null),
        null);
  }

  /** The live release is not healthy. */
  public static Glance unhealthy(String name) {
    return new Glance(
        UUID.randomUUID(), name, ResourceStatus.ACTIVE, true, FRESH, FRESH, null, null);
  }

  /** The newest full backup is nine days old. */
  public static Glance neglected(String name) {
    return of(name, ResourceStatus.ACTIVE, NOW.minus(Duration.ofDays(9)), null, null);
  }

  private static Glance of(
      String name, ResourceStatus status, Instant backup, Work underWay, Work last) {
    return new Glance(UUID.randomUUID(), name, status, false, backup, backup, underWay, last);
  }

  private static Work ended(JobType type, String error) {
    return new Work(
        UUID.randomUUID(), type, error == null ? JobStatus.SUCCEEDED : JobStatus.FAILED, error);
  }

  /** What is told of it. */
  public static Standing standing(Glance glance) {
    return Standing.of(glance, NOW);
  }

  /** Somebody who may see these and nothing else. */
  public static Caller seeing(Glance... glances) {
    Set<UUID> seen =
        Set.copyOf(java.util.Arrays.stream(glances).map(Glance::environmentId).toList());
    return new Caller() {
      @Override
      public String name() {
        return "somebody";
      }

      @Override
      public String origin() {
        return "api";
      }

      @Override
      public boolean may(Permission permission, UUID environmentId) {
        return permission == Permission.VIEW && seen.contains(environmentId);
      }
    };
  }

  /** What somebody sees of these. */
  public static Outlook outlook(Caller caller, Glance... glances) {
    return new Outlook(caller, java.util.Arrays.stream(glances).map(Glanced::standing).toList());
  }
}
