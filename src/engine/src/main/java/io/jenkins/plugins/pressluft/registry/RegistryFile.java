package io.jenkins.plugins.pressluft.registry;

import io.jenkins.plugins.pressluft.model.JobLimits;
import io.jenkins.plugins.pressluft.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry file on disk. It is read again when it was modified, without a restart; a file that
 * is wrong, unreadable or gone changes nothing: what was good last stays, and the state says why.
 */
public final class RegistryFile implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryFile.class);

  private final Path file;
  private final Registry registry;
  private final Clock clock;
  private final RegistryReader reader = new RegistryReader();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "pressluft-registry");
            thread.setDaemon(true);
            return thread;
          });

  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  private SharedFile shared;
  private String seen;
  private volatile JobLimits limits = JobLimits.DEFAULT;
  private volatile State state = new State(null, null, List.of());

  /** Nothing is read before {@link #check} or {@link #watch}. */
  public RegistryFile(Path file, Registry registry, Clock clock) {
    this.file = file;
    this.registry = registry;
    this.clock = clock;
  }

  /**
   * Shares the registry with the other controllers of the database: see {@link SharedFile}. To be
   * called before the first look.
   *
   * @param controller this one's name, for the others
   */
  public RegistryFile sharedBy(String controller, Store store) {
    shared = new SharedFile(file, store, registry, controller);
    return this;
  }

  /**
   * What is saved next is meant, also where this controller said the same before and another one
   * has replaced it since: a person says so, and no start-up.
   *
   * @throws UncheckedIOException if what is kept beside the file cannot be replaced
   */
  public synchronized void isMeant() {
    if (shared != null) {
      try {
        shared.meant();
      } catch (IOException e) {
        throw new UncheckedIOException(file + " cannot be written", e);
      }
    }
  }

  /** Runs the work each time a good file was laid into the store, on the thread that did it. */
  public RegistryFile whenApplied(Runnable work) {
    listeners.add(work);
    return this;
  }

  /** Checks now, and again after each pause, until closed. */
  public void watch(Duration pause) {
    check();
    var unused =
        timer.scheduleWithFixedDelay(
            this::checkQuietly, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Reads the file if it was modified since it was last looked at; says how things stand. */
  public synchronized State check() {
    String fingerprint = fingerprint();
    boolean behind = shared != null && shared.isBehind();
    return fingerprint.equals(seen) && !behind ? state : load(fingerprint);
  }

  /** Reads the file whether or not it was modified. */
  public synchronized State reload() {
    return load(fingerprint());
  }

  /** How things stood when the file was last looked at. */
  public State state() {
    return state;
  }

  /** The limits of jobs as the last good file declares them. */
  public JobLimits limits() {
    return limits;
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  private State load(String fingerprint) {
    Instant now = clock.instant();
    try {
      SharedFile.Agreed agreed = shared == null ? own() : shared.agree(textIfThere());
      Registry.Applied applied = agreed.applied();
      limits = agreed.declaration().jobs();
      agreed.problems().forEach(problem -> LOG.warn("{}: {}", file, problem));
      state = new State(now, applied, agreed.problems());
      listeners.forEach(Runnable::run);
      seen = agreed.replaced() ? null : fingerprint;
      LOG.info(
          "{}: {} sites, {} environments, {} nodes, {} storages",
          file,
          applied.sites(),
          applied.environments(),
          applied.nodes(),
          applied.storages());
    } catch (RegistryException e) {
      notUsed(e.problems());
      seen = fingerprint;
    } catch (IOException e) {
      notUsed(
          List.of(
              new Problem(
                  0, "", file + " and what is kept beside it cannot be read or replaced: " + e)));
      // Tried again with every look, and told once.
      seen = null;
    }
    return state;
  }

  private void notUsed(List<Problem> problems) {
    if (!problems.equals(state.problems())) {
      LOG.warn(
          "{} is not used, what was declared before stays:\n{}",
          file,
          new RegistryException(problems).getMessage());
    }
    state = new State(state.loadedAt(), state.applied(), problems);
  }

  private SharedFile.Agreed own() {
    Declaration declaration = reader.read(text());
    return new SharedFile.Agreed(declaration, registry.apply(declaration), false, List.of());
  }

  private String textIfThere() {
    return Files.exists(file) ? text() : null;
  }

  private void checkQuietly() {
    try {
      check();
    } catch (RuntimeException e) {
      LOG.warn("{} could not be applied; it is tried again", file, e);
    }
  }

  private String text() {
    try {
      long size = Files.size(file);
      if (size > 4L * YamlText.MAX_CHARS) {
        throw new RegistryException(
            0, "", "the file has " + size + " bytes; at most " + YamlText.MAX_CHARS);
      }
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
          .toString();
    } catch (CharacterCodingException e) {
      throw new RegistryException(0, "", "the file is not UTF-8 text");
    } catch (NoSuchFileException e) {
      throw new RegistryException(0, "", file + " is not there");
    } catch (IOException e) {
      throw new RegistryException(0, "", file + " cannot be read: " + e.getMessage());
    }
  }

  /** Changes with every save, also when an editor puts a new file in the old one's place. */
  private String fingerprint() {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS)
          + " "
          + attributes.size()
          + " "
          + attributes.fileKey();
    } catch (IOException e) {
      return "unreadable";
    }
  }

  /**
   * How things stand.
   *
   * @param loadedAt when a good file was last applied; null: never since the start
   * @param applied what it declared; null with it
   * @param problems why the file as it is now is not used; empty when it is
   */
  public record State(Instant loadedAt, Registry.Applied applied, List<Problem> problems) {
    /** Copies the list. */
    public State {
      problems = List.copyOf(problems);
    }
  }
}
