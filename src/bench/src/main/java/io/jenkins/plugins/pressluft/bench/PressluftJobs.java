package io.jenkins.plugins.pressluft.bench;

import io.jenkins.plugins.pressluft.lab.RestClient;
import io.jenkins.plugins.pressluft.lab.WordPress;
import java.time.Duration;
import java.util.Map;

/** Whole jobs, from the request over REST until the endpoint says that they have ended. */
final class PressluftJobs {

  private static final Duration LIMIT = Duration.ofMinutes(30);

  private final RestClient client;
  private final WordPress site;
  private final ReplacedGenerations replaced;

  PressluftJobs(RestClient client, WordPress site, ReplacedGenerations replaced) {
    this.client = client;
    this.site = site;
    this.replaced = replaced;
  }

  Duration backUp() {
    return timed("backups", Map.of("backup_scope", "full"));
  }

  /** The id of the newest completed backup that was asked for. */
  String newestBackup() {
    for (var backup : client.get(RestClient.environment(site.slugPath(), "backups")).json()) {
      if ("completed".equals(backup.path("status").asString(""))
          && "full".equals(backup.path("backup_scope").asString(""))) {
        return backup.path("id").asString("");
      }
    }
    throw new IllegalStateException("there is no completed full backup");
  }

  /** The size of that backup in bytes, as the endpoint tells. */
  long size(String backup) {
    return client.get("/backups/" + backup).json().path("size_bytes").asLong(0);
  }

  /**
   * A restore into the live site. What it replaced is cleared away after the clock has stopped.
   *
   * @param safety {@code create} or {@code verify}: what is done about the way back
   */
  Duration restore(String backup, String safety) {
    Duration took = timed("restore", Map.of("backup_id", backup, "pre_backup", safety));
    replaced.drop();
    return took;
  }

  private Duration timed(String what, Map<String, ?> body) {
    long start = System.nanoTime();
    String job = client.post(RestClient.environment(site.slugPath(), what), body).jobId();
    client.succeeded(job, LIMIT);
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
