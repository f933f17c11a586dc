package io.jenkins.plugins.pressluft.ansible;

import io.jenkins.plugins.pressluft.model.ErrorCode;
import io.jenkins.plugins.pressluft.model.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Runs playbooks as processes of this machine. Each run has a private directory and a session of
 * its own, so that it outlives this process; a shell around {@code ansible-playbook} leaves the
 * exit status in a file. Nothing secret is in an argument or in the environment.
 *
 * <p>A run has ended only when its whole session has: a leader that was killed leaves workers
 * behind, which go on changing the node.
 */
public final class LocalPlaybookLauncher implements PlaybookLauncher {
  private final Path home;
  private final Path runs;
  private final Path tree;
  private final SecretSource secrets;
  private final AnsibleProgram program;
  private final RunLogs logs;
  private final Clock clock;
  private final Map<String, String> base;

  /** A launcher with the playbooks of this program and the machine's {@code ansible-playbook}. */
  public static LocalPlaybookLauncher of(Path home, SecretSource secrets, Clock clock) {
    Path absolute = home.toAbsolutePath().normalize();
    return new LocalPlaybookLauncher(
        absolute,
        PlaybookTree.unpack(absolute),
        secrets,
        System.getenv().getOrDefault("PRESSLUFT_ANSIBLE_PLAYBOOK", "ansible-playbook"),
        clock);
  }

  /**
   * A launcher with other playbooks or another program.
   *
   * @param home absolute, without white space or quotes (ssh reads some paths word by word)
   * @param tree a directory with {@code ansible.cfg} and {@code playbooks}
   * @param program a name that is looked up in {@code PATH}, or a path
   */
  LocalPlaybookLauncher(Path home, Path tree, SecretSource secrets, String program, Clock clock) {
    RunPaths.requireUsable(home.toString());
    this.home = home;
    this.runs = home.resolve("runs");
    this.tree = tree;
    this.secrets = secrets;
    this.base = RunPlace.environment();
    this.program = new AnsibleProgram(program, base);
    this.logs = new RunLogs(home, clock);
    this.clock = clock;
  }

  @Override
  public String launch(Launch launch) {
    String ansible = program.path();
    RunPaths paths = paths(launch.runId());
    RunPlace place = new RunPlace(paths);
    RunFiles files = RunFiles.of(launch, paths, this::value, true, clock);
    try {
      place.create(files.texts());
      return start(paths, ansible, launch).text();
    } catch (IOException e) {
      remove(place);
      throw new LaunchException(
          ErrorCode.ANSIBLE_PLAY_ERROR,
          "The run's directory "
              + paths.directory()
              + " cannot be written: check space and rights.",
          e);
    } catch (RuntimeException e) {
      remove(place);
      throw e;
    }
  }

  private RunPaths paths(UUID run) {
    return new RunPaths(home.toString(), run, tree.toString());
  }

  private RunHandle start(RunPaths paths, String ansible, Launch launch) throws IOException {
    Path directory = Path.of(paths.directory());
    ProcessBuilder builder =
        new ProcessBuilder(
            "setsid", "/bin/sh", paths.wrapper(), ansible, paths.playbook(launch.playbook()));
    builder.directory(directory.toFile());
    builder.environment().clear();
    builder.environment().putAll(base);
    builder.environment().putAll(paths.environment());
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.redirectOutput(
        ProcessBuilder.Redirect.appendTo(directory.resolve(RunDirectory.OUTPUT).toFile()));
    builder.redirectErrorStream(true);
    Process process = builder.start();
    long pid = process.pid();
    return new RunHandle(directory, pid, sessionStart(process), Processes.bootId());
  }

  /**
   * When the session's leader started. Waits until it leads a session of its own: before that, a
   * look at the session would find nobody and take the run for ended.
   */
  private static long sessionStart(Process process) throws IOException {
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (System.nanoTime() < end) {
      var leader = Processes.byId(process.pid());
      if (leader.isEmpty()) {
        return 0;
      }
      if (leader.get().session() == process.pid()) {
        return leader.get().start();
      }
      Thread.onSpinWait();
    }
    process.destroyForcibly();
    throw new IOException("the run did not get a session of its own");
  }

  private static void remove(RunPlace place) {
    try {
      place.remove();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Poll poll(String text, long eventOffset) {
    RunHandle handle = RunHandle.parse(text, runs);
    RunDirectory run = new RunDirectory(handle.directory());
    // In this order: whoever is seen to have ended has written everything before.
    RunProcesses processes = processes(handle);
    boolean alive = processes.live(clock.instant());
    OptionalInt exit = processes.exit();
    Masking masking = run.masking();
    RunDirectory.Events events = run.events(eventOffset, masking);
    Poll.State state;
    if (alive || events.more()) {
      state = Poll.State.RUNNING;
    } else {
      state = exit.isPresent() ? Poll.State.ENDED : Poll.State.GONE;
    }
    return new Poll(
        state,
        state == Poll.State.ENDED ? (Integer) exit.getAsInt() : null,
        events.events(),
        events.next(),
        run.tail(masking));
  }

  @Override
  public void stop(String text) {
    processes(RunHandle.parse(text, runs)).stop();
  }

  private RunProcesses processes(RunHandle handle) {
    return new RunProcesses(paths(handle.run()), Optional.of(handle.leader()));
  }

  @Override
  public void discard(String text) {
    RunHandle handle = RunHandle.parse(text, runs);
    RunDirectory run = new RunDirectory(handle.directory());
    stop(text);
    if (run.exists()) {
      logs.append(run);
      remove(new RunPlace(paths(handle.run())));
    }
  }

  @Override
  public void tidy(Instant logsBefore, Predicate<UUID> unfinished) {
    HomeRetention retention = new HomeRetention(home, clock);
    try {
      retention.removeLogs(logsBefore, unfinished);
      retention.removeTrees(tree);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String value(Secret secret) {
    return secrets
        .value(secret)
        .orElseThrow(
            () ->
                new LaunchException(
                    ErrorCode.ANSIBLE_PLAY_ERROR,
                    "The secret "
                        + secret.name()
                        + " is not there; put it into "
                        + home.resolve("secrets").resolve(secret.name())
                        + " with mode 0600.",
                    null));
  }

  /** The directory with the logs, and where they are read. */
  public RunLogs logs() {
    try {
      PrivateFiles.directories(home);
      return logs;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
