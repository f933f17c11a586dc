package io.jenkins.plugins.pressluft.operation;

import io.jenkins.plugins.pressluft.ansible.DerivedText;
import io.jenkins.plugins.pressluft.ansible.PrivateText;
import io.jenkins.plugins.pressluft.job.Clearance;
import io.jenkins.plugins.pressluft.job.Parameters;
import io.jenkins.plugins.pressluft.job.ReleaseStamp;
import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.Restore;
import io.jenkins.plugins.pressluft.model.Rollout;
import io.jenkins.plugins.pressluft.model.Site;
import io.jenkins.plugins.pressluft.model.SourceType;
import io.jenkins.plugins.pressluft.model.Storage;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** The sections of the one variable {@code pressluft} that a playbook gets; see docs/node.md. */
final class PlayVariables {
  private static final int MEBIBYTE = 1024 * 1024;

  private final ManifestKeys keys;

  PlayVariables(ManifestKeys keys) {
    this.keys = keys;
  }

  Map<String, Object> job(UUID id, String type, int attempt, long fence) {
    Map<String, Object> section = new LinkedHashMap<>();
    section.put("id", id);
    section.put("type", type);
    section.put("attempt", attempt);
    section.put("fence", fence);
    return section;
  }

  Map<String, Object> site(Site site) {
    return Map.of("id", site.id(), "slug", site.slug());
  }

  Map<String, Object> environment(Environment environment) {
    Environment.Spec spec = environment.spec();
    Map<String, Object> section = new LinkedHashMap<>();
    section.put("id", environment.id());
    section.put("slug", environment.slug());
    section.put("kind", spec.kind());
    section.put("path", spec.path());
    section.put("preview_url", spec.previewUrl());
    section.put("fastcgi", spec.fastcgi());
    section.put("undo_window_seconds", spec.undoWindow().toSeconds());
    section.put("destinations", spec.destinations());
    section.put(
        "health_checks", spec.rollout().healthChecks().stream().map(PlayVariables::page).toList());
    return section;
  }

  /** Null for an environment without a database. */
  Map<String, Object> database(Environment environment) {
    Environment.Database database = environment.spec().database();
    if (database == null) {
      return null;
    }
    Map<String, Object> section = new LinkedHashMap<>();
    section.put("name", database.name());
    section.put("socket", database.socket());
    section.put("host", database.host());
    section.put("port", database.port());
    section.put("admin_user", database.adminUser());
    section.put("admin_password", database.adminPassword());
    return section;
  }

  /** A backup that is to be made. */
  Map<String, Object> backup(Environment environment, Backup backup, Storage storage) {
    Map<String, Object> section = artifact(backup, storage);
    section.put("id", backup.id());
    section.put("scope", backup.scope());
    section.put("message", backup.message() == null ? "" : backup.message());
    section.put("purpose", backup.purpose());
    section.put("compression", environment.spec().compression());
    section.put("exclude", environment.spec().exclude());
    return section;
  }

  /** A stored backup that is to be read again. */
  Map<String, Object> verify(Backup backup, Storage storage) {
    Map<String, Object> section = artifact(backup, storage);
    section.put("backup_id", backup.id());
    section.put("scope", backup.scope());
    section.put("manifest_sha256", Manifests.hex(backup.checksum()));
    return section;
  }

  /** What is to be deleted; no keys, since nothing of it is read. */
  Map<String, Object> cleanup(Clearance clearance) {
    Map<String, Object> section = new LinkedHashMap<>();
    section.put("backups", clearance.expired().stream().map(PlayVariables::place).toList());
    section.put("unfinished", clearance.unfinished().stream().map(PlayVariables::place).toList());
    return section;
  }

  private static Map<String, Object> place(Clearance.Stored stored) {
    Map<String, Object> place = new LinkedHashMap<>();
    place.put("backup_id", stored.backup().id());
    place.put("storage", storage(stored.storage()));
    place.put("storage_path", stored.backup().storagePath());
    return place;
  }

  private static Map<String, Object> storage(Storage storage) {
    return Map.of("type", storage.spec().type(), "path", storage.spec().path());
  }

  /** What is restored, and the way back. */
  Map<String, Object> restore(
      Restore restore, Restore undoOf, Backup backup, Storage storage, Map<String, Object> safety) {
    Map<String, Object> section =
        backup == null || storage == null ? new LinkedHashMap<>() : verify(backup, storage);
    section.put("destination", restore.destination());
    section.put("dry_run", restore.dryRun());
    section.put("undo", undoOf != null);
    section.put("undo_of_job", undoOf == null ? null : undoOf.jobId());
    section.put("safety", safety);
    return section;
  }

  /** The way back of a restore: none, one to be made, or a stored one to be verified again. */
  Map<String, Object> safety(
      Environment environment, Backup safety, Storage storage, SafetyMode mode) {
    Map<String, Object> section = new LinkedHashMap<>();
    section.put("mode", mode.wire());
    if (mode != SafetyMode.NONE) {
      section.putAll(backup(environment, safety, storage));
      section.put("backup_id", safety.id());
    }
    if (mode == SafetyMode.VERIFY) {
      section.put("manifest_sha256", Manifests.hex(safety.checksum()));
    }
    return section;
  }

  /**
   * Where new code is, and how it becomes a release.
   *
   * @param sent the archive on this machine; null when it comes from elsewhere
   * @param signed the address of the archive in an object storage; null when it comes from
   *     elsewhere
   */
  Map<String, Object> deploy(Job job, Environment environment, Path sent, DerivedText signed) {
    Parameters asked = Parameters.of(job.parameters());
    Rollout rollout = environment.spec().rollout();
    Map<String, Object> section = new LinkedHashMap<>();
    section.put("release", ReleaseStamp.of(job));
    section.put("source_type", asked.sourceType());
    section.put("source_ref", asked.sourceRef());
    section.put("checksum", asked.checksum());
    section.put("upload_file", sent);
    section.put("source_url", signed);
    boolean keyed = asked.sourceType() == SourceType.GIT && rollout.deployKey() != null;
    section.put(
        "private_key_file",
        keyed ? new PrivateText(PrivateText.DEPLOY_KEY, rollout.deployKey(), null) : null);
    boolean hosts = asked.sourceType() == SourceType.GIT && !rollout.deployKnownHosts().isEmpty();
    section.put(
        "known_hosts_file",
        hosts
            ? new PrivateText(
                PrivateText.DEPLOY_KNOWN_HOSTS, null, String.join("\n", rollout.deployKnownHosts()))
            : null);
    section.put("build", rollout.build());
    section.put("build_timeout_seconds", rollout.buildTimeout().toSeconds());
    section.put("keep_releases", rollout.keepReleases());
    Rollout.Limits limits = rollout.deployLimits();
    section.put(
        "limits",
        Map.of("entries", limits.entries(), "bytes", limits.mebibytes() * (long) MEBIBYTE));
    return section;
  }

  /** What WordPress's updater shall do, where, and the way back. */
  Map<String, Object> update(Job job, Environment environment, Map<String, Object> safety) {
    Rollout rollout = environment.spec().rollout();
    Map<String, Object> section = new LinkedHashMap<>();
    section.put("release", ReleaseStamp.of(job));
    section.put("scope", Parameters.of(job.parameters()).updateScope());
    section.put("mode", rollout.updateMode());
    section.put("api", rollout.updateMirror());
    section.put("keep_releases", rollout.keepReleases());
    section.put("safety", safety);
    return section;
  }

  /** The release to go back to; null: the one before the live one. */
  Map<String, Object> rollback(Job job, Environment environment) {
    Map<String, Object> section = new LinkedHashMap<>();
    section.put("release", Parameters.of(job.parameters()).release());
    section.put("keep_releases", environment.spec().rollout().keepReleases());
    return section;
  }

  private static Map<String, Object> page(Rollout.PageCheck page) {
    Map<String, Object> section = new LinkedHashMap<>();
    section.put("url", page.url());
    section.put("status", page.status());
    section.put("contains", page.contains());
    return section;
  }

  private Map<String, Object> artifact(Backup backup, Storage storage) {
    Map<String, Object> section = new LinkedHashMap<>();
    section.put("storage", storage(storage));
    section.put("storage_path", backup.storagePath());
    section.put("key", keys.keyOf(backup.id(), backup.environmentId()));
    return section;
  }
}
