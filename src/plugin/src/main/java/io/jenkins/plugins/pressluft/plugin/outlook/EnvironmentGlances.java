package io.jenkins.plugins.pressluft.plugin.outlook;

import hudson.Extension;
import hudson.ExtensionList;
import io.jenkins.plugins.pressluft.model.Glance;
import io.jenkins.plugins.pressluft.plugin.EngineListener;
import io.jenkins.plugins.pressluft.plugin.Pressluft;
import io.jenkins.plugins.pressluft.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.util.Timer;

/**
 * How every environment stands, in memory, for what stands on pages that show much else: a badge on
 * each page, a widget, a column. Nothing of that may wait for the database, so another thread reads
 * all of it with one statement when somebody looks and the last reading is older than {@link
 * #FRESH}; a page waits for that {@link #PATIENCE} at most and then shows what there was. What is
 * older than {@link #STALE} is not shown at all.
 *
 * <p>Nobody is asked for a permission here; see {@link Outlook}.
 */
@Extension
public final class EnvironmentGlances implements EngineListener {
  static final Duration FRESH = Duration.ofSeconds(5);
  static final Duration STALE = Duration.ofMinutes(1);
  static final Duration PATIENCE = Duration.ofMillis(500);

  private static final Logger LOG = Logger.getLogger(EnvironmentGlances.class.getName());
  private static final Reading NOTHING = new Reading(Instant.MIN, List.of());

  private final Clock clock;
  private final Executor executor;

  private Supplier<List<Glance>> source;
  private Reading last = NOTHING;
  private CompletableFuture<Reading> underWay;

  /** For Jenkins. */
  public EnvironmentGlances() {
    this(Clock.systemUTC(), command -> Timer.get().execute(command));
  }

  EnvironmentGlances(Clock clock, Executor executor) {
    this.clock = clock;
    this.executor = executor;
  }

  /** The one of this controller. */
  static EnvironmentGlances get() {
    return ExtensionList.lookupSingleton(EnvironmentGlances.class);
  }

  @Override
  public void opened(Pressluft pressluft) {
    Store store = pressluft.store();
    from(() -> store.read(tx -> tx.glances().all()));
  }

  @Override
  public void closing() {
    from(null);
  }

  synchronized void from(Supplier<List<Glance>> given) {
    source = given;
    last = NOTHING;
    underWay = null;
  }

  /** How the environments stand now, by name; nothing while the engine is not there. */
  List<Standing> now() {
    return reading().standings();
  }

  private Reading reading() {
    CompletableFuture<Reading> future;
    Supplier<List<Glance>> toAsk = null;
    synchronized (this) {
      if (source == null || isYounger(FRESH)) {
        return last;
      }
      if (underWay == null) {
        underWay = new CompletableFuture<>();
        toAsk = source;
      }
      future = underWay;
    }
    if (toAsk != null) {
      ask(toAsk, future);
    }
    try {
      return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return before();
    } catch (ExecutionException e) {
      return NOTHING;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return before();
    }
  }

  private synchronized Reading before() {
    return isYounger(STALE) ? last : NOTHING;
  }

  private boolean isYounger(Duration age) {
    return last != NOTHING && Duration.between(last.at(), clock.instant()).compareTo(age) < 0;
  }

  private void ask(Supplier<List<Glance>> toAsk, CompletableFuture<Reading> reading) {
    reading.whenComplete((done, failure) -> keep(reading, done));
    try {
      executor.execute(
          () -> {
            try {
              Instant at = clock.instant();
              reading.complete(
                  new Reading(
                      at, toAsk.get().stream().map(glance -> Standing.of(glance, at)).toList()));
            } catch (RuntimeException e) {
              LOG.log(Level.WARNING, "The state of the environments could not be read", e);
              reading.completeExceptionally(e);
            }
          });
    } catch (RuntimeException e) {
      reading.completeExceptionally(e);
    }
  }

  /** A reading that failed is not asked for again at once; one that was overtaken is forgotten. */
  private synchronized void keep(CompletableFuture<Reading> reading, Reading done) {
    if (underWay == reading) {
      underWay = null;
      last = done == null ? new Reading(clock.instant(), List.of()) : done;
    }
  }

  private record Reading(Instant at, List<Standing> standings) {}
}
