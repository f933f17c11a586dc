package io.jenkins.plugins.pressluft.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Load by wrk: as many requests as the host can answer, of which only the sum is known. */
public final class WrkLoad {

  /** wrk's own text rounds; this hands over its counters. Times are in microseconds. */
  private static final String SCRIPT =
      """
      done = function(summary, latency, requests)
        local e = summary.errors
        io.write(string.format(
          '\\nRESULT {"requests":%d,"micros":%d,"connect":%d,"read":%d,"write":%d,"status":%d,'
          .. '"timeout":%d,"max":%d,"p99":%d}\\n',
          summary.requests, summary.duration, e.connect, e.read, e.write, e.status, e.timeout,
          latency.max, latency:percentile(99)))
      end
      """;

  private final Process process;
  private final Path script;
  private final Duration limit;

  private WrkLoad(Process process, Path script, Duration limit) {
    this.process = process;
    this.script = script;
    this.limit = limit;
  }

  /**
   * Starts the load.
   *
   * @param connections how many requests are under way at once
   */
  public static WrkLoad start(String url, int connections, Duration duration) {
    try {
      Path script = Files.createTempFile("pressluft-wrk-", ".lua");
      Files.writeString(script, SCRIPT);
      Process process =
          new ProcessBuilder(
                  List.of(
                      Tools.find("wrk"),
                      "-t1",
                      "-c" + connections,
                      "-d" + Math.max(1, duration.toSeconds()) + "s",
                      "--timeout",
                      "30s",
                      "-s",
                      script.toString(),
                      url))
              .redirectErrorStream(true)
              .start();
      return new WrkLoad(process, script, duration.plusSeconds(60));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Waits until the time is over.
   *
   * @throws IllegalStateException when wrk did not give its figures
   */
  public Report await() {
    try {
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      Files.deleteIfExists(script);
      int at = text.indexOf("RESULT ");
      if (at < 0) {
        throw new IllegalStateException("wrk: " + text.strip());
      }
      JsonNode json = JsonMapper.builder().build().readTree(text.substring(at + 7).strip());
      long failed = 0;
      for (String kind : List.of("connect", "read", "write", "status", "timeout")) {
        failed += json.get(kind).asLong();
      }
      return new Report(
          json.get("requests").asLong(),
          failed,
          micros(json.get("micros").asLong()),
          micros(json.get("max").asLong()),
          micros(json.get("p99").asLong()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while wrk ran", e);
    }
  }

  private static Duration micros(long count) {
    return Duration.ofNanos(count * 1000);
  }

  /**
   * wrk's counters.
   *
   * @param failed answers that were neither 2xx nor 3xx, and requests without an answer
   */
  public record Report(
      long requests, long failed, Duration duration, Duration longest, Duration percentile99) {

    /** In one line, for people. */
    public String summary() {
      return "%d requests in %.1f s, %d failed, longest %.3f s, 99 %% within %.3f s"
          .formatted(
              requests,
              duration.toNanos() / 1e9,
              failed,
              longest.toNanos() / 1e9,
              percentile99.toNanos() / 1e9);
    }
  }
}
