package io.jenkins.plugins.pressluft.plugin.page;

import io.jenkins.plugins.pressluft.model.Concern;
import io.jenkins.plugins.pressluft.plugin.outlook.Standing;
import io.jenkins.plugins.pressluft.plugin.parameter.BackupText;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * How an environment stands, in Jenkins' symbols and in words.
 *
 * <p>Public with bean accessors because pages read it by name.
 */
public final class ShownEnvironment {
  private static final String NO_BACKUP = "no backup";

  private final Standing standing;

  ShownEnvironment(Standing standing) {
    this.standing = standing;
  }

  /** {@code site/environment}. */
  public String getName() {
    return standing.glance().slugPath();
  }

  /** Its page on the dashboard, below Jenkins' own address. */
  public String getLink() {
    return "pressluft/#/environments/" + URLEncoder.encode(getName(), StandardCharsets.UTF_8);
  }

  /** A symbol of Jenkins; what it says is also said by {@link #getState}. */
  public String getSymbol() {
    String colour = standing.isUrgent() ? "red" : standing.needsAPerson() ? "yellow" : "blue";
    return "symbol-status-" + colour + (standing.isRunning() ? "-anime" : "");
  }

  /** What is under way, or else how it stands, in a word or a few. */
  public String getState() {
    if (standing.isUnderWay()) {
      return standing.glance().underWay().type().noun()
          + (standing.isRunning() ? " is running" : " is waiting");
    }
    return standing.needsAPerson() ? word(standing.concerns().get(0)) : "active";
  }

  private String word(Concern concern) {
    return switch (concern.code()) {
      case "last_job_failed" -> "last " + standing.glance().last().type().noun() + " failed";
      case "release_unhealthy" -> "not healthy";
      case "no_backup" -> standing.glance().newestBackup() == null ? NO_BACKUP : "no full backup";
      case "backup_old" -> "full backup is old";
      default -> concern.code();
    };
  }

  /** What needs a person and what to do, sentence by sentence; null when nothing does. */
  public String getAdvice() {
    return standing.needsAPerson()
        ? String.join("\n", standing.concerns().stream().map(Concern::sentence).toList())
        : null;
  }

  /** The state, and the age of the newest backup, whatever is in that. */
  public String getLine() {
    String state = getState();
    if (standing.glance().newestBackup() == null) {
      return state.equals(NO_BACKUP) ? state : state + ", " + NO_BACKUP;
    }
    return state
        + ", backup "
        + BackupText.age(Duration.between(standing.glance().newestBackup(), standing.at()))
        + " old";
  }

  /** Where it stands in a list: what presses most has the smallest number. */
  public int getOrder() {
    return standing.order();
  }
}
