package io.jenkins.plugins.pressluft.plugin.step;

import hudson.AbortException;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.pressluft.job.EventStream;
import io.jenkins.plugins.pressluft.plugin.EngineListener;
import io.jenkins.plugins.pressluft.plugin.Pressluft;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Looks after every waiting step of this controller with one thread that waits and a few that look,
 * however many steps there are. While the engine is closed the steps simply wait.
 */
@Extension
public final class StepWatch implements EngineListener {
  private static final Logger LOG = Logger.getLogger(StepWatch.class.getName());

  /** Jobs of other controllers that share the database do not wake us. */
  private static final Duration AT_LEAST = Duration.ofSeconds(2);

  /** A job writes several events a second; a person reads fewer. */
  private static final Duration AT_MOST = Duration.ofMillis(250);

  private static final int THREADS = 4;

  private final Map<Watched, AtomicBoolean> steps = new ConcurrentHashMap<>();
  private volatile Round round;

  /** The one of this controller. */
  static StepWatch get() {
    return ExtensionList.lookupSingleton(StepWatch.class);
  }

  /** Looks after a step from now on, until it says that it has ended. */
  void watch(Watched step) {
    steps.putIfAbsent(step, new AtomicBoolean());
    Round now = round;
    if (now != null) {
      now.events.signal();
    }
  }

  /**
   * A step that begins while the engine is closed would wait for nobody knows how long; one that
   * goes on after a restart waits.
   *
   * @throws AbortException with what is wrong
   */
  static void failWhenClosed() throws AbortException {
    Optional<String> trouble = Pressluft.get().trouble();
    if (trouble.isPresent()) {
      throw new AbortException(trouble.get());
    }
  }

  @Override
  public void opened(Pressluft pressluft) {
    Round next = new Round(pressluft, pressluft.events());
    round = next;
    next.start();
  }

  @Override
  public void closing() {
    Round last = round;
    round = null;
    if (last != null) {
      last.end();
    }
  }

  /** The time between one opening of the engine and its closing. */
  private final class Round {
    private final Pressluft house;
    private final EventStream events;
    private final ExecutorService lookers =
        Executors.newFixedThreadPool(THREADS, daemon("pressluft-step"));
    private final Thread waiter = daemon("pressluft-steps").newThread(this::run);

    Round(Pressluft house, EventStream events) {
      this.house = house;
      this.events = events;
    }

    void start() {
      waiter.start();
    }

    void end() {
      waiter.interrupt();
      lookers.shutdown();
    }

    private void run() {
      try {
        while (round == this) {
          long seen = events.version();
          steps.forEach(this::send);
          events.await(seen, AT_LEAST);
          Thread.sleep(AT_MOST.toMillis());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (RejectedExecutionException e) {
        LOG.log(Level.FINE, "The engine was closed while steps were looked at", e);
      }
    }

    private void send(Watched step, AtomicBoolean busy) {
      if (busy.compareAndSet(false, true)) {
        lookers.execute(() -> look(step, busy));
      }
    }

    private void look(Watched step, AtomicBoolean busy) {
      try (ACLContext context = ACL.as2(ACL.SYSTEM2)) {
        if (step.look(house)) {
          steps.remove(step);
        }
      } catch (IllegalStateException closed) {
        // The engine was closed meanwhile, or its database is busy: the next round asks again.
        LOG.log(Level.FINE, "A step could not be looked at", closed);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (IOException | RuntimeException e) {
        LOG.log(Level.WARNING, "A step cannot go on", e);
        steps.remove(step);
        step.broken(e);
      } finally {
        busy.set(false);
      }
    }
  }

  private static ThreadFactory daemon(String name) {
    return work -> {
      Thread thread = new Thread(work, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
