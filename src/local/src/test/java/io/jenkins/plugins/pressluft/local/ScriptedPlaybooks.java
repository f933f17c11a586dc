package io.jenkins.plugins.pressluft.local;

import io.jenkins.plugins.pressluft.ansible.Launch;
import io.jenkins.plugins.pressluft.ansible.PlaybookLauncher;
import io.jenkins.plugins.pressluft.ansible.Poll;
import io.jenkins.plugins.pressluft.ansible.RunEvent;
import io.jenkins.plugins.pressluft.operation.ManifestKeys;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Playbooks that end at once and report what the real ones would, without a node. */
final class ScriptedPlaybooks implements PlaybookLauncher {
  /** What a stored database would be; a test that reads it puts it there. */
  static final byte[] CONTENT = "0123456789".repeat(100).getBytes(StandardCharsets.US_ASCII);

  private static final JsonMapper JSON = new JsonMapper();

  private final ManifestKeys keys;
  private final Map<String, Run> runs = new ConcurrentHashMap<>();

  /** While true, restores go on and on. */
  volatile boolean holdRestores;

  /** What a restore fails with; null: it succeeds. */
  volatile String failure;

  /** The release that is live on the scripted node. */
  volatile String live = "releases/0";

  /** What the last deploy, update or rollback was told to do. */
  volatile Map<String, Object> deployed;

  /** How many posts the next backup has; the plugin's version goes with it. */
  volatile int rows = 12;

  /** What the health check says. */
  volatile boolean healthy = true;

  ScriptedPlaybooks(Home home) {
    this.keys = ManifestKeys.open(home.directory());
  }

  private static final class Run {
    final List<RunEvent> events = new ArrayList<>();
    boolean ended;
    boolean gone;

    synchronized void event(String name, String stage, ObjectNode body) {
      events.add(new RunEvent(events.size() + 1, Instant.EPOCH, name, stage, body));
    }

    synchronized void end(int failures) {
      event(
          "stats",
          null,
          JSON.createObjectNode()
              .put("ok", 1)
              .put("changed", 0)
              .put("failures", failures)
              .put("unreachable", 0)
              .put("rescued", 0)
              .put("skipped", 0)
              .put("hosts", 1));
      ended = true;
    }
  }

  int launched() {
    return runs.size();
  }

  @Override
  public String launch(Launch launch) {
    Run run = new Run();
    String handle = launch.runId().toString();
    runs.put(handle, run);
    switch (launch.playbook()) {
      case "backup-create.yml" -> {
        progress(run, "dump");
        complete(
            run, JSON.createObjectNode().set("backup", backup(launch, section(launch, "backup"))));
      }
      case "health-check.yml" -> health(run);
      case "backup-verify.yml" -> {
        ObjectNode result = JSON.createObjectNode();
        result
            .putObject("verify")
            .put("backup_id", section(launch, "verify").get("backup_id").toString())
            .put("ok", true)
            .put("bytes", 1234)
            .put("rows", 12);
        complete(run, result);
      }
      case "job-settle.yml" -> settle(run);
      case "env-deploy.yml" -> rollout(run, launch, "deploy");
      case "env-update.yml" -> rollout(run, launch, "update");
      case "release-rollback.yml" -> rollout(run, launch, "rollback");
      default -> restore(run, launch);
    }
    return handle;
  }

  @Override
  public Poll poll(String handle, long offset) {
    Run run = runs.get(handle);
    synchronized (run) {
      Poll.State state =
          run.ended ? Poll.State.ENDED : run.gone ? Poll.State.GONE : Poll.State.RUNNING;
      return new Poll(
          state,
          run.ended ? 0 : null,
          List.copyOf(run.events.subList((int) offset, run.events.size())),
          run.events.size(),
          "");
    }
  }

  @Override
  public void stop(String handle) {
    runs.get(handle).gone = true;
  }

  @Override
  public void discard(String handle) {
    // nothing was kept
  }

  private void restore(Run run, Launch launch) {
    progress(run, "verify");
    if (holdRestores) {
      return;
    }
    if (failure != null) {
      ObjectNode body = JSON.createObjectNode().put("task", "Verify the artifact");
      body.putObject("error")
          .put("code", failure)
          .put("message", "The stored \u001b[31mfiles differ.");
      run.event("failed", "verify", body);
      run.end(1);
      return;
    }
    Map<String, Object> section = section(launch, "restore");
    boolean dry = (Boolean) section.get("dry_run");
    ObjectNode result = JSON.createObjectNode();
    ObjectNode restore = result.putObject("restore");
    restore.put(
        "outcome", dry ? "dry_run" : (Boolean) section.get("undo") ? "undone" : "succeeded");
    if (dry) {
      restore.putObject("plan").put("replaces", "releases/one").put("bytes", 123456);
    } else {
      generation(restore.putObject("from"), 0);
      generation(restore.putObject("to"), 1);
      restore.put("undo_until", Instant.now().plusSeconds(3600).toString());
    }
    @SuppressWarnings("unchecked")
    Map<String, Object> safety = (Map<String, Object>) section.get("safety");
    if ("create".equals(safety.get("mode"))) {
      result.set("backup", backup(launch, safety));
    }
    complete(run, result);
  }

  /** A deploy, an update or a rollback; with a failure it is switched back. */
  private void rollout(Run run, Launch launch, String name) {
    Map<String, Object> section = section(launch, name);
    deployed = section;
    progress(run, "switch");
    String release =
        name.equals("rollback")
            ? section.get("release") == null ? "releases/0" : section.get("release").toString()
            : "releases/" + section.get("release") + "-" + runs.size();
    ObjectNode result = JSON.createObjectNode();
    ObjectNode told = result.putObject(name);
    told.put("outcome", failure == null ? "succeeded" : "rolled_back").put("switch_ms", 1);
    told.put("commit", name.equals("deploy") ? "c0ffee" : null);
    told.putObject("from").put("release", live).put("generation", 0).put("database", "wp");
    told.putObject("to").put("release", release).put("generation", 0).put("database", "wp");
    told.putArray("health")
        .addObject()
        .put("name", "http")
        .put("ok", failure == null)
        .put("duration_ms", 12);
    @SuppressWarnings("unchecked")
    Map<String, Object> safety = (Map<String, Object>) section.get("safety");
    if (safety != null && "create".equals(safety.get("mode"))) {
      result.set("backup", backup(launch, safety));
    }
    if (failure == null) {
      live = release;
      complete(run, result);
      return;
    }
    result.putObject("live").put("release", live).put("generation", 0).put("proven", true);
    ObjectNode body = JSON.createObjectNode().put("task", "Switch to the release and look");
    body.putObject("error").put("code", failure).put("message", "The page answers 500.");
    body.set("result", result);
    run.event("failed", "switch", body);
    run.end(1);
  }

  private static void generation(ObjectNode node, int number) {
    node.put("release", "releases/" + number)
        .put("generation", number)
        .put("database", "wp_g" + number);
  }

  private void health(Run run) {
    ObjectNode result = JSON.createObjectNode();
    ObjectNode health = result.putObject("health").put("healthy", healthy);
    health
        .putArray("checks")
        .addObject()
        .put("name", "http")
        .put("ok", healthy)
        .put("duration_ms", 12);
    complete(run, result);
  }

  private static void settle(Run run) {
    ObjectNode result = JSON.createObjectNode();
    ObjectNode settle = result.putObject("settle");
    settle.put("stopped", 1).put("journal", "none").put("healthy", true).put("lease_free", true);
    settle
        .putObject("live")
        .put("release", "releases/0")
        .put("generation", 0)
        .put("database", "wp")
        .put("proven", true);
    complete(run, result);
  }

  private static void progress(Run run, String stage) {
    run.event("task", stage, JSON.createObjectNode().put("task", "Work").put("stage", stage));
    run.event(
        "progress",
        stage,
        JSON.createObjectNode()
            .put("stage", stage)
            .put("done", 500_000)
            .put("total", 1_000_000)
            .put("unit", "bytes")
            .put("rate", 250_000));
  }

  private static void complete(Run run, JsonNode result) {
    ObjectNode body = JSON.createObjectNode();
    body.set("result", result);
    run.event("complete", null, body);
    run.end(0);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> section(Launch launch, String name) {
    return (Map<String, Object>) launch.variables().get(name);
  }

  /** The report of a backup, signed as a node would. */
  private ObjectNode backup(Launch launch, Map<String, Object> section) {
    UUID id = (UUID) section.get("id");
    UUID environment = (UUID) section(launch, "environment").get("id");
    ObjectNode manifest = JSON.createObjectNode();
    manifest.put("format", 1);
    manifest.put("backup_id", id.toString());
    manifest.put("environment_id", environment.toString());
    manifest.put("site_id", section(launch, "site").get("id").toString());
    manifest.put(
        "scope", ((io.jenkins.plugins.pressluft.model.BackupScope) section.get("scope")).wire());
    manifest
        .putArray("parts")
        .addObject()
        .put("name", "database.sql.zst")
        .put("size", CONTENT.length)
        .put("sha256", sha256(CONTENT));
    manifest
        .putObject("database")
        .putArray("tables")
        .addObject()
        .put("name", "wp_posts")
        .put("rows", rows);
    manifest.putObject("files").put("count", 20000);
    manifest.put("wordpress_version", "6.1.1");
    manifest.putArray("plugins").addObject().put("name", "shop").put("version", "1." + (rows - 12));
    String text = manifest + "\n";
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return JSON.createObjectNode()
        .put("id", id.toString())
        .put("manifest", text)
        .put("manifest_sha256", sha256(bytes))
        .put("signature", keys.sign(id, environment, text))
        .put("size_bytes", 1000 + bytes.length)
        .put("duration_ms", 1234);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
