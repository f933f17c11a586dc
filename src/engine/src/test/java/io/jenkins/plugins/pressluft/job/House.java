package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.ansible.Launch;
import io.jenkins.plugins.pressluft.ansible.RunEvent;
import io.jenkins.plugins.pressluft.ansible.SecretSource;
import io.jenkins.plugins.pressluft.audit.OperationsLog;
import io.jenkins.plugins.pressluft.guard.RefusedException;
import io.jenkins.plugins.pressluft.job.JobRequest.BackupRequest;
import io.jenkins.plugins.pressluft.job.JobRequest.RestoreRequest;
import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.BackupScope;
import io.jenkins.plugins.pressluft.model.Caller;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.ErrorCode;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.JobType;
import io.jenkins.plugins.pressluft.model.PreBackup;
import io.jenkins.plugins.pressluft.model.Secret;
import io.jenkins.plugins.pressluft.store.Estate;
import io.jenkins.plugins.pressluft.store.Store;
import io.jenkins.plugins.pressluft.store.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** A whole engine on a real database, with scripted runs and a clock of its own. */
final class House implements AutoCloseable {
  final MovableClock clock = new MovableClock();
  final ScriptedLauncher launcher = new ScriptedLauncher();
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final Map<String, String> secrets = new ConcurrentHashMap<>();

  /** What asked for seeds of one-time codes, in order. */
  final List<String> seedsAskedIn = new CopyOnWriteArrayList<>();

  final Path log;
  private final TestDatabase database;
  final Store store;
  final Estate estate;
  volatile Settled settled =
      new Settled(
          true, null, new Live("releases/base", 0, "wp", true), true, true, "{\"settle\":{}}");
  Engine engine;
  private final ControllerIdentity identity;
  private final AtomicLong ids;
  private final boolean first;
  private int process;

  House(Path directory) {
    this(directory, file(directory));
  }

  /** On another database, which is closed with it. */
  House(Path directory, TestDatabase database) {
    this(directory, database, ControllerIdentity.SOLE);
  }

  /** The first controller of a database that others may share. */
  House(Path directory, TestDatabase database, String name) {
    this(directory, database, new ControllerIdentity(UUID.randomUUID(), name, false));
  }

  /** The database of a house that does not say otherwise. */
  static TestDatabase file(Path directory) {
    return TestDatabase.sqlite(directory.resolve("state/pressluft.db"));
  }

  private House(Path directory, TestDatabase database, ControllerIdentity identity) {
    this.database = database;
    this.identity = identity;
    first = true;
    ids = new AtomicLong();
    store = opened();
    log = directory.resolve("operations.jsonl");
    estate = new Estate(store);
    restart();
  }

  /**
   * Another controller on the database of the first, with runs and a clock of its own, and with
   * connections of its own where the database is one that others may open.
   */
  House(House of, String name) {
    this(of, new ControllerIdentity(UUID.randomUUID(), name, false));
  }

  /** A process that works under an identity, as a copy of a home would. */
  House(House of, ControllerIdentity identity) {
    this.identity = identity;
    first = false;
    database = of.database;
    ids = of.ids;
    store = of.store.isShared() ? opened() : of.store;
    estate = of.estate;
    log = of.log.resolveSibling("operations-" + identity.name() + ".jsonl");
    restart();
  }

  private Store opened() {
    return Store.open(
        database.database(),
        clock,
        () -> new UUID(ids.incrementAndGet() << 32 | 0x4000L, Long.MIN_VALUE));
  }

  ControllerIdentity identity() {
    return identity;
  }

  /** A new process: nothing is kept but the database and the runs. */
  void restart() {
    process++;
    JobSettings defaults = JobSettings.defaults(lockedBy()).at(identity);
    List<Operation> operations = new ArrayList<>();
    for (JobType type :
        List.of(
            JobType.BACKUP_CREATE,
            JobType.BACKUP_VERIFY,
            JobType.BACKUP_CLEANUP,
            JobType.ENV_RESTORE,
            JobType.ENV_DEPLOY,
            JobType.ENV_UPDATE,
            JobType.RELEASE_ROLLBACK,
            JobType.HEALTH_CHECK)) {
      operations.add(new Told(type));
    }
    engine =
        Engine.of(
            store,
            launcher,
            operations,
            new Answering(),
            new OperationsLog(log),
            meters,
            clock,
            defaults,
            new Seeds(),
            clock::advance);
    engine.runner().recover();
  }

  /** Under which name this process holds its jobs. */
  String lockedBy() {
    return "host:" + process;
  }

  void round() {
    engine.runner().round();
  }

  void rounds(int count) {
    for (int i = 0; i < count; i++) {
      round();
    }
  }

  Job job(UUID id) {
    return store.read(tx -> tx.jobs().byId(id)).orElseThrow();
  }

  Backup backup(UUID id) {
    return store.read(tx -> tx.backups().byId(id)).orElseThrow();
  }

  Job enqueue(JobRequest request) {
    return engine.service().enqueue(ADMIN, request);
  }

  Job backUp(Environment environment) {
    return enqueue(new BackupRequest(environment.id(), BackupScope.FULL, "before the update"));
  }

  /** A completed full backup. */
  Backup completed(Environment environment) {
    Job job = backUp(environment);
    round();
    launcher.last().event("task", "dump", "task", "Dump").end(0);
    round();
    return backup(job.backupId());
  }

  Job restore(Environment environment, Backup backup) {
    return enqueue(restoreOf(environment, backup.id()));
  }

  static RestoreRequest restoreOf(Environment environment, UUID backupId) {
    return restoreOf(environment, backupId, null, false, null);
  }

  static RestoreRequest restoreOf(
      Environment environment,
      UUID backupId,
      PreBackup preBackup,
      boolean dryRun,
      String destination) {
    return new RestoreRequest(
        environment.id(), backupId, dryRun, destination, preBackup, null, null, null, null);
  }

  /** The code of the refusal, or "accepted". */
  String codeOf(Caller caller, JobRequest request) {
    try {
      engine.service().enqueue(caller, request);
      return "accepted";
    } catch (RefusedException e) {
      return e.refusal().code();
    }
  }

  List<String> eventTypes(UUID jobId) {
    return store.read(tx -> tx.events().after(jobId, 0, 1000)).stream()
        .map(event -> event.type())
        .toList();
  }

  @Override
  public void close() {
    engine.close();
    if (first || store.isShared()) {
      store.close();
    }
    if (first) {
      database.close();
    }
  }

  /** An operation that believes what the scripted run says in its {@code complete} or error. */
  private static final class Told implements Operation {
    private final JobType type;

    Told(JobType type) {
      this.type = type;
    }

    @Override
    public JobType type() {
      return type;
    }

    @Override
    public Launch prepare(Attempt attempt) {
      return new Launch(UUID.randomUUID(), type.playbook(), attempt.node(), Map.of());
    }

    @Override
    public Optional<BackupArtifact> artifact(Attempt attempt, RunEvent event) {
      return "safety_done".equals(event.name())
          ? Optional.of(artifact(attempt.safety().id()))
          : Optional.empty();
    }

    /** All that was asked for; which generations are kept is told. */
    private static Cleared cleared(Attempt attempt, JsonNode body) {
      Set<UUID> gone =
          attempt.clearance().expired().stream()
              .map(stored -> stored.backup().id())
              .collect(Collectors.toSet());
      boolean missing = body != null && body.has("missing");
      Set<Integer> kept =
          body == null || !body.has("kept") ? Set.of() : Set.of(body.get("kept").intValue());
      return new Cleared(missing ? Set.of() : gone, missing ? gone : Set.of(), kept);
    }

    private static BackupArtifact artifact(UUID id) {
      return new BackupArtifact(id, "sha256:00", 10, "{}", "ab");
    }

    @Override
    public Outcome conclude(Attempt attempt, Run run) {
      RunEvent told =
          run.events().stream()
              .filter(e -> e.name().equals("told"))
              .reduce((a, b) -> b)
              .orElse(null);
      JsonNode body = told == null ? null : told.body();
      Live live =
          body == null || !body.has("live")
              ? null
              : new Live(
                  body.get("live").stringValue(), 1, "wp_g1", body.get("proven").booleanValue());
      if (body != null && body.has("code")) {
        ErrorCode code = ErrorCode.valueOf(body.get("code").stringValue());
        return new Outcome(code, "It failed. Look.", null, null, changeOf(body), live);
      }
      if (run.exitCode() != 0) {
        return Outcome.failure(ErrorCode.ANSIBLE_UNKNOWN_EXIT, "It ended. Look.");
      }
      return switch (type) {
        case BACKUP_CREATE ->
            new Outcome(null, null, "{}", artifact(attempt.backup().id()), null, null);
        case ENV_RESTORE ->
            new Outcome(
                null,
                null,
                "{}",
                null,
                new ChangeFacts(
                    "succeeded",
                    new Live("releases/base", 0, "wp", true),
                    new Live("releases/r" + attempt.job().fence(), 1, "wp_g1", true),
                    Instant.parse("2026-11-27T20:00:00Z"),
                    null,
                    null,
                    null),
                live);
        case ENV_DEPLOY, ENV_UPDATE, RELEASE_ROLLBACK ->
            new Outcome(null, null, "{\"health\":true}", null, changeOf(body), live);
        case BACKUP_CLEANUP ->
            new Outcome(null, null, "{}", null, null, null, cleared(attempt, body));
        default -> Outcome.success("{}");
      };
    }
  }

  /** What a run said it changed: from and to are releases of the data that was found. */
  private static ChangeFacts changeOf(JsonNode body) {
    if (body == null || !body.has("outcome")) {
      return null;
    }
    // What is kept to be undone is other data than what is live now.
    boolean replaced = body.has("undo_until");
    return new ChangeFacts(
        body.get("outcome").stringValue(),
        new Live(body.get("from").stringValue(), 0, "wp", true),
        new Live(body.get("to").stringValue(), replaced ? 1 : 0, replaced ? "wp_g1" : "wp", true),
        replaced ? Instant.parse(body.get("undo_until").stringValue()) : null,
        body.path("commit").stringValue(null),
        body.has("checks") ? body.get("checks").toString() : null,
        body.path("removed").valueStream().map(JsonNode::stringValue).toList());
  }

  private final class Answering implements Settlement {
    @Override
    public Launch prepare(Target target) {
      return new Launch(target.runId(), "job-settle.yml", target.node(), Map.of());
    }

    @Override
    public Settled conclude(Run run) {
      return settled;
    }
  }

  static final Caller ADMIN = caller("anna", Caller.Permission.values());

  static Caller caller(String name, Caller.Permission... permissions) {
    List<Caller.Permission> held = List.of(permissions);
    return new Caller() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public String origin() {
        return "api";
      }

      @Override
      public boolean may(Permission permission, UUID environmentId) {
        return held.contains(permission);
      }
    };
  }

  void advance(Duration by) {
    clock.advance(by);
  }

  private final class Seeds implements SecretSource {
    @Override
    public Optional<String> value(Secret secret) {
      return Optional.ofNullable(secrets.get(secret.name()));
    }

    @Override
    public Optional<String> value(Secret secret, String askedIn) {
      seedsAskedIn.add(String.valueOf(askedIn));
      return value(secret);
    }
  }
}
