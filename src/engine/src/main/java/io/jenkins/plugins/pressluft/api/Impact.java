package io.jenkins.plugins.pressluft.api;

import io.jenkins.plugins.pressluft.guard.Guards;
import io.jenkins.plugins.pressluft.guard.Refusal;
import io.jenkins.plugins.pressluft.job.JobRequest.RestoreRequest;
import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.BackupScope;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.PreBackup;
import io.jenkins.plugins.pressluft.store.Transaction;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What a restore would do, for a person who is about to decide. Nothing here changes anything. */
final class Impact {
  private final Transaction tx;
  private final Environment environment;
  private final Backup backup;
  private final RestoreRequest asked;

  Impact(Transaction tx, Environment environment, Backup backup, RestoreRequest asked) {
    this.tx = tx;
    this.environment = environment;
    this.backup = backup;
    this.asked = asked;
  }

  /**
   * The whole review.
   *
   * @param ownName the name of the environment that the backup is of
   * @param refusals what a restore asked for now would be refused with
   */
  ObjectNode review(String ownName, List<Refusal> refusals) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.set("backup", Shapes.backup(backup, ownName));
    node.set("environment", EnvironmentEndpoints.shape(tx, environment));
    node.put("same_environment", backup.environmentId().equals(environment.id()));
    node.put("size_bytes", backup.sizeBytes());
    node.put("created_at", backup.createdAt().toString());
    node.put(
        "age_seconds", Math.max(0, Duration.between(backup.createdAt(), tx.now()).toSeconds()));
    node.putObject("replaces")
        .put("database", changesLive() && backup.scope() != BackupScope.FILES)
        .put("files", changesLive() && backup.scope() != BackupScope.DB);
    node.set("differences", new ImpactDifferences(tx, environment, backup).node());
    node.set("estimate", new RestoreEstimate(tx, environment, backup).node());
    node.set("safety_backup", safety());
    node.putObject("confirmation")
        .put("required", environment.spec().protectedEnvironment())
        .put("phrase", Guards.confirmationPhrase(environment, backup.id()));
    node.put("otp_required", environment.spec().oneTimeCode() != null);
    node.set("checklist", checklist());
    ArrayNode list = node.putArray("refusals");
    refusals.forEach(
        refusal -> list.addObject().put("code", refusal.code()).put("message", refusal.message()));
    return node;
  }

  private boolean changesLive() {
    return !asked.dryRun() && asked.destination() == null;
  }

  private ObjectNode safety() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    boolean verify = asked.preBackup() == PreBackup.VERIFY;
    node.put("will_be_made", changesLive() && !verify);
    node.put("mode", !changesLive() ? "none" : verify ? "verify" : "create");
    node.put(
        "reuse",
        changesLive() && verify
            ? tx.backups().newestFull(environment.id()).map(b -> b.id().toString()).orElse(null)
            : null);
    return node;
  }

  private ArrayNode checklist() {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    if (!changesLive()) {
      return list;
    }
    String name = environment.slugPath();
    String parts =
        switch (backup.scope()) {
          case DB -> "the database";
          case FILES -> "the files";
          case FULL -> "the database and the files";
        };
    point(list, "environment", "It is " + name + " that is meant, and no other.");
    point(
        list, "replaced", "Visitors get " + parts + " as they were at " + backup.createdAt() + ".");
    point(
        list,
        "written_since",
        "What was written since then is not in it; it is kept aside for "
            + words(environment.spec().undoWindow())
            + ", and an undo brings it back.");
    point(list, "told", "Whoever edits the site knows of this and has stopped.");
    return list;
  }

  private static void point(ArrayNode list, String id, String sentence) {
    list.addObject().put("id", id).put("sentence", sentence);
  }

  private static String words(Duration time) {
    if (time.toDays() >= 2) {
      return time.toDays() + " days";
    }
    return time.toHours() >= 2 ? time.toHours() + " hours" : time.toMinutes() + " minutes";
  }
}
