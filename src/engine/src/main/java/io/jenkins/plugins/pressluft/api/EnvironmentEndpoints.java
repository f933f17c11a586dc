package io.jenkins.plugins.pressluft.api;

import io.jenkins.plugins.pressluft.job.JobRequest;
import io.jenkins.plugins.pressluft.job.JobService;
import io.jenkins.plugins.pressluft.model.BackupScope;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.PreBackup;
import io.jenkins.plugins.pressluft.store.Store;
import io.jenkins.plugins.pressluft.store.Transaction;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The operations on environments. */
final class EnvironmentEndpoints {
  private final Store store;
  private final JobService jobs;

  EnvironmentEndpoints(Store store, JobService jobs) {
    this.store = store;
    this.jobs = jobs;
  }

  void addTo(Map<String, Endpoint> endpoints) {
    endpoints.put("getEnvironment", call -> Reply.ok(read(call, EnvironmentEndpoints::shape)));
    endpoints.put("listBackups", call -> Reply.ok(read(call, this::backups)));
    endpoints.put("listReleases", call -> Reply.ok(read(call, this::releases)));
    endpoints.put("listRestores", call -> Reply.ok(read(call, this::restores)));
    endpoints.put("createBackup", this::backUp);
    endpoints.put("restoreEnvironment", this::restore);
    endpoints.put("undoRestore", this::undo);
    endpoints.put("checkHealth", this::health);
    endpoints.put("resetEnvironment", this::reset);
  }

  /** An environment with what could be undone now. */
  static ObjectNode shape(Transaction tx, Environment environment) {
    return Shapes.environment(
        environment,
        tx.restores()
            .lastUndoable(environment.id())
            .filter(restore -> restore.undoUntil() != null && restore.undoUntil().isAfter(tx.now()))
            .orElse(null));
  }

  private ArrayNode backups(Transaction tx, Environment environment) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    tx.backups()
        .ofEnvironment(environment.id())
        .forEach(backup -> list.add(Shapes.backup(backup, environment.slugPath())));
    return list;
  }

  private ArrayNode releases(Transaction tx, Environment environment) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    tx.releases()
        .ofEnvironment(environment.id())
        .forEach(release -> list.add(Shapes.release(release, environment.currentReleaseId())));
    return list;
  }

  private ArrayNode restores(Transaction tx, Environment environment) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    tx.restores()
        .ofEnvironment(environment.id())
        .forEach(restore -> list.add(Shapes.restore(restore, environment.slugPath())));
    return list;
  }

  private Reply backUp(Call call) {
    return enqueue(
        call,
        new JobRequest.BackupRequest(
            id(call), BackupScope.of(call.field("backup_scope")), call.field("message")));
  }

  private Reply restore(Call call) {
    String preBackup = call.field("pre_backup");
    return enqueue(
        call,
        new JobRequest.RestoreRequest(
            id(call),
            UUID.fromString(call.field("backup_id")),
            call.flag("dry_run"),
            call.field("destination"),
            preBackup == null ? PreBackup.CREATE : PreBackup.of(preBackup),
            call.field("confirmation"),
            call.field("otp"),
            call.field("message"),
            call.field("expect_environment")));
  }

  private Reply undo(Call call) {
    return enqueue(
        call,
        new JobRequest.UndoRequest(
            id(call), call.field("confirmation"), call.field("otp"), call.field("message")));
  }

  private Reply health(Call call) {
    return enqueue(call, new JobRequest.HealthRequest(id(call)));
  }

  private Reply reset(Call call) {
    return SiteEndpoints.reset(jobs.resetEnvironment(call.caller(), id(call)));
  }

  private Reply enqueue(Call call, JobRequest request) {
    return Reply.accepted(jobs.enqueue(call.caller(), request).id());
  }

  private UUID id(Call call) {
    return store.read(
        tx -> new Sight(call.caller(), tx).environment(call.text("environment")).id());
  }

  private <T> T read(Call call, BiFunction<Transaction, Environment, T> work) {
    return store.read(
        tx -> work.apply(tx, new Sight(call.caller(), tx).environment(call.text("environment"))));
  }
}
