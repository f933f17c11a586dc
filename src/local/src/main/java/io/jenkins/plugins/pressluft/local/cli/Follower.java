package io.jenkins.plugins.pressluft.local.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Reads a job's event stream to its end. When the connection breaks it goes on after the last event
 * that it saw, so nothing is missed and nothing comes twice.
 */
final class Follower {
  private static final Duration PAUSE = Duration.ofSeconds(2);

  /** A server that is being restarted is back by then. */
  private static final int TRIES = 30;

  private final Client client;
  private final String jobId;
  private final BiConsumer<String, JsonNode> events;
  private final Runnable left;
  private final Runnable over;
  private long after;
  private boolean ended;

  /** Draws it for a person. */
  Follower(Client client, String jobId, Progress progress) {
    this(client, jobId, progress::show, () -> progress.leave(jobId), progress::close);
  }

  /**
   * Hands each event on.
   *
   * @param events takes the type and the payload
   */
  Follower(Client client, String jobId, BiConsumer<String, JsonNode> events) {
    this(client, jobId, events, () -> {}, () -> {});
  }

  private Follower(
      Client client,
      String jobId,
      BiConsumer<String, JsonNode> events,
      Runnable left,
      Runnable over) {
    this.client = client;
    this.jobId = jobId;
    this.events = events;
    this.left = left;
    this.over = over;
  }

  /**
   * Returns when the job is final.
   *
   * @throws CommandException when the server stayed away for a minute
   */
  void follow() {
    Thread note = new Thread(left);
    Runtime.getRuntime().addShutdownHook(note);
    try {
      int failures = 0;
      while (!ended) {
        long before = after;
        try {
          read();
          failures = after > before ? 0 : failures;
        } catch (IOException | UncheckedIOException e) {
          failures = after > before ? 1 : failures + 1;
          if (failures > TRIES) {
            throw client.unreachable(
                e instanceof IOException io ? io : ((UncheckedIOException) e).getCause());
          }
          pause();
        }
      }
    } finally {
      over.run();
      Runtime.getRuntime().removeShutdownHook(note);
    }
  }

  private void read() throws IOException {
    try (Stream<String> lines = client.events(jobId, after)) {
      Iterator<String> each = lines.iterator();
      if (!each.hasNext()) {
        ended = true;
        return;
      }
      boolean last = false;
      while (each.hasNext()) {
        String line = each.next();
        if (line.equals("event: end")) {
          last = true;
        } else if (line.startsWith("data: ") && !last) {
          JsonNode event = Client.JSON.readTree(line.substring(6));
          after = Math.max(after, event.path("sequence").longValue(after));
          events.accept(Common.text(event, "type"), event.path("payload"));
        }
        if (last && line.isEmpty()) {
          ended = true;
          return;
        }
      }
    }
    if (!ended) {
      throw new IOException("the connection ended");
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException(ExitCode.UNREACHABLE, "Interrupted; the job goes on.");
    }
  }
}
