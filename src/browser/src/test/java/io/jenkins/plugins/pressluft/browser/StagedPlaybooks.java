package io.jenkins.plugins.pressluft.browser;

import io.jenkins.plugins.pressluft.ansible.Launch;
import io.jenkins.plugins.pressluft.ansible.PlaybookLauncher;
import io.jenkins.plugins.pressluft.ansible.Poll;
import io.jenkins.plugins.pressluft.ansible.RunEvent;
import io.jenkins.plugins.pressluft.model.BackupScope;
import io.jenkins.plugins.pressluft.operation.ManifestKeys;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Playbooks on a stage: they report what the real ones would, and wait where the test wants to
 * look.
 */
final class StagedPlaybooks implements PlaybookLauncher {
  static final JsonMapper JSON = new JsonMapper();

  /** The stages that a run goes through when it may end. */
  private static final Map<String, List<String>> LAST =
      Map.of(
          "env-restore.yml", List.of("switch", "finish"),
          "env-deploy.yml", List.of("switch", "finish"));

  private final ManifestKeys keys;
  private final Map<String, Run> runs = new ConcurrentHashMap<>();
  private final Set<String> held = ConcurrentHashMap.newKeySet();

  /** What every run fails with from now on: code and sentence; null: they succeed. */
  volatile Map.Entry<String, String> failure;

  /** Whether the node cannot prove which whole state is live. */
  volatile boolean unproven;

  StagedPlaybooks(Path home) {
    this.keys = ManifestKeys.open(home);
  }

  /** Runs of this playbook stop in the middle until {@link #let}. */
  void hold(String playbook) {
    held.add(playbook);
  }

  /** Lets the playbook's runs end, those that wait and those to come. */
  void let(String playbook) {
    held.remove(playbook);
    runs.values().stream()
        .filter(run -> run.launch.playbook().equals(playbook))
        .forEach(this::finish);
  }

  /** Lets everything end, and everything to come, as it would of itself. */
  void letAll() {
    failure = null;
    unproven = false;
    Set.copyOf(held).forEach(this::let);
  }

  /** A waiting run of the playbook has come so far. */
  void progress(String playbook, String stage, long done, long total) {
    runs.values().stream()
        .filter(run -> run.launch.playbook().equals(playbook) && !run.over)
        .forEach(run -> run.progress(stage, done, total));
  }

  private static final class Run {
    final Launch launch;
    final List<RunEvent> events = new ArrayList<>();
    boolean over;
    boolean gone;

    Run(Launch launch) {
      this.launch = launch;
    }

    synchronized void event(String name, String stage, ObjectNode body) {
      events.add(new RunEvent(events.size() + 1, Instant.now(), name, stage, body));
    }

    void task(String stage, String words) {
      event("task", stage, JSON.createObjectNode().put("task", words).put("stage", stage));
    }

    void progress(String stage, long done, long total) {
      ObjectNode body = JSON.createObjectNode();
      body.put("stage", stage).put("done", done).put("total", total);
      event("progress", stage, body.put("unit", "bytes").put("rate", 48_000_000));
    }

    synchronized void end(int failures) {
      ObjectNode stats = JSON.createObjectNode();
      stats.put("ok", 1).put("changed", 0).put("failures", failures).put("unreachable", 0);
      event("stats", null, stats.put("rescued", 0).put("skipped", 0).put("hosts", 1));
      over = true;
    }
  }

  @Override
  public String launch(Launch launch) {
    Run run = new Run(launch);
    runs.put(launch.runId().toString(), run);
    begin(run);
    if (!held.contains(launch.playbook())) {
      finish(run);
    }
    return launch.runId().toString();
  }

  @Override
  public Poll poll(String handle, long offset) {
    Run run = runs.get(handle);
    if (run == null) {
      return new Poll(Poll.State.GONE, null, List.of(), offset, "");
    }
    synchronized (run) {
      Poll.State state =
          run.over ? Poll.State.ENDED : run.gone ? Poll.State.GONE : Poll.State.RUNNING;
      List<RunEvent> news = run.events.subList((int) offset, run.events.size());
      return new Poll(state, run.over ? 0 : null, List.copyOf(news), run.events.size(), "");
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

  private static void begin(Run run) {
    switch (run.launch.playbook()) {
      case "backup-create.yml" -> {
        run.task("dump", "Dump the database and read the files");
        run.progress("dump", 198_000_000, 512_000_000);
      }
      case "env-restore.yml" -> {
        run.task("prepare", "Take the lease of the environment");
        run.task("verify", "Fetch the artifact and compare it with its manifest");
        run.progress("verify", 402_000_000, 402_000_000);
        run.task("safety", "Back up what is live now");
        run.progress("safety", 402_000_000, 402_000_000);
        run.task("stage", "Build the restored site beside the live one");
        run.progress("stage", 171_000_000, 402_000_000);
      }
      case "env-deploy.yml" -> {
        run.task("prepare", "Take the lease of the environment");
        run.task("fetch", "Fetch the code");
        run.task("link", "Connect the shared parts");
        run.task("check", "Check the release over FastCGI");
      }
      default -> run.task("verify", "Look");
    }
  }

  private void finish(Run run) {
    if (run.over) {
      return;
    }
    if (failure != null && !run.launch.playbook().equals("job-settle.yml")) {
      ObjectNode body = JSON.createObjectNode().put("task", "Verify the artifact");
      body.putObject("error").put("code", failure.getKey()).put("message", failure.getValue());
      run.event("failed", "verify", body);
      run.end(1);
      return;
    }
    for (String stage : LAST.getOrDefault(run.launch.playbook(), List.of())) {
      run.task(stage, stage.equals("switch") ? "Switch by one rename" : "Check and tidy up");
    }
    ObjectNode body = JSON.createObjectNode();
    body.set("result", result(run.launch));
    run.event("complete", null, body);
    run.end(0);
  }

  private ObjectNode result(Launch launch) {
    ObjectNode result = JSON.createObjectNode();
    switch (launch.playbook()) {
      case "backup-create.yml" -> result.set("backup", backup(launch, section(launch, "backup")));
      case "backup-verify.yml" ->
          result
              .putObject("verify")
              .put("backup_id", section(launch, "verify").get("backup_id").toString())
              .put("ok", true)
              .put("bytes", 402_000_000)
              .put("rows", 182_344);
      case "health-check.yml" -> health(result.putObject("health").put("healthy", true));
      case "job-settle.yml" -> settled(result);
      case "env-restore.yml" -> restored(result, launch);
      default -> rolledOut(result, launch);
    }
    return result;
  }

  private void restored(ObjectNode result, Launch launch) {
    Map<String, Object> section = section(launch, "restore");
    boolean dry = (Boolean) section.get("dry_run");
    ObjectNode restore = result.putObject("restore").put("outcome", dry ? "dry_run" : "succeeded");
    if (!dry) {
      live(restore.putObject("from"), "releases/0", 0);
      live(restore.putObject("to"), "releases/1", 1);
      restore.put("downtime_ms", 0).put("switch_ms", 1);
      restore.put("undo_until", Instant.now().plusSeconds(604_800).toString());
    }
    safety(result, launch, section);
  }

  private void rolledOut(ObjectNode result, Launch launch) {
    String name =
        switch (launch.playbook()) {
          case "env-deploy.yml" -> "deploy";
          case "env-update.yml" -> "update";
          default -> "rollback";
        };
    Map<String, Object> section = section(launch, name);
    Object release = section.get("release");
    ObjectNode told = result.putObject(name).put("outcome", "succeeded").put("switch_ms", 1);
    live(told.putObject("from"), "releases/0", 0);
    String to = release == null ? "releases/0" : release.toString();
    live(told.putObject("to"), to.startsWith("releases/") ? to : "releases/" + to, 0);
    health(told);
    safety(result, launch, section);
  }

  private void safety(ObjectNode result, Launch launch, Map<String, Object> section) {
    @SuppressWarnings("unchecked")
    Map<String, Object> safety = (Map<String, Object>) section.get("safety");
    if (safety != null && "create".equals(safety.get("mode"))) {
      result.set("backup", backup(launch, safety));
    }
  }

  private void settled(ObjectNode result) {
    ObjectNode settle = result.putObject("settle");
    settle.put("stopped", 1).put("journal", "none").put("healthy", true).put("lease_free", true);
    live(settle.putObject("live"), "releases/0", 0).put("proven", !unproven);
  }

  private static ObjectNode live(ObjectNode node, String release, int generation) {
    String database = generation == 0 ? "wp" : "wp_g" + generation;
    return node.put("release", release).put("generation", generation).put("database", database);
  }

  private static void health(ObjectNode node) {
    var checks = node.putArray(node.has("healthy") ? "checks" : "health");
    for (String check : List.of("http", "wordpress", "database")) {
      checks.addObject().put("name", check).put("ok", true).put("duration_ms", 12);
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> section(Launch launch, String name) {
    return (Map<String, Object>) launch.variables().get(name);
  }

  /** The report of a backup, signed as a node would. */
  private ObjectNode backup(Launch launch, Map<String, Object> section) {
    UUID id = (UUID) section.get("id");
    UUID environment = (UUID) section(launch, "environment").get("id");
    UUID site = UUID.fromString(section(launch, "site").get("id").toString());
    BackupScope scope = (BackupScope) section.get("scope");
    String text = Manifest.text(id, environment, site, scope, 402_653_184);
    return JSON.createObjectNode()
        .put("id", id.toString())
        .put("manifest", text)
        .put("manifest_sha256", Manifest.sha256(text))
        .put("signature", keys.sign(id, environment, text))
        .put("size_bytes", 402_653_184 + text.getBytes(StandardCharsets.UTF_8).length)
        .put("duration_ms", 11_400);
  }
}
