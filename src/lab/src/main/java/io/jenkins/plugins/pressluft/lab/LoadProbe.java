package io.jenkins.plugins.pressluft.lab;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Visitors that ask again and again and write down every answer with its time, so that it can be
 * said afterwards what each of them saw around a switch. For many more requests, but only their
 * sum, see {@link WrkLoad}.
 */
public final class LoadProbe implements AutoCloseable {

  /** The status of a request that got no answer at all. */
  public static final int NO_ANSWER = 0;

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final ConcurrentLinkedQueue<Sample> samples = new ConcurrentLinkedQueue<>();
  private final List<Thread> visitors = new ArrayList<>();
  private volatile boolean running = true;

  private LoadProbe() {}

  /**
   * One request.
   *
   * @param at when it was sent
   * @param took until its last byte was read
   * @param good whether status and body were as they should be
   */
  public record Sample(Instant at, Duration took, int status, boolean good) {
    Instant end() {
      return at.plus(took);
    }
  }

  /**
   * Starts the visitors.
   *
   * @param visitors how many ask at once
   * @param pause how long each of them waits between an answer and the next request
   * @param whole what a body of status 200 must fulfil to be good; a page can answer 200 while half
   *     of its tables are missing
   */
  public static LoadProbe start(String url, int visitors, Duration pause, Predicate<String> whole) {
    LoadProbe probe = new LoadProbe();
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(LIMIT).build();
    for (int i = 0; i < visitors; i++) {
      Thread thread = new Thread(() -> probe.visit(request, pause, whole), "visitor-" + i);
      thread.setDaemon(true);
      probe.visitors.add(thread);
      thread.start();
    }
    return probe;
  }

  private void visit(HttpRequest request, Duration pause, Predicate<String> whole) {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    while (running) {
      Instant at = Instant.now();
      long start = System.nanoTime();
      int status = NO_ANSWER;
      boolean good = false;
      try {
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        status = answer.statusCode();
        good = status == 200 && whole.test(answer.body());
      } catch (IOException none) {
        // Counted as a request without an answer.
      } catch (InterruptedException e) {
        return;
      }
      samples.add(new Sample(at, Duration.ofNanos(System.nanoTime() - start), status, good));
      LockSupport.parkNanos(pause.toNanos());
    }
  }

  /** Ends the visitors after their last answers and says what they saw. */
  public Report stop() {
    running = false;
    for (Thread visitor : visitors) {
      try {
        visitor.join(LIMIT.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return new Report(samples.stream().sorted(Comparator.comparing(Sample::at)).toList());
  }

  @Override
  public void close() {
    stop();
  }

  /** What the visitors saw, in the order in which they asked. */
  public record Report(List<Sample> samples) {

    /** How many answers were not good. */
    public long failed() {
      return samples.stream().filter(sample -> !sample.good()).count();
    }

    /** The longest request of all; zero when there was none. */
    public Duration longest() {
      return longest(Instant.MIN, Instant.MAX);
    }

    /** The longest request that was under way at any time between the two. */
    public Duration longest(Instant from, Instant to) {
      return samples.stream()
          .filter(sample -> !sample.end().isBefore(from) && !sample.at().isAfter(to))
          .map(Sample::took)
          .max(Comparator.naturalOrder())
          .orElse(Duration.ZERO);
    }

    /** How many answers there were of each status. */
    public Map<Integer, Long> statuses() {
      return samples.stream()
          .collect(Collectors.groupingBy(Sample::status, TreeMap::new, Collectors.counting()));
    }

    /** How long after the first bad answer the last one came; zero when all were good. */
    public Duration outage() {
      List<Sample> bad = samples.stream().filter(sample -> !sample.good()).toList();
      return bad.isEmpty()
          ? Duration.ZERO
          : Duration.between(bad.get(0).at(), bad.get(bad.size() - 1).end());
    }

    /** In one line, for people. */
    public String summary() {
      return "%d requests, %d failed, longest %.3f s, statuses %s"
          .formatted(samples.size(), failed(), longest().toNanos() / 1e9, statuses());
    }
  }
}
