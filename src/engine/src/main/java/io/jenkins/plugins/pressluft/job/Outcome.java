package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.model.ErrorCode;

/**
 * What a run came to, as its operation reads it.
 *
 * @param code null if and only if it succeeded
 * @param message a plain sentence for the operator, then what Ansible said; null on success
 * @param result JSON object for the job's record; may be null
 * @param artifact the backup or safety backup that was stored; null when none was
 * @param change null unless the job changes what is live and the node told
 * @param live what is live now; null when the node did not say
 * @param cleared what a cleanup deleted; null for every other job
 */
public record Outcome(
    ErrorCode code,
    String message,
    String result,
    BackupArtifact artifact,
    ChangeFacts change,
    Live live,
    Cleared cleared) {

  /** Of a job that cleans nothing up. */
  public Outcome(
      ErrorCode code,
      String message,
      String result,
      BackupArtifact artifact,
      ChangeFacts change,
      Live live) {
    this(code, message, result, artifact, change, live, null);
  }

  /** A success without more to tell. */
  public static Outcome success(String result) {
    return new Outcome(null, null, result, null, null, null);
  }

  /** A failure of which nothing more is known. */
  public static Outcome failure(ErrorCode code, String message) {
    return new Outcome(code, message, null, null, null, null);
  }

  /** Whether the job did what it should. */
  public boolean succeeded() {
    return code == null;
  }
}
