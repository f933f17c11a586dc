package io.jenkins.plugins.pressluft.local.jenkinsfile;

import java.util.List;

/**
 * {@code currentBuild} of a Jenkinsfile. As in Jenkins a result only ever gets worse.
 *
 * <p>Public with bean accessors because Groovy reads it by name.
 */
public final class CurrentBuild {
  private static final List<String> WORSE =
      List.of("SUCCESS", "UNSTABLE", "FAILURE", "NOT_BUILT", "ABORTED");

  private String result;
  private String description;
  private String displayName = "#1";

  CurrentBuild() {}

  /** Null while nothing has gone wrong. */
  public String getResult() {
    return result;
  }

  /** Keeps the worse of the two. */
  public void setResult(String next) {
    if (next == null) {
      return;
    }
    if (!WORSE.contains(next)) {
      throw new IllegalArgumentException(
          "currentBuild.result must be one of " + String.join(", ", WORSE));
    }
    if (result == null || WORSE.indexOf(next) > WORSE.indexOf(result)) {
      result = next;
    }
  }

  /** The result as if the build ended now. */
  public String getCurrentResult() {
    return result == null ? "SUCCESS" : result;
  }

  /** The build's description; may be null. */
  public String getDescription() {
    return description;
  }

  /** Sets the description. */
  public void setDescription(String text) {
    description = text;
  }

  /** The build's name. */
  public String getDisplayName() {
    return displayName;
  }

  /** Sets the name. */
  public void setDisplayName(String text) {
    displayName = text;
  }

  /** Every run here is the first. */
  public int getNumber() {
    return 1;
  }
}
