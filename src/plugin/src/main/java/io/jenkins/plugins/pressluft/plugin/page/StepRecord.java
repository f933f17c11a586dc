package io.jenkins.plugins.pressluft.plugin.page;

import io.jenkins.plugins.pressluft.model.ByteSize;
import io.jenkins.plugins.pressluft.pipeline.PipelineStep;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What one step of a build did, as it is kept with the build. Immutable; only texts and numbers, so
 * that the record of a build can be read for as long as the build is kept.
 *
 * <p>Public with bean accessors because pages read it by name.
 */
public final class StepRecord implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String step;
  private final String status;
  private final String environment;
  private final String jobId;
  private final String backupId;
  private final String backupScope;
  private final String checksum;
  private final Long sizeBytes;
  private final String safetyBackupId;
  private final String release;
  private final String releaseBefore;
  private final String outcome;
  private final String health;
  private final Boolean healthy;
  private final Long durationMs;
  private final Long downtimeMs;
  private final String code;
  private final String message;

  private StepRecord(Map<String, ?> result) {
    step = text(result, "step");
    status = text(result, "status");
    environment = text(result, "environment");
    jobId = text(result, "jobId");
    backupId = text(result, "backupId");
    backupScope = text(result, "backupScope");
    checksum = text(result, "checksum");
    sizeBytes = number(result, "sizeBytes");
    safetyBackupId = text(result, "safetyBackupId");
    release = text(result, "release");
    releaseBefore = text(result, "releaseBefore");
    outcome = text(result, "outcome");
    health = checks(result.get("health"));
    healthy = result.get("healthy") instanceof Boolean told ? told : null;
    durationMs = number(result, "durationMs");
    downtimeMs = number(result, "downtimeMs");
    String error = text(result, "errorCode");
    code = error == null ? text(result, "code") : error;
    String sentence = text(result, "errorMessage");
    message = sentence == null ? text(result, "message") : sentence;
  }

  /**
   * From what the step returned, or would have returned.
   *
   * @param result the map of {@link io.jenkins.plugins.pressluft.pipeline.StepResult}
   */
  public static StepRecord of(Map<String, ?> result) {
    return new StepRecord(result);
  }

  private static String text(Map<String, ?> result, String key) {
    return result.get(key) instanceof CharSequence text ? text.toString() : null;
  }

  private static Long number(Map<String, ?> result, String key) {
    return result.get(key) instanceof Number number ? number.longValue() : null;
  }

  private static String checks(Object value) {
    List<String> told = new ArrayList<>();
    if (value instanceof List<?> list) {
      for (Object each : list) {
        if (each instanceof Map<?, ?> check) {
          boolean ok = Boolean.TRUE.equals(check.get("ok"));
          Object reason = check.get("reason");
          told.add(
              check.get("name")
                  + (ok ? " ok" : " failed" + (reason == null ? "" : " (" + reason + ")")));
        }
      }
    }
    return told.isEmpty() ? null : String.join(", ", told);
  }

  /** What was done, in a word or two. */
  public String getTitle() {
    return PipelineStep.named(step == null ? "" : step)
        .map(
            known ->
                switch (known) {
                  case BACKUP -> "Backup";
                  case RESTORE -> "dry_run".equals(outcome) ? "Dry run of a restore" : "Restore";
                  case DEPLOY -> "Deploy";
                  case UPDATE -> "Update";
                  case ROLLBACK -> "Rollback";
                  case HEALTH -> "Health check";
                })
        .orElse("Step");
  }

  /** {@code site/environment}; of a refused step as it was given. */
  public String getEnvironment() {
    return environment;
  }

  /** How it ended, in words. */
  public String getEnd() {
    if ("refused".equals(status)) {
      return "refused";
    } else if (Boolean.FALSE.equals(healthy)) {
      return "not healthy";
    } else if ("rolled_back".equals(outcome)) {
      return "switched back";
    } else if ("nothing_to_do".equals(outcome)) {
      return "nothing to do";
    }
    return status;
  }

  /** Whether it is as it should be. */
  public boolean isGood() {
    return "succeeded".equals(status) && !Boolean.FALSE.equals(healthy);
  }

  /** The symbol beside it. */
  public String getSymbol() {
    return isGood() ? "symbol-status-blue" : "symbol-status-red";
  }

  /** The backup that was made or restored; null when there is none. */
  public String getBackupId() {
    return backupId;
  }

  /** What is in the backup. */
  public String getBackupScope() {
    return backupScope;
  }

  /** The checksum of the backup's manifest. */
  public String getChecksum() {
    return checksum;
  }

  /** The first half of the checksum; a page may break the line after it. */
  public String getChecksumHead() {
    return checksum.substring(0, checksum.length() / 2);
  }

  /** The other half. */
  public String getChecksumTail() {
    return checksum.substring(checksum.length() / 2);
  }

  /** The size of the backup, for people; "size" alone is a word of the pages' own language. */
  public String getStoredSize() {
    return sizeBytes == null ? null : ByteSize.words(sizeBytes);
  }

  /** The backup that was made before anything changed. */
  public String getSafetyBackupId() {
    return safetyBackupId;
  }

  /** What is live now. */
  public String getRelease() {
    return release;
  }

  /** What was live before. */
  public String getReleaseBefore() {
    return releaseBefore;
  }

  /** The health checks on one line. */
  public String getHealth() {
    return health;
  }

  /** How long the job took, for people. */
  public String getDuration() {
    return span(durationMs);
  }

  /** How long visitors were kept out, for people. */
  public String getDowntime() {
    return downtimeMs == null || downtimeMs == 0 ? null : span(downtimeMs);
  }

  /** The code of an error or of a refusal. */
  public String getCode() {
    return code;
  }

  /** The sentence that goes with the code. */
  public String getMessage() {
    return message;
  }

  /** The job; null for a refused step. */
  public String getJobId() {
    return jobId;
  }

  /** The job's page below Jenkins' own address; null for a refused step. */
  public String getLink() {
    return jobId == null ? null : "pressluft/#/jobs/" + jobId;
  }

  private static String span(Long millis) {
    if (millis == null) {
      return null;
    }
    Duration time = Duration.ofMillis(millis);
    return millis < 60_000
        ? String.format(Locale.ROOT, "%.1f s", millis / 1000.0)
        : String.format(Locale.ROOT, "%d min %02d s", time.toMinutes(), time.toSecondsPart());
  }
}
