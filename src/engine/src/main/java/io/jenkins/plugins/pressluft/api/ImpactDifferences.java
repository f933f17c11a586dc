package io.jenkins.plugins.pressluft.api;

import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.BackupStatus;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.store.Transaction;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * How a backup differs from what is there. What is there is known from the newest completed backup
 * of the environment, whose manifest the controller keeps: asking the node would take a run of
 * seconds, and would tell a moment later something else as well. The answer says of when it is, and
 * where it knows nothing, why.
 */
final class ImpactDifferences {
  private static final int MOST = 500;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Transaction tx;
  private final Environment environment;
  private final Backup backup;
  private final ArrayNode unknown = JSON.arrayNode();

  ImpactDifferences(Transaction tx, Environment environment, Backup backup) {
    this.tx = tx;
    this.environment = environment;
    this.backup = backup;
  }

  ObjectNode node() {
    JsonNode then = manifest(backup);
    Optional<Backup> newest = newestBeside();
    ObjectNode node = JSON.objectNode();
    node.put("now_as_of", newest.map(b -> b.createdAt().toString()).orElse(null));
    node.put("now_from_backup_id", newest.map(b -> b.id().toString()).orElse(null));
    JsonNode now = newest.map(ImpactDifferences::manifest).orElse(null);
    node.set("tables", tables(then, now));
    node.set("files", files(then, now));
    node.set("wordpress", wordpress(then, now));
    node.set("plugins", versions("plugins", then, now));
    node.set("themes", versions("themes", then, now));
    node.set("unknown", unknown);
    return node;
  }

  /** The newest full backup that is not this one and not older. */
  private Optional<Backup> newestBeside() {
    return tx.backups().ofEnvironment(environment.id()).stream()
        .filter(other -> other.status() == BackupStatus.COMPLETED)
        .filter(other -> other.scope() == io.jenkins.plugins.pressluft.model.BackupScope.FULL)
        .filter(other -> !other.id().equals(backup.id()))
        .filter(other -> !other.createdAt().isBefore(backup.createdAt()))
        .findFirst();
  }

  private static JsonNode manifest(Backup backup) {
    JsonNode manifest = Json.stored(backup.manifest());
    return manifest == null ? JSON.objectNode() : manifest;
  }

  private JsonNode tables(JsonNode then, JsonNode now) {
    if (!isKnown("tables", then.at("/database/tables"), now, "/database/tables")) {
      return JSON.nullNode();
    }
    Map<String, Long> before = rows(then);
    Map<String, Long> after = rows(now);
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    ArrayNode list = JSON.arrayNode();
    names.stream()
        .sorted(
            Comparator.comparingLong(
                (String name) ->
                    -Math.abs(before.getOrDefault(name, 0L) - after.getOrDefault(name, 0L))))
        .limit(MOST)
        .forEach(
            name ->
                list.addObject()
                    .put("name", name)
                    .put("rows_backup", before.get(name))
                    .put("rows_now", after.get(name)));
    return list;
  }

  private static Map<String, Long> rows(JsonNode manifest) {
    Map<String, Long> rows = new LinkedHashMap<>();
    manifest
        .at("/database/tables")
        .forEach(
            table -> rows.put(table.path("name").asString(""), table.path("rows").longValue(0L)));
    return rows;
  }

  private JsonNode files(JsonNode then, JsonNode now) {
    if (!isKnown("files", then.at("/files/count"), now, "/files/count")) {
      return JSON.nullNode();
    }
    return JSON.objectNode()
        .put("backup", then.at("/files/count").longValue())
        .put("now", now.at("/files/count").longValue());
  }

  private JsonNode wordpress(JsonNode then, JsonNode now) {
    if (!isKnown("wordpress", then.path("wordpress_version"), now, "/wordpress_version")) {
      return JSON.nullNode();
    }
    return JSON.objectNode()
        .put("backup", then.path("wordpress_version").asString(null))
        .put("now", now.path("wordpress_version").asString(null));
  }

  private JsonNode versions(String what, JsonNode then, JsonNode now) {
    if (!isKnown(what, then.path(what), now, "/" + what)) {
      return JSON.nullNode();
    }
    Map<String, String> before = versions(then.path(what));
    Map<String, String> after = versions(now.path(what));
    ArrayNode list = JSON.arrayNode();
    Stream.concat(before.keySet().stream(), after.keySet().stream())
        .distinct()
        .sorted()
        .limit(MOST)
        .forEach(
            name ->
                list.addObject()
                    .put("name", name)
                    .put("backup", before.get(name))
                    .put("now", after.get(name)));
    return list;
  }

  /** The version by name; a text for what has none, so that null means that it is not there. */
  private static Map<String, String> versions(JsonNode list) {
    Map<String, String> versions = new LinkedHashMap<>();
    list.forEach(
        one -> versions.put(one.path("name").asString(""), one.path("version").asString("?")));
    return versions;
  }

  private boolean isKnown(String what, JsonNode then, JsonNode now, String path) {
    Unknown why = null;
    if (then.isMissingNode() || then.isNull()) {
      why =
          List.of("tables", "files").contains(what) ? Unknown.NOT_IN_BACKUP : Unknown.NOT_RECORDED;
    } else if (now == null) {
      why = Unknown.NO_NEWER_BACKUP;
    } else if (now.at(path).isMissingNode() || now.at(path).isNull()) {
      why = Unknown.NOT_TOLD;
    }
    if (why != null) {
      unknown.addObject().put("what", what).put("code", why.code()).put("reason", why.sentence);
    }
    return why == null;
  }

  /** Why a comparison is not possible; the code lets a page say it in its reader's language. */
  private enum Unknown {
    NOT_IN_BACKUP("This backup has none of it."),
    NOT_RECORDED("This backup was made before that was recorded."),
    NO_NEWER_BACKUP("No newer full backup tells what is there now; make one to compare."),
    NOT_TOLD("The newest full backup does not tell.");

    private final String sentence;

    Unknown(String sentence) {
      this.sentence = sentence;
    }

    private String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
