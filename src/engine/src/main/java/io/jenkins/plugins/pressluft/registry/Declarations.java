package io.jenkins.plugins.pressluft.registry;

import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.EnvironmentKind;
import io.jenkins.plugins.pressluft.model.EnvironmentType;
import io.jenkins.plugins.pressluft.model.JobLimits;
import io.jenkins.plugins.pressluft.model.Node;
import io.jenkins.plugins.pressluft.model.Rollout;
import io.jenkins.plugins.pressluft.model.Secret;
import io.jenkins.plugins.pressluft.model.Storage;
import io.jenkins.plugins.pressluft.model.StorageType;
import io.jenkins.plugins.pressluft.model.WireName;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import tools.jackson.databind.JsonNode;

/** A tree that the schema has accepted → values, with the defaults filled in. */
final class Declarations {
  static final Duration RETENTION = Duration.ofDays(30);
  static final Duration UNDO_WINDOW = Duration.ofDays(7);
  static final Duration BACKUP_FRESHNESS = Duration.ofMinutes(60);
  static final String DEFAULT_STORAGE = "default_storage";
  static final String CONFIRMATION = "RESTORE {backupId}";

  private Declarations() {}

  static Declaration of(JsonNode root) {
    return new Declaration(
        jobs(root.path("jobs")),
        map(root.path("nodes"), (key, node) -> node(node)),
        map(root.path("storage"), (key, storage) -> storage(storage)),
        map(root.path("sites"), (slug, site) -> site(slug, site, text(root, DEFAULT_STORAGE))));
  }

  private static JobLimits jobs(JsonNode jobs) {
    return new JobLimits(
        duration(jobs, "time_limit", JobLimits.DEFAULT.timeLimit()),
        jobs.path("attempts").asInt(JobLimits.DEFAULT.attempts()),
        jobs.has("backoff")
            ? texts(jobs.path("backoff")).stream().map(Units::duration).toList()
            : JobLimits.DEFAULT.backoff(),
        duration(jobs, "controller_timeout", JobLimits.DEFAULT.controllerTimeout()));
  }

  private static Node.Spec node(JsonNode node) {
    return new Node.Spec(
        WireName.parse(Node.Connection.class, text(node, "connection")),
        text(node, "host"),
        number(node, "port"),
        text(node, "user"),
        secret(node.path("private_key")),
        text(node, "host_key"),
        node.path("become").asBoolean(false),
        text(node, "python"));
  }

  private static Storage.Spec storage(JsonNode storage) {
    StorageType type = StorageType.of(text(storage, "type"));
    return new Storage.Spec(
        type, text(storage, "path"), type == StorageType.S3 ? bucket(storage) : null);
  }

  private static Storage.Bucket bucket(JsonNode storage) {
    return new Storage.Bucket(
        text(storage, "endpoint"),
        text(storage, "region"),
        text(storage, "bucket"),
        storage.path("prefix").asString(""),
        storage.path("path_style").asBoolean(false),
        secret(storage.path("access_key")),
        secret(storage.path("secret_key")));
  }

  private static Declaration.DeclaredSite site(String slug, JsonNode site, String storage) {
    Map<String, Declaration.DeclaredEnvironment> environments =
        map(site.path("environments"), (key, node) -> environment(key, node, storage));
    String only = environments.size() == 1 ? environments.keySet().iterator().next() : null;
    return new Declaration.DeclaredSite(
        site.path("name").asString(slug), site.path("primary").asString(only), environments);
  }

  private static Declaration.DeclaredEnvironment environment(
      String slug, JsonNode node, String defaultStorage) {
    EnvironmentType type = EnvironmentType.of(node.path("type").asString("production"));
    Environment.Spec spec =
        new Environment.Spec(
            type,
            EnvironmentKind.of(text(node, "kind")),
            text(node, "path"),
            text(node, "preview_url"),
            database(node.path("database")),
            text(node, "fastcgi"),
            node.path("protected").asBoolean(false),
            node.path("confirmation").asString(CONFIRMATION),
            duration(node, "retention", RETENTION),
            duration(node, "undo_window", UNDO_WINDOW),
            duration(node, "backup_freshness", BACKUP_FRESHNESS),
            WireName.parse(
                Environment.Compression.class, node.path("compression").asString("zstd")),
            texts(node.path("destinations")),
            texts(node.path("exclude")),
            rollout(type, node),
            text(node, "folder"),
            secret(node.path("one_time_code").path("seed")),
            node.path("public_status").asBoolean(false));
    return new Declaration.DeclaredEnvironment(
        node.path("name").asString(slug),
        text(node, "node"),
        node.path("storage").asString(defaultStorage),
        spec);
  }

  private static Rollout rollout(EnvironmentType type, JsonNode node) {
    return new Rollout(
        node.path("build").valueStream().map(Declarations::texts).toList(),
        duration(node, "build_timeout", Rollout.BUILD_TIMEOUT),
        node.path("keep_releases").asInt(Rollout.KEEP_RELEASES),
        WireName.parse(
            Rollout.UpdateMode.class,
            node.path("update_mode").asString(Rollout.UpdateMode.usual(type).wire())),
        text(node, "update_mirror"),
        node.path("health_checks")
            .valueStream()
            .map(
                page ->
                    new Rollout.PageCheck(
                        text(page, "url"), page.path("status").asInt(200), text(page, "contains")))
            .toList(),
        secret(node.path("deploy_key")),
        texts(node.path("deploy_known_hosts")),
        limits(node.path("deploy_limits")),
        texts(node.path("deploy_storages")));
  }

  private static Rollout.Limits limits(JsonNode limits) {
    return new Rollout.Limits(
        limits.path("entries").asInt(Rollout.Limits.USUAL.entries()),
        limits.path("mebibytes").asInt(Rollout.Limits.USUAL.mebibytes()));
  }

  private static Environment.Database database(JsonNode database) {
    return database.isMissingNode()
        ? null
        : new Environment.Database(
            text(database, "name"),
            text(database, "socket"),
            text(database, "host"),
            number(database, "port"),
            database.path("admin_user").asString("root"),
            secret(database.path("admin_password")));
  }

  private static Secret secret(JsonNode node) {
    if (node.isMissingNode()) {
      return null;
    }
    return node.has("credential")
        ? new Secret(text(node, "credential"), Secret.Keeper.CREDENTIALS)
        : new Secret(text(node, "secret"));
  }

  private static Duration duration(JsonNode node, String key, Duration otherwise) {
    return node.has(key) ? Units.duration(text(node, key)) : otherwise;
  }

  private static String text(JsonNode node, String key) {
    return node.has(key) ? node.get(key).asString() : null;
  }

  private static Integer number(JsonNode node, String key) {
    return node.has(key) ? node.get(key).asInt() : null;
  }

  private static List<String> texts(JsonNode list) {
    return list.valueStream().map(JsonNode::asString).toList();
  }

  private static <T> Map<String, T> map(JsonNode object, BiFunction<String, JsonNode, T> value) {
    Map<String, T> map = new LinkedHashMap<>();
    object.properties().forEach(e -> map.put(e.getKey(), value.apply(e.getKey(), e.getValue())));
    return Collections.unmodifiableMap(map);
  }
}
