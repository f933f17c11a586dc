package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.ansible.Impediment;
import io.jenkins.plugins.pressluft.ansible.Launch;
import io.jenkins.plugins.pressluft.ansible.LaunchException;
import io.jenkins.plugins.pressluft.ansible.PlaybookLauncher;
import io.jenkins.plugins.pressluft.ansible.Poll;
import io.jenkins.plugins.pressluft.ansible.RunEvent;
import io.jenkins.plugins.pressluft.model.ErrorCode;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.Node;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** Runs that do what a test says, when it says so. It outlives the engines of a test. */
final class ScriptedLauncher implements PlaybookLauncher {
  /** A run that was launched. */
  static final class Scripted {
    final Launch launch;
    final List<RunEvent> events = new ArrayList<>();
    Poll.State state = Poll.State.RUNNING;
    Integer exit;
    boolean stopped;
    boolean discarded;

    Scripted(Launch launch) {
      this.launch = launch;
    }

    synchronized Scripted event(String name, String stage, Object... pairs) {
      JsonNode body = Json.MAPPER.readTree(Json.object(pairs));
      events.add(new RunEvent(events.size() + 1, Instant.EPOCH, name, stage, body));
      return this;
    }

    synchronized Scripted end(int exitCode) {
      event("stats", null);
      return kill(exitCode);
    }

    synchronized Scripted kill(int exitCode) {
      state = Poll.State.ENDED;
      exit = exitCode;
      return this;
    }

    synchronized Scripted away() {
      state = Poll.State.UNKNOWN;
      return this;
    }

    synchronized Scripted vanish() {
      state = Poll.State.GONE;
      return this;
    }
  }

  final Map<String, Scripted> runs = new LinkedHashMap<>();
  private final AtomicInteger numbers = new AtomicInteger();
  volatile boolean refuses;
  volatile boolean breaks;

  /** What a settle run does as soon as it is launched; null: it goes on for ever. */
  volatile java.util.function.Consumer<Scripted> onSettle = run -> run.end(0);

  /** What any other run does as soon as it is launched; null: it waits for the test. */
  volatile java.util.function.Consumer<Scripted> onLaunch;

  /** Jobs that there is room for. */
  volatile Predicate<Job> room = job -> true;

  /** Why nothing can run; null: it can. */
  volatile Impediment impediment;

  @Override
  public Optional<Impediment> impediment(String runOn, Node node) {
    return Optional.ofNullable(impediment);
  }

  @Override
  public boolean ready(Job job) {
    return room.test(job);
  }

  @Override
  public synchronized String launch(Launch launch) {
    if (refuses) {
      throw new LaunchException(ErrorCode.ANSIBLE_PLAY_ERROR, "Install ansible-playbook.", null);
    }
    if (breaks) {
      throw new IllegalStateException("no room");
    }
    String handle = "run-" + numbers.incrementAndGet();
    Scripted run = new Scripted(launch);
    runs.put(handle, run);
    if (launch.playbook().equals("job-settle.yml")) {
      if (onSettle != null) {
        onSettle.accept(run);
      }
    } else if (onLaunch != null) {
      onLaunch.accept(run);
    }
    return handle;
  }

  @Override
  public synchronized Poll poll(String handle, long offset) {
    Scripted run = runs.get(handle);
    synchronized (run) {
      List<RunEvent> rest = run.events.subList((int) offset, run.events.size());
      return new Poll(run.state, run.exit, rest, run.events.size(), "");
    }
  }

  @Override
  public synchronized void stop(String handle) {
    Scripted run = runs.get(handle);
    run.stopped = true;
    if (run.state == Poll.State.RUNNING) {
      run.state = Poll.State.GONE;
    }
  }

  @Override
  public synchronized void discard(String handle) {
    runs.get(handle).discarded = true;
  }

  /** What was asked to be removed. */
  record Tidied(Instant logsBefore, Predicate<UUID> unfinished) {}

  final List<Tidied> tidied = new ArrayList<>();

  @Override
  public synchronized void tidy(Instant logsBefore, Predicate<UUID> unfinished) {
    tidied.add(new Tidied(logsBefore, unfinished));
    if (breaks) {
      throw new IllegalStateException("no right");
    }
  }

  /** The newest run. */
  synchronized Scripted last() {
    return runs.values().stream().reduce((a, b) -> b).orElseThrow();
  }

  synchronized long launched(String playbook) {
    return runs.values().stream().filter(r -> r.launch.playbook().equals(playbook)).count();
  }
}
