package io.jenkins.plugins.pressluft.api;

import io.jenkins.plugins.pressluft.guard.Refusal;
import io.jenkins.plugins.pressluft.guard.RefusedException;
import io.jenkins.plugins.pressluft.job.JobRequest;
import io.jenkins.plugins.pressluft.job.JobService;
import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.store.Store;
import io.jenkins.plugins.pressluft.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The operations on backups. */
final class BackupEndpoints {
  private final Store store;
  private final JobService jobs;

  BackupEndpoints(Store store, JobService jobs) {
    this.store = store;
    this.jobs = jobs;
  }

  void addTo(Map<String, Endpoint> endpoints) {
    endpoints.put("getBackup", this::get);
    endpoints.put("getManifest", this::manifest);
    endpoints.put("verifyBackup", this::verify);
  }

  private Reply get(Call call) {
    return Reply.ok(store.read(tx -> detail(tx, new Sight(call.caller(), tx), call)));
  }

  private static ObjectNode detail(Transaction tx, Sight sight, Call call) {
    Backup backup = sight.backup(call.uuid("backup"));
    ObjectNode node = Shapes.backup(backup, sight.nameOf(backup.environmentId()));
    node.set("manifest", Json.stored(backup.manifest()));
    ArrayNode restores = node.putArray("restores");
    tx.restores()
        .ofBackup(backup.id())
        .forEach(
            restore ->
                restores.add(Shapes.restore(restore, sight.nameOf(restore.environmentId()))));
    return node;
  }

  private Reply manifest(Call call) {
    Backup backup = store.read(tx -> new Sight(call.caller(), tx).backup(call.uuid("backup")));
    if (backup.manifest() == null) {
      throw new RefusedException(
          Refusal.conflict(
              "backup_not_completed",
              "This backup is "
                  + backup.status().wire()
                  + "; only a completed one has a manifest."));
    }
    return Reply.bytes(200, "application/json", backup.manifest().getBytes(StandardCharsets.UTF_8))
        .with("Pressluft-Signature", backup.signature());
  }

  private Reply verify(Call call) {
    Backup backup = store.read(tx -> new Sight(call.caller(), tx).backup(call.uuid("backup")));
    return Reply.accepted(
        jobs.enqueue(call.caller(), new JobRequest.VerifyRequest(backup.id())).id());
  }
}
