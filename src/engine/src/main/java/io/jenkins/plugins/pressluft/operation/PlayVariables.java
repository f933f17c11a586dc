package io.jenkins.plugins.pressluft.operation;

import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.Restore;
import io.jenkins.plugins.pressluft.model.Site;
import io.jenkins.plugins.pressluft.model.Storage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** The sections of the one variable {@code pressluft} that a playbook gets; see docs/node.md. */
final class PlayVariables {
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

  private Map<String, Object> artifact(Backup backup, Storage storage) {
    Map<String, Object> section = new LinkedHashMap<>();
    section.put("storage", Map.of("type", storage.spec().type(), "path", storage.spec().path()));
    section.put("storage_path", backup.storagePath());
    section.put("key", keys.keyOf(backup.id(), backup.environmentId()));
    return section;
  }
}
