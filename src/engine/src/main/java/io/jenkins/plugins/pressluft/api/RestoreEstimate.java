package io.jenkins.plugins.pressluft.api;

import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.Restore;
import io.jenkins.plugins.pressluft.store.Transaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * How long a restore will take, from those of the same environment that were measured: the median
 * time for each stored byte. Where none was, nothing is guessed.
 */
final class RestoreEstimate {
  private static final int MOST = 20;

  private final Transaction tx;
  private final Environment environment;
  private final Backup backup;

  RestoreEstimate(Transaction tx, Environment environment, Backup backup) {
    this.tx = tx;
    this.environment = environment;
    this.backup = backup;
  }

  ObjectNode node() {
    List<Double> pace = new ArrayList<>();
    List<Double> downtime = new ArrayList<>();
    tx.restores().ofEnvironment(environment.id()).stream()
        .filter(RestoreEstimate::isLike)
        .limit(MOST)
        .forEach(restore -> measure(restore, pace, downtime));
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("from_measured", pace.size());
    Double middle = median(pace);
    node.put(
        "restore_seconds",
        middle == null || backup.sizeBytes() == null
            ? null
            : Long.valueOf(Math.max(1, Math.round(middle * backup.sizeBytes() / 1000))));
    Double down = median(downtime);
    node.put("downtime_ms", down == null ? null : Long.valueOf(Math.round(down)));
    node.put("reason", pace.isEmpty() ? "No restore of this environment was measured yet." : null);
    return node;
  }

  private static boolean isLike(Restore restore) {
    return restore.outcome().equals("succeeded")
        && restore.undoOf() == null
        && !restore.dryRun()
        && restore.destination() == null
        && restore.startedAt() != null;
  }

  private void measure(Restore restore, List<Double> pace, List<Double> downtime) {
    Long bytes =
        tx.backups()
            .byId(restore.backupId())
            .map(Backup::sizeBytes)
            .filter(b -> b > 0)
            .orElse(null);
    if (bytes == null) {
      return;
    }
    long millis = Duration.between(restore.startedAt(), restore.finishedAt()).toMillis();
    pace.add((double) millis / bytes);
    JsonNode result =
        tx.jobs().byId(restore.jobId()).map(Job::result).map(Json::stored).orElse(null);
    JsonNode down = result == null ? null : result.at("/restore/downtime_ms");
    if (down != null && down.isNumber()) {
      downtime.add(down.doubleValue());
    }
  }

  private static Double median(List<Double> values) {
    if (values.isEmpty()) {
      return null;
    }
    Collections.sort(values);
    int half = values.size() / 2;
    return values.size() % 2 == 1
        ? values.get(half)
        : (values.get(half - 1) + values.get(half)) / 2;
  }
}
