package io.jenkins.plugins.pressluft.registry;

import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.Node;
import io.jenkins.plugins.pressluft.model.Rollout;
import io.jenkins.plugins.pressluft.model.Storage;
import io.jenkins.plugins.pressluft.model.StorageType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a schema cannot say: that what is named exists, and that no environment can write into
 * another one, into the artifacts, or into its own copies.
 */
final class Consistency {
  private static final Set<String> RESERVED = Set.of("all", "ungrouped", "pressluft");
  private static final List<String> OF_BUCKETS =
      List.of("endpoint", "region", "bucket", "prefix", "path_style", "access_key", "secret_key");

  private final LinedTree yaml;
  private final Declaration declaration;
  private final List<Problem> problems = new ArrayList<>();
  private final List<Located> environments = new ArrayList<>();

  /** An environment with the keys that lead to it. */
  private record Located(List<String> keys, Declaration.DeclaredEnvironment declared) {
    String name() {
      return keys.get(1) + "/" + keys.get(3);
    }

    Environment.Spec spec() {
      return declared.spec();
    }
  }

  Consistency(LinedTree yaml, Declaration declaration) {
    this.yaml = yaml;
    this.declaration = declaration;
    declaration
        .sites()
        .forEach(
            (site, declared) ->
                declared
                    .environments()
                    .forEach(
                        (slug, environment) ->
                            environments.add(
                                new Located(
                                    List.of("sites", site, "environments", slug), environment))));
  }

  List<Problem> problems() {
    declaration.nodes().keySet().stream().filter(RESERVED::contains).forEach(this::reserved);
    defaultStorage();
    declaration.sites().forEach(this::primary);
    declaration.storages().forEach(this::storage);
    for (int i = 0; i < environments.size(); i++) {
      Located environment = environments.get(i);
      references(environment);
      database(environment);
      durations(environment);
      rollout(environment);
      sources(environment);
      storages(environment);
      for (Located earlier : environments.subList(0, i)) {
        apart(environment, earlier);
      }
      destinations(environment);
    }
    return problems.stream().sorted(Comparator.comparingInt(Problem::line)).toList();
  }

  private void reserved(String node) {
    problem(List.of("nodes", node), "Ansible uses this name itself; choose another one");
  }

  private void primary(String slug, Declaration.DeclaredSite site) {
    if (site.primary() != null && !site.environments().containsKey(site.primary())) {
      problem(
          List.of("sites", slug, "primary"),
          "\"%s\" is not one of this site's environments: %s"
              .formatted(site.primary(), names(site.environments().keySet())));
    }
  }

  private void defaultStorage() {
    String named = yaml.root().path(Declarations.DEFAULT_STORAGE).asString(null);
    if (named != null && !declaration.storages().containsKey(named)) {
      problem(
          List.of(Declarations.DEFAULT_STORAGE),
          "\"%s\" is not one of the storages: %s"
              .formatted(named, names(declaration.storages().keySet())));
    }
  }

  private void references(Located environment) {
    Declaration.DeclaredEnvironment declared = environment.declared();
    if (!declaration.nodes().containsKey(declared.node())) {
      problem(
          Paths.with(environment.keys(), "node"),
          "\"%s\" is not one of the nodes: %s"
              .formatted(declared.node(), names(declaration.nodes().keySet())));
    }
    storageForBackups(environment);
  }

  private void storageForBackups(Located environment) {
    String named = environment.declared().storage();
    if (named == null) {
      problem(
          environment.keys(),
          "the key \"storage\" is missing, and the file has no \"default_storage\"");
      return;
    }
    boolean own = yaml.has(Paths.with(environment.keys(), "storage"));
    Storage.Spec storage = declaration.storages().get(named);
    if (storage == null && own) {
      problem(
          Paths.with(environment.keys(), "storage"),
          "\"%s\" is not one of the storages: %s"
              .formatted(named, names(declaration.storages().keySet())));
    } else if (storage != null && storage.type() != StorageType.FILE) {
      problem(
          own ? Paths.with(environment.keys(), "storage") : environment.keys(),
          "backups go to a storage of the type \"file\"; \"%s\" can be one of \"deploy_storages\""
              .formatted(named));
    }
  }

  /** Where new code may come from is declared as an object storage. */
  private void sources(Located environment) {
    List<String> names = environment.spec().rollout().deployStorages();
    for (int i = 0; i < names.size(); i++) {
      Storage.Spec storage = declaration.storages().get(names.get(i));
      if (storage == null || storage.type() != StorageType.S3) {
        problem(
            Paths.with(environment.keys(), "deploy_storages", Integer.toString(i)),
            "\"%s\" is not one of the storages of the type \"s3\": %s"
                .formatted(names.get(i), names(objectStorages())));
      }
    }
  }

  private List<String> objectStorages() {
    return declaration.storages().entrySet().stream()
        .filter(entry -> entry.getValue().type() == StorageType.S3)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The right keys for the right type. */
  private void storage(String name, Storage.Spec storage) {
    if (storage.type() == StorageType.S3 && storage.path() != null) {
      problem(
          List.of("storage", name, "path"),
          "a path goes with the type \"file\"; the keys of an object storage begin with \"prefix\"");
    }
    if (storage.type() == StorageType.FILE) {
      for (String key : OF_BUCKETS) {
        if (yaml.root().path("storage").path(name).has(key)) {
          problem(List.of("storage", name, key), "this key goes with the type \"s3\"");
        }
      }
    }
  }

  private void database(Located environment) {
    Environment.Database database = environment.spec().database();
    if (database == null) {
      return;
    }
    List<String> keys = Paths.with(environment.keys(), "database");
    if ((database.socket() == null) == (database.host() == null)) {
      problem(keys, "give either \"socket\" or \"host\", one of the two");
    }
    if (database.socket() != null && database.port() != null) {
      problem(Paths.with(keys, "port"), "a port goes with \"host\", not with \"socket\"");
    }
  }

  private void durations(Located environment) {
    Environment.Spec spec = environment.spec();
    within(environment, "retention", spec.retention(), Duration.ofHours(1), Duration.ofDays(3660));
    within(
        environment, "undo_window", spec.undoWindow(), Duration.ofMinutes(1), Duration.ofDays(366));
    within(
        environment,
        "backup_freshness",
        spec.backupFreshness(),
        Duration.ofMinutes(1),
        Duration.ofDays(31));
  }

  private void rollout(Located environment) {
    Rollout rollout = environment.spec().rollout();
    within(
        environment,
        "build_timeout",
        rollout.buildTimeout(),
        Duration.ofSeconds(1),
        Duration.ofHours(1));
    if (rollout.deployKey() != null && rollout.deployKnownHosts().isEmpty()) {
      problem(
          Paths.with(environment.keys(), "deploy_key"),
          "a key goes with \"deploy_known_hosts\": without them nobody knows whom it is shown to");
    }
  }

  private void within(
      Located environment, String key, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      problem(
          Paths.with(environment.keys(), key),
          "from %s to %s is allowed".formatted(words(least), words(most)));
    }
  }

  private void storages(Located environment) {
    declaration
        .storages()
        .forEach(
            (name, storage) -> {
              if (storage.type() == StorageType.FILE
                  && Paths.overlap(storage.path(), environment.spec().path())) {
                problem(
                    List.of("storage", name, "path"),
                    "%s and the path of %s, %s, lie in one another; artifacts must be kept apart"
                        .formatted(storage.path(), environment.name(), environment.spec().path()));
              }
            });
  }

  private void apart(Located environment, Located earlier) {
    if (sameMachine(environment, earlier)) {
      String path = environment.spec().path();
      if (Paths.overlap(path, earlier.spec().path())) {
        problem(
            Paths.with(environment.keys(), "path"),
            "%s and the path of %s, %s, lie in one another on the same node"
                .formatted(path, earlier.name(), earlier.spec().path()));
      }
      Environment.Database mine = environment.spec().database();
      Environment.Database theirs = earlier.spec().database();
      if (mine != null && theirs != null && sameDatabase(mine, theirs)) {
        problem(
            Paths.with(environment.keys(), "database", "name"),
            "\"%s\" is also the database of %s on the same server"
                .formatted(mine.name(), earlier.name()));
      }
    }
  }

  private void destinations(Located environment) {
    List<String> destinations = environment.spec().destinations();
    for (int i = 0; i < destinations.size(); i++) {
      String destination = destinations.get(i);
      List<String> keys = Paths.with(environment.keys(), "destinations", Integer.toString(i));
      for (Located other : environments) {
        if (sameMachine(environment, other) && Paths.overlap(destination, other.spec().path())) {
          problem(
              keys,
              "%s and the path of %s, %s, lie in one another; a copy must not touch what is live"
                  .formatted(destination, other.name(), other.spec().path()));
        }
      }
      declaration
          .storages()
          .forEach(
              (name, storage) -> {
                if (storage.type() == StorageType.FILE
                    && Paths.overlap(destination, storage.path())) {
                  problem(
                      keys,
                      "%s and the storage %s, %s, lie in one another"
                          .formatted(destination, name, storage.path()));
                }
              });
    }
  }

  /** Two names may mean one machine: then their directories are the same directories. */
  private boolean sameMachine(Located one, Located other) {
    Node.Spec a = declaration.nodes().get(one.declared().node());
    Node.Spec b = declaration.nodes().get(other.declared().node());
    if (a == null || b == null) {
      return one.declared().node().equals(other.declared().node());
    }
    return a.connection() == b.connection()
        && (a.connection() == Node.Connection.LOCAL
            || (a.host().equalsIgnoreCase(b.host()) && port(a) == port(b)));
  }

  private static int port(Node.Spec node) {
    return node.port() == null ? 22 : node.port();
  }

  private static boolean sameDatabase(Environment.Database one, Environment.Database other) {
    return one.name().equalsIgnoreCase(other.name()) && server(one).equals(server(other));
  }

  private static String server(Environment.Database database) {
    return database.socket() != null
        ? database.socket()
        : database.host() + ":" + (database.port() == null ? 3306 : database.port());
  }

  private void problem(List<String> keys, String message) {
    problems.add(new Problem(yaml.line(keys), RegistrySchema.path(keys), message));
  }

  private static String names(Collection<String> names) {
    return names.isEmpty() ? "none is declared" : String.join(", ", names);
  }

  private static String words(Duration duration) {
    Map<String, Long> units =
        Map.of("d", duration.toDays(), "h", duration.toHours(), "m", duration.toMinutes());
    return List.of("d", "h", "m").stream()
        .filter(unit -> units.get(unit) > 0)
        .findFirst()
        .map(unit -> units.get(unit) + unit)
        .orElse(duration.toSeconds() + "s");
  }
}
