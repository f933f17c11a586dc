package io.jenkins.plugins.pressluft.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** One running instance of a site, on one node. */
public record Environment(
    UUID id,
    UUID siteId,
    String siteSlug,
    String slug,
    String name,
    ResourceStatus status,
    UUID nodeId,
    UUID storageId,
    Spec spec,
    UUID currentReleaseId,
    boolean declared,
    Instant createdAt,
    Instant updatedAt,
    int stateVersion) {

  /** {@code site/environment}: the name people and pipelines use. */
  public String slugPath() {
    return siteSlug + "/" + slug;
  }

  /**
   * What the registry declares of an environment.
   *
   * @param path absolute directory on the node; holds {@code current} and {@code releases}
   * @param previewUrl the http(s) URL that the health check asks, as seen from the node
   * @param protectedEnvironment whether a restore needs the typed confirmation
   * @param confirmationTemplate the phrase, with {@code {backupId}} in it
   * @param retention how long a new backup is kept
   * @param undoWindow how long the generation before a restore is kept
   * @param backupFreshness how old a full backup may be for {@code pre_backup: verify}
   * @param destinations absolute directories below which a restore may write a copy
   * @param exclude patterns below the release's or the uploads' root that are left out of backups
   * @param rollout how new code gets in; null stands for the usual way
   * @param folder the full name of the Jenkins folder whose permissions count for this environment;
   *     null: those of Jenkins as a whole. A host without folders takes no notice of it
   * @param oneTimeCode where the seed of the one-time codes is that a restore asks for; null: it
   *     asks for none
   * @param publicStatus whether anyone may see the state; null stands for no
   */
  public record Spec(
      EnvironmentType type,
      EnvironmentKind kind,
      String path,
      String previewUrl,
      Database database,
      String fastcgi,
      boolean protectedEnvironment,
      String confirmationTemplate,
      Duration retention,
      Duration undoWindow,
      Duration backupFreshness,
      Compression compression,
      List<String> destinations,
      List<String> exclude,
      Rollout rollout,
      String folder,
      Secret oneTimeCode,
      Boolean publicStatus) {

    /** Fills in what rows of an earlier version do not have. */
    public Spec {
      rollout = rollout == null ? Rollout.usual(type) : rollout;
      publicStatus = publicStatus != null && publicStatus;
    }

    /** With the usual rollout, in no folder, without one-time codes and not for the public. */
    public Spec(
        EnvironmentType type,
        EnvironmentKind kind,
        String path,
        String previewUrl,
        Database database,
        String fastcgi,
        boolean protectedEnvironment,
        String confirmationTemplate,
        Duration retention,
        Duration undoWindow,
        Duration backupFreshness,
        Compression compression,
        List<String> destinations,
        List<String> exclude) {
      this(
          type,
          kind,
          path,
          previewUrl,
          database,
          fastcgi,
          protectedEnvironment,
          confirmationTemplate,
          retention,
          undoWindow,
          backupFreshness,
          compression,
          destinations,
          exclude,
          null,
          null,
          null,
          null);
    }
  }

  /**
   * The environment's database server as the node sees it.
   *
   * @param name the database's declared name; generations are called {@code <name>_g<n>}
   * @param socket a unix socket, or null to use host and port
   * @param adminUser an account that may create databases and accounts
   * @param adminPassword null where the server trusts the socket's user
   */
  public record Database(
      String name,
      String socket,
      String host,
      Integer port,
      String adminUser,
      Secret adminPassword) {}

  /** How the parts of a backup are compressed. */
  public enum Compression implements WireName {
    ZSTD,
    GZIP
  }
}
