package io.jenkins.plugins.pressluft.model;

import java.time.Instant;
import java.util.UUID;

/**
 * One piece of work on one environment, at least once.
 *
 * @param fence grows with every attempt of every job of the house; the node refuses a smaller one
 * @param parameters JSON: what was asked for
 * @param state JSON: what the operation must remember between attempts (safety backup, stages seen)
 * @param result JSON: what came out; null until final
 * @param handle the launcher's durable handle of the running playbook; null when nothing runs
 * @param requestedBy who asked, for people
 * @param origin the way it came: {@code api}, {@code cli}, {@code step}, {@code schedule}
 * @param runOn the host's name of the machine that its playbooks must run on; null: the host
 *     decides
 * @param askedIn the host's name of what asked, such as a Jenkins job; null when nothing has a name
 * @param controllerId whose job it is: the controller that it was asked for at, until another one
 *     takes it over; null in rows that are older than this
 */
public record Job(
    UUID id,
    JobType type,
    JobStatus status,
    UUID siteId,
    UUID environmentId,
    UUID nodeId,
    UUID backupId,
    int attemptCount,
    int maxAttempts,
    long fence,
    Instant runAfter,
    Instant lockedAt,
    String lockedBy,
    Instant heartbeatAt,
    Instant deadlineAt,
    Instant startedAt,
    Instant finishedAt,
    Instant cancelRequestedAt,
    String errorCode,
    String errorMessage,
    String parameters,
    String state,
    String result,
    String handle,
    String requestedBy,
    String origin,
    Instant createdAt,
    Instant updatedAt,
    String runOn,
    String askedIn,
    UUID controllerId) {

  /**
   * One that waits for its first attempt.
   *
   * @param backupId what it makes or restores; null where there is none
   * @param now when it is asked for
   */
  public static Job queued(
      UUID id,
      JobType type,
      UUID siteId,
      UUID environmentId,
      UUID nodeId,
      UUID backupId,
      int maxAttempts,
      String parameters,
      String state,
      String requestedBy,
      String origin,
      Instant now,
      String runOn,
      String askedIn,
      UUID controllerId) {
    return new Job(
        id,
        type,
        JobStatus.QUEUED,
        siteId,
        environmentId,
        nodeId,
        backupId,
        0,
        maxAttempts,
        0,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        parameters,
        state,
        null,
        null,
        requestedBy,
        origin,
        now,
        now,
        runOn,
        askedIn,
        controllerId);
  }
}
