package io.jenkins.plugins.pressluft.model;

import java.util.Optional;

/** What a job does, the playbook that does it, and what its environment is meanwhile. */
public enum JobType implements WireName {
  BACKUP_CREATE("backup-create.yml", null, false),
  BACKUP_VERIFY("backup-verify.yml", null, false),
  BACKUP_CLEANUP("backup-cleanup.yml", null, false),
  ENV_RESTORE("env-restore.yml", ResourceStatus.RESTORING, true),
  ENV_DEPLOY("env-deploy.yml", ResourceStatus.DEPLOYING, true),
  ENV_UPDATE("env-update.yml", ResourceStatus.DEPLOYING, true),
  RELEASE_ROLLBACK("release-rollback.yml", ResourceStatus.DEPLOYING, true),
  HEALTH_CHECK("health-check.yml", null, false);

  private final String playbook;
  private final ResourceStatus during;
  private final boolean mutation;

  JobType(String playbook, ResourceStatus during, boolean mutation) {
    this.playbook = playbook;
    this.during = during;
    this.mutation = mutation;
  }

  /**
   * The constant whose wire name this is; {@link IllegalArgumentException} names what is allowed.
   */
  public static JobType of(String wire) {
    return WireName.parse(JobType.class, wire);
  }

  /** The word for it in a sentence. */
  public String noun() {
    return switch (this) {
      case BACKUP_CREATE -> "backup";
      case BACKUP_VERIFY -> "verification";
      case BACKUP_CLEANUP -> "clean-up";
      case ENV_RESTORE -> "restore";
      case ENV_DEPLOY -> "deploy";
      case ENV_UPDATE -> "update";
      case RELEASE_ROLLBACK -> "rollback";
      case HEALTH_CHECK -> "health check";
    };
  }

  /** The file below {@code ansible/playbooks}. */
  public String playbook() {
    return playbook;
  }

  /** What the environment and its site become while a job of this type runs; empty: unchanged. */
  public Optional<ResourceStatus> environmentBecomes() {
    return Optional.ofNullable(during);
  }

  /**
   * Whether the job changes the environment, so that a second one of the kind is refused meanwhile.
   */
  public boolean isMutation() {
    return mutation;
  }
}
