package io.jenkins.plugins.pressluft.model;

/**
 * How a job can end badly (contract: "Jobs"). Append only: a code that was once seen by a script is
 * never renamed.
 */
public enum ErrorCode {
  ANSIBLE_PLAY_ERROR(true),
  ANSIBLE_HOST_FAILED(true),
  ANSIBLE_HOST_UNREACHABLE(true),
  ANSIBLE_SYNTAX_ERROR(false),
  ANSIBLE_UNEXPECTED_ERROR(false),
  ANSIBLE_UNKNOWN_EXIT(false),
  ANSIBLE_TIMEOUT(true),
  JOB_TIMEOUT(false),
  BACKUP_NOT_OWNED(false),
  BACKUP_NOT_COMPLETED(false),
  BACKUP_EXPIRED(false),
  CHECKSUM_MISMATCH(false),
  ARTIFACT_MISSING(false),
  ARTIFACT_UNREADABLE(false),
  ARTIFACT_UNSAFE(false),
  DUMP_REFUSED(false),
  MANIFEST_INVALID(false),
  PRE_BACKUP_FAILED(false),
  PRE_BACKUP_STALE(false),
  HEALTH_CHECK_FAILED(false),
  ROLLBACK_FAILED(false),
  SOURCE_NOT_FOUND(false),
  BUILD_FAILED(false),
  PHP_SYNTAX_ERROR(false),
  UPDATE_FAILED(false),
  RELEASE_NOT_FOUND(false),
  RELEASE_NOT_USABLE(false),
  DISK_SPACE_LOW(false),
  DATABASE_UNREACHABLE(true),
  LAYOUT_UNSUPPORTED(false),
  LEASE_HELD(true),
  LEASE_LOST(false),
  UNDO_NOT_POSSIBLE(false),
  DESTINATION_NOT_ALLOWED(false),
  LOST_WORKER(false),
  ENVIRONMENT_NOT_ACTIVE(false),
  NOT_DECLARED(false),
  NOT_SUPPORTED(false),
  AGENT_UNAVAILABLE(true),
  AGENT_NOT_ALLOWED(false),
  CREDENTIAL_MISSING(false);

  private final boolean retryable;

  ErrorCode(boolean retryable) {
    this.retryable = retryable;
  }

  /** Whether another attempt may help, while attempts remain. */
  public boolean isRetryable() {
    return retryable;
  }
}
