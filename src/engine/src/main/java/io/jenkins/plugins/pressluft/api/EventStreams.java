package io.jenkins.plugins.pressluft.api;

import io.jenkins.plugins.pressluft.guard.Refusal;
import io.jenkins.plugins.pressluft.guard.RefusedException;
import io.jenkins.plugins.pressluft.job.EventStream;
import io.jenkins.plugins.pressluft.store.Store;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open server-sent event streams. None holds a thread: one thread waits for news, and a few
 * write what the streams have not seen yet. A reader that does not read costs one of the few until
 * the container's write time-out ends it.
 */
final class EventStreams implements AutoCloseable {
  /** How many may be open; a dashboard opens one, and one more for a job that it shows. */
  static final int MAX_OPEN = 256;

  private static final Logger LOG = LoggerFactory.getLogger(EventStreams.class);
  private static final int PAGE = 500;
  private static final int WRITERS = 4;

  /** Also finds what another controller wrote into the same database. */
  private static final Duration LOOK_AT_LEAST_EVERY = Duration.ofSeconds(1);

  /**
   * After which a reader has to come back, and is asked again who they are; a browser does so by
   * itself and misses nothing.
   */
  private static final Duration LONGEST = Duration.ofMinutes(15);

  private final Store store;
  private final EventStream news;
  private final Duration heartbeat;
  private final Set<Open> open = ConcurrentHashMap.newKeySet();
  private final ExecutorService writers;
  private final Thread watcher;
  private volatile boolean closed;

  EventStreams(Store store, EventStream news, Duration heartbeat) {
    this.store = store;
    this.news = news;
    this.heartbeat = heartbeat;
    this.writers =
        Executors.newFixedThreadPool(
            WRITERS,
            work -> {
              Thread thread = new Thread(work, "pressluft-event-writer");
              thread.setDaemon(true);
              return thread;
            });
    this.watcher = new Thread(this::watch, "pressluft-event-watcher");
    watcher.setDaemon(true);
    watcher.start();
  }

  /**
   * Begins a stream. Where the container cannot answer asynchronously, what there is now is sent,
   * and the reader comes back by itself.
   *
   * @throws RefusedException 429 when too many are open
   */
  void begin(HttpServletRequest request, HttpServletResponse response, Reply.Events events)
      throws IOException {
    if (open.size() >= MAX_OPEN) {
      throw new RefusedException(
          new Refusal(
              "too_many_requests",
              429,
              "Too many event streams are open; try again in a moment.",
              Map.of()));
    }
    response.setStatus(200);
    response.setContentType("text/event-stream;charset=utf-8");
    response.setHeader("X-Accel-Buffering", "no");
    OutputStream out = response.getOutputStream();
    out.write("retry: 2000\n\n".getBytes(StandardCharsets.UTF_8));
    out.flush();
    if (!request.isAsyncSupported()) {
      new Open(null, out, events).write();
      return;
    }
    AsyncContext context = request.startAsync();
    context.setTimeout(0);
    Open stream = new Open(context, out, events);
    context.addListener(stream);
    open.add(stream);
    stream.wake();
  }

  /** Ends all streams. */
  @Override
  public void close() {
    closed = true;
    watcher.interrupt();
    writers.shutdown();
    List.copyOf(open).forEach(Open::end);
  }

  private void watch() {
    long seen = news.version();
    while (!closed) {
      open.forEach(Open::wake);
      try {
        seen = news.await(seen, LOOK_AT_LEAST_EVERY);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** One reader. */
  private final class Open implements AsyncListener {
    private final AsyncContext context;
    private final OutputStream out;
    private final EventFeed feed;
    private final long begun = System.nanoTime();
    private final AtomicBoolean busy = new AtomicBoolean();
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile boolean again;
    private long after;
    private long lastWrite = System.nanoTime();

    Open(AsyncContext context, OutputStream out, Reply.Events events) {
      this.context = context;
      this.out = out;
      this.feed = events.feed();
      this.after = events.after();
    }

    /** Lets a writer look, unless one is at it; that one looks once more then. */
    void wake() {
      again = true;
      if (!ended.get() && busy.compareAndSet(false, true)) {
        try {
          writers.execute(this::run);
        } catch (java.util.concurrent.RejectedExecutionException e) {
          end();
        }
      }
    }

    private void run() {
      boolean more = true;
      try {
        while (again && more) {
          again = false;
          more = write();
        }
      } catch (IOException e) {
        more = false;
      } catch (RuntimeException e) {
        LOG.warn("An event stream ended: {}", e.toString());
        more = false;
      } finally {
        busy.set(false);
      }
      if (!more) {
        end();
      } else if (again) {
        wake();
      }
    }

    /** Writes what is new; false when that was the end. */
    private boolean write() throws IOException {
      EventFeed.Batch batch;
      boolean written = false;
      do {
        long from = after;
        batch = store.read(tx -> feed.read(tx, from, PAGE));
        for (EventFeed.Message message : batch.messages()) {
          send(message);
          written = true;
        }
        after = batch.after();
      } while (batch.more());
      if (batch.finished()) {
        out.write("event: end\ndata: {}\n\n".getBytes(StandardCharsets.UTF_8));
        out.flush();
        return false;
      }
      if (written) {
        out.flush();
        lastWrite = System.nanoTime();
      } else if (System.nanoTime() - lastWrite > heartbeat.toNanos()) {
        out.write(":\n\n".getBytes(StandardCharsets.UTF_8));
        out.flush();
        lastWrite = System.nanoTime();
      }
      return System.nanoTime() - begun < LONGEST.toNanos();
    }

    private void send(EventFeed.Message message) throws IOException {
      String type = message.type().replaceAll("[^A-Za-z0-9_.-]", "_");
      out.write(
          ("id: " + message.id() + "\nevent: " + type + "\ndata: ")
              .getBytes(StandardCharsets.UTF_8));
      out.write(Json.bytes(message.data()));
      out.write("\n\n".getBytes(StandardCharsets.UTF_8));
    }

    private void end() {
      if (ended.compareAndSet(false, true)) {
        open.remove(this);
        if (context != null) {
          try {
            context.complete();
          } catch (IllegalStateException e) {
            LOG.debug("The container had ended the stream already", e);
          }
        }
      }
    }

    @Override
    public void onComplete(AsyncEvent event) {
      ended.set(true);
      open.remove(this);
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      end();
    }

    @Override
    public void onError(AsyncEvent event) {
      end();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
      // nothing begins anew here
    }
  }
}
