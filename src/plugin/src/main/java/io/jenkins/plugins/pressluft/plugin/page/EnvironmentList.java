package io.jenkins.plugins.pressluft.plugin.page;

import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.Caller;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.ResourceStatus;
import io.jenkins.plugins.pressluft.plugin.Pressluft;
import io.jenkins.plugins.pressluft.plugin.parameter.BackupText;
import io.jenkins.plugins.pressluft.plugin.rest.JenkinsCallers;
import io.jenkins.plugins.pressluft.store.Store;
import io.jenkins.plugins.pressluft.store.Transaction;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * The environments that somebody may see, each with its state and its newest full backup, by name.
 * Asks the database when it is made.
 */
public final class EnvironmentList {
  /** What one page shows; the REST endpoint pages through any number. */
  static final int MAX_LINES = 500;

  private final String trouble;
  private final int total;
  private final List<Line> lines;

  private EnvironmentList(String trouble, int total, List<Line> lines) {
    this.trouble = trouble;
    this.total = total;
    this.lines = lines;
  }

  /** That of whoever sent the request that is being answered. */
  public static EnvironmentList ofCurrentUser() {
    return Pressluft.get()
        .trouble()
        .map(trouble -> new EnvironmentList(trouble, 0, List.of()))
        .orElseGet(() -> of(Pressluft.get().store(), JenkinsCallers.get().forCurrentUser()));
  }

  static EnvironmentList of(Store store, Caller caller) {
    return store.read(
        tx -> {
          List<Environment> seen =
              tx.environments().all().stream()
                  .filter(Environment::declared)
                  .filter(one -> caller.may(Caller.Permission.VIEW, one.id()))
                  .sorted(Comparator.comparing(Environment::slugPath))
                  .toList();
          return new EnvironmentList(
              null,
              seen.size(),
              seen.stream().limit(MAX_LINES).map(environment -> line(tx, environment)).toList());
        });
  }

  private static Line line(Transaction tx, Environment environment) {
    Backup newest = tx.backups().newestFull(environment.id()).orElse(null);
    return new Line(
        environment.slugPath(),
        environment.spec().type().wire(),
        environment.status(),
        environment.spec().previewUrl(),
        newest == null
            ? null
            : BackupText.age(Duration.between(newest.createdAt(), tx.now())) + " ago");
  }

  /** Why there is no list; null when there is one. */
  public String getTrouble() {
    return trouble;
  }

  /** How many there are. */
  public int getTotal() {
    return total;
  }

  /** How many are not shown. */
  public int getMore() {
    return total - lines.size();
  }

  /** Those that are shown. */
  public List<Line> getLines() {
    return lines;
  }

  /** One environment. */
  public static final class Line {
    private final String name;
    private final String type;
    private final ResourceStatus status;
    private final String previewUrl;
    private final String newestBackup;

    private Line(
        String name, String type, ResourceStatus status, String previewUrl, String newestBackup) {
      this.name = name;
      this.type = type;
      this.status = status;
      this.previewUrl = previewUrl;
      this.newestBackup = newestBackup;
    }

    /** {@code site/environment}. */
    public String getName() {
      return name;
    }

    /** For example {@code production}. */
    public String getType() {
      return type;
    }

    /** By the contract's name. */
    public String getStatus() {
      return status.wire();
    }

    /** The symbol beside the status. */
    public String getSymbol() {
      return switch (status) {
        case ACTIVE -> "symbol-status-blue";
        case FAILED -> "symbol-status-red";
        default -> "symbol-status-blue-anime";
      };
    }

    /** Where it can be looked at; null when none is declared or it is no web address. */
    public String getPreviewUrl() {
      return previewUrl != null && previewUrl.matches("https?://.*") ? previewUrl : null;
    }

    /** How old its newest full backup is; null when it has none. */
    public String getNewestBackup() {
      return newestBackup;
    }
  }
}
