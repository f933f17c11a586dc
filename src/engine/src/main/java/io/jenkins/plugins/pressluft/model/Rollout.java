package io.jenkins.plugins.pressluft.model;

import java.time.Duration;
import java.util.List;

/**
 * What the registry declares about new code of an environment: how it is fetched, built, checked
 * and kept.
 *
 * @param build commands with their arguments, run in this order without a shell; may be empty
 * @param buildTimeout for each of them
 * @param keepReleases how many releases stay on the node, 2 to 50; those that something still needs
 *     come on top
 * @param updateMode where WordPress's own updater works
 * @param updateMirror where updates are asked for instead of wordpress.org; may be null
 * @param healthChecks pages that must answer beside the preview URL; may be empty
 * @param deployKey the private key that repositories are fetched with; may be null
 * @param deployKnownHosts lines of a known_hosts file for those repositories' hosts; may be empty
 * @param deployLimits what a release may be at most
 * @param deployStorages names of the object storages that archives may come from; may be empty
 */
public record Rollout(
    List<List<String>> build,
    Duration buildTimeout,
    int keepReleases,
    UpdateMode updateMode,
    String updateMirror,
    List<PageCheck> healthChecks,
    Secret deployKey,
    List<String> deployKnownHosts,
    Limits deployLimits,
    List<String> deployStorages) {

  /** How long one build command may take when nothing is declared. */
  public static final Duration BUILD_TIMEOUT = Duration.ofMinutes(10);

  /** How many releases stay when nothing is declared. */
  public static final int KEEP_RELEASES = 5;

  /** Copies the lists; what was never declared, as in rows of older programs, is the usual. */
  public Rollout {
    build = build.stream().map(List::copyOf).toList();
    healthChecks = List.copyOf(healthChecks);
    deployKnownHosts = List.copyOf(deployKnownHosts);
    deployLimits = deployLimits == null ? Limits.USUAL : deployLimits;
    deployStorages = deployStorages == null ? List.of() : List.copyOf(deployStorages);
  }

  /**
   * What a release may be at most, so that no archive and no repository fills a node's disk.
   *
   * @param entries files and directories, {@value #LEAST_ENTRIES} to {@value #MOST_ENTRIES}
   * @param mebibytes when unpacked, {@value #LEAST_MEBIBYTES} to {@value #MOST_MEBIBYTES}
   */
  public record Limits(int entries, int mebibytes) {
    /** A WordPress of its own has 3,000 and more. */
    public static final int LEAST_ENTRIES = 1000;

    public static final int MOST_ENTRIES = 2_000_000;
    public static final int LEAST_MEBIBYTES = 64;
    public static final int MOST_MEBIBYTES = 65_536;

    /** When nothing is declared. */
    public static final Limits USUAL = new Limits(200_000, 2048);
  }

  /** What holds when nothing is declared. */
  public static Rollout usual(EnvironmentType type) {
    return new Rollout(
        List.of(),
        BUILD_TIMEOUT,
        KEEP_RELEASES,
        UpdateMode.usual(type),
        null,
        List.of(),
        null,
        List.of(),
        Limits.USUAL,
        List.of());
  }

  /** Where WordPress's own updater works. */
  public enum UpdateMode implements WireName {
    /** On a copy of the database and the uploads, which is switched to as a whole. */
    GENERATION,
    /** On the live database under maintenance mode, so that nothing written meanwhile is lost. */
    IN_PLACE;

    /** In production orders may come in while it works; elsewhere nothing is lost with a copy. */
    public static UpdateMode usual(EnvironmentType type) {
      return type == EnvironmentType.PRODUCTION ? IN_PLACE : GENERATION;
    }
  }

  /**
   * A page that must answer.
   *
   * @param url http or https, as seen from the node
   * @param status the expected status, 100 to 599
   * @param contains a text that must be in the page; null: any page will do
   */
  public record PageCheck(String url, int status, String contains) {}
}
