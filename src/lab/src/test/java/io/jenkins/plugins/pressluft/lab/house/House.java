package io.jenkins.plugins.pressluft.lab.house;

import io.jenkins.plugins.pressluft.lab.LabHost;
import io.jenkins.plugins.pressluft.lab.LabOptions;
import io.jenkins.plugins.pressluft.lab.LabServer;
import io.jenkins.plugins.pressluft.lab.RegistryFile;
import io.jenkins.plugins.pressluft.lab.RestClient;
import io.jenkins.plugins.pressluft.lab.WordPress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** A lab with a server before it, and the few sentences that the tests speak about them. */
final class House implements AutoCloseable {

  static final String ENVIRONMENT = "acme/production";
  static final Duration LIMIT = Duration.ofMinutes(4);

  private final LabHost lab;
  private final LabServer server;

  private House(LabHost lab, LabServer server) {
    this.lab = lab;
    this.server = server;
  }

  /** A node on this machine, one site with one environment, retries after a second. */
  static House open() {
    return open(LabOptions.temporary().withEnvironments(ENVIRONMENT));
  }

  static House open(LabOptions options) {
    LabHost lab = LabHost.start(options);
    try {
      return new House(lab, LabServer.start(lab, impatient(RegistryFile.local(lab))));
    } catch (RuntimeException | Error e) {
      lab.close();
      throw e;
    }
  }

  static House open(LabHost lab, RegistryFile registry) {
    return new House(lab, LabServer.start(lab, impatient(registry)));
  }

  private static RegistryFile impatient(RegistryFile registry) {
    return registry.jobs("backoff", "[1s, 1s, 1s]");
  }

  LabHost lab() {
    return lab;
  }

  LabServer server() {
    return server;
  }

  WordPress site() {
    return lab.wordpress();
  }

  RestClient rest() {
    return server.client();
  }

  /** Makes a backup and waits until it is completed. */
  String backup(String scope) {
    return backup(ENVIRONMENT, scope);
  }

  String backup(String environment, String scope) {
    RestClient rest = rest();
    JsonNode job =
        rest.succeeded(
            rest.post(RestClient.environment(environment, "backups"), Map.of("backup_scope", scope))
                .jobId(),
            LIMIT);
    return job.path("backup_id").asString();
  }

  RestClient.Reply ask(String backupId, Map<String, ?> more) {
    Map<String, Object> body = new HashMap<>(more);
    body.put("backup_id", backupId);
    return rest().post(RestClient.environment(ENVIRONMENT, "restore"), body);
  }

  /** Asks for a restore and waits for its end, good or bad. */
  JsonNode restore(String backupId, Map<String, ?> more) {
    return rest().awaitJob(ask(backupId, more).jobId(), LIMIT);
  }

  JsonNode restored(String backupId, Map<String, ?> more) {
    return rest().succeeded(ask(backupId, more).jobId(), LIMIT);
  }

  JsonNode environment() {
    return rest().get(RestClient.environment(ENVIRONMENT, "")).json();
  }

  String environmentStatus() {
    return environment().path("status").asString();
  }

  JsonNode backupRecord(String id) {
    return rest().get("/backups/" + id).json();
  }

  /** Where a backup of kind {@code file} lies. */
  Path artifact(String backupId) {
    return lab.backups().resolve(backupRecord(backupId).path("storage_path").asString());
  }

  /** The names of all databases of the site: its own and its generations. */
  TreeSet<String> databases() {
    return new TreeSet<>(
        lab.database()
            .sql(
                "information_schema",
                "SELECT schema_name FROM information_schema.schemata WHERE schema_name LIKE '"
                    + site().databaseName().replace("_", "\\_")
                    + "%'")
            .lines()
            .toList());
  }

  /** Accounts that a restore makes for its loader; there may be none when nothing runs. */
  List<String> loaderAccounts() {
    return lab.database()
        .sql("mysql", "SELECT user FROM mysql.global_priv WHERE user LIKE 'pressluft%'")
        .lines()
        .toList();
  }

  /** What lies in the environment's directories that a restore writes to, by name. */
  TreeSet<String> names(String directory) {
    Path path = site().path().resolve(directory);
    if (!Files.isDirectory(path)) {
      return new TreeSet<>();
    }
    try (Stream<Path> entries = Files.list(path)) {
      return new TreeSet<>(entries.map(entry -> entry.getFileName().toString()).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until a job's stage was seen, and says when it was not within a minute. */
  void awaitStage(String jobId, String stage) {
    await("stage " + stage + " of job " + jobId, () -> stage(jobId, stage).isPresent());
  }

  /** When a stage of an ended job began. */
  Instant stageBegan(String jobId, String stage) {
    return Instant.parse(stage(jobId, stage).orElseThrow().path("at").asString());
  }

  private Optional<JsonNode> stage(String jobId, String stage) {
    return rest()
        .get("/jobs/" + jobId + "/events?after=0")
        .json()
        .path("events")
        .valueStream()
        .filter(event -> event.path("type").asString().equals("stage"))
        .filter(event -> event.path("payload").path("stage").asString().equals(stage))
        .findFirst();
  }

  /** Waits until no job is queued or running. */
  void awaitIdle() {
    await(
        "no job is under way",
        () ->
            rest().get("/jobs?status=running").json().isEmpty()
                && rest().get("/jobs?status=queued").json().isEmpty());
  }

  static void await(String what, BooleanSupplier seen) {
    long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (!seen.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not seen within a minute: " + what);
      }
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } finally {
      lab.close();
    }
  }
}
