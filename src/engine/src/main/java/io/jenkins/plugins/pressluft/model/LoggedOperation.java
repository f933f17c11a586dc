package io.jenkins.plugins.pressluft.model;

import java.time.Instant;
import java.util.UUID;

/**
 * One line of the operations log: who asked for what, when, and what became of it.
 *
 * @param sequence grows with every line
 * @param who the caller's name, or the worker's for a job's end
 * @param origin {@code api}, {@code cli}, {@code step}, {@code schedule} or {@code engine}
 * @param operation a job type's wire name, {@code cancel}, {@code reset}, {@code hold}, {@code
 *     take_over} or {@code reload}
 * @param outcome {@code accepted}, {@code refused}, {@code succeeded}, {@code failed}, {@code
 *     retrying} or {@code cancelled}
 * @param code the refusal's or the error's code; null when there was none
 * @param message for people, never a secret; may be null
 */
public record LoggedOperation(
    long sequence,
    Instant at,
    String who,
    String origin,
    String operation,
    UUID siteId,
    UUID environmentId,
    UUID backupId,
    UUID jobId,
    String outcome,
    String code,
    String message) {}
