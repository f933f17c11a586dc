package io.jenkins.plugins.pressluft.ansible;

import io.jenkins.plugins.pressluft.model.ErrorCode;
import io.jenkins.plugins.pressluft.model.Node;
import io.jenkins.plugins.pressluft.model.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs playbooks as processes of this machine. Each run has a private directory and a session of
 * its own, so that it outlives this process; a shell around {@code ansible-playbook} leaves the
 * exit status in a file. Nothing secret is in an argument or in the environment.
 *
 * <p>A run has ended only when its whole session has: a leader that was killed leaves workers
 * behind, which go on changing the node.
 */
public final class LocalPlaybookLauncher implements PlaybookLauncher {
  /** How long the rest of a run may take to end by itself after a TERM. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  /** How long the kernel may take to end what was killed. */
  private static final Duration KILL_TIME = Duration.ofSeconds(20);

  /** The shell's own arguments: ansible-playbook, playbook. Everything else is a fixed name. */
  private static final String WRAPPER =
      """
      umask 077
      cd "$(dirname "$0")" || exit 1
      "$1" -i inventory.json -e @vars.json "$2" </dev/null >>output.log 2>&1
      code=$?
      printf '%s\\n' "$code" >exit.part && sync exit.part && mv exit.part exit
      """;

  /**
   * A unix socket's path has at most 107 bytes; ssh's own part of a shared connection's has 28. So
   * these sockets lie in a short directory, and connections are not shared where that is too long.
   */
  private static final int LONGEST_CONTROL_PATH = 107 - 28;

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
    if (!home.isAbsolute() || home.toString().matches("(?s).*[\\s\"'\\\\%{}$:].*")) {
      throw new IllegalArgumentException(
          "choose a home directory without white space, quotes and % { } $ : in its path, not "
              + home);
    }
    this.home = home;
    this.runs = home.resolve("runs");
    this.tree = tree;
    this.secrets = secrets;
    this.base = environment();
    this.program = new AnsibleProgram(program, base);
    this.logs = new RunLogs(home, clock);
    this.clock = clock;
  }

  @Override
  public String launch(Launch launch) {
    String ansible = program.path();
    Path directory = runs.resolve(launch.runId().toString());
    try {
      PrivateFiles.directories(home);
      PrivateFiles.directories(runs);
      PrivateFiles.newDirectory(directory);
      prepare(directory, launch);
      return start(directory, ansible, launch).text();
    } catch (IOException e) {
      remove(directory);
      throw new LaunchException(
          ErrorCode.ANSIBLE_PLAY_ERROR,
          "The run's directory " + directory + " cannot be written: check space and rights.",
          e);
    } catch (RuntimeException e) {
      remove(directory);
      throw e;
    }
  }

  private void prepare(Path directory, Launch launch) throws IOException {
    List<String> masked = new ArrayList<>(launch.secrets());
    Node node = launch.node();
    String key = null;
    if (node.spec().connection() == Node.Connection.SSH) {
      key = value(node.spec().privateKey());
      masked.add(key);
    }
    Inventory.write(directory, node, key);
    Function<Secret, String> revealed =
        secret -> {
          String value = value(secret);
          masked.add(value);
          return value;
        };
    String variables =
        Variables.file(
            launch.variables(),
            revealed,
            file ->
                write(
                    directory.resolve(file.name()),
                    file.secret() == null ? file.text() : revealed.apply(file.secret())),
            masked::add);
    PrivateFiles.write(directory.resolve(RunDirectory.VARIABLES), variables);
    PrivateFiles.write(
        directory.resolve(RunDirectory.SECRETS), JsonMapper.shared().writeValueAsString(masked));
    PrivateFiles.write(directory.resolve(RunDirectory.LOG_NAME), logName(launch));
    PrivateFiles.write(directory.resolve(RunDirectory.TREE), tree.toString());
    PrivateFiles.write(directory.resolve(RunDirectory.EVENTS), "");
    PrivateFiles.write(
        directory.resolve(RunDirectory.OUTPUT),
        "=== " + launch.playbook() + " on " + node.name() + ", " + clock.instant() + " ===\n");
    PrivateFiles.write(directory.resolve("run.sh"), WRAPPER);
    PrivateFiles.newDirectory(directory.resolve("tmp"));
    PrivateFiles.directories(control(directory));
  }

  /** Ends with one newline, without which ssh reads no key. */
  private static Path write(Path file, String text) {
    try {
      return PrivateFiles.write(file, text.stripTrailing() + "\n");
    } catch (IOException e) {
      throw new LaunchException(
          ErrorCode.ANSIBLE_PLAY_ERROR,
          "The run's file " + file + " cannot be written: check space and rights.",
          e);
    }
  }

  private RunHandle start(Path directory, String ansible, Launch launch) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            "setsid",
            "/bin/sh",
            directory.resolve("run.sh").toString(),
            ansible,
            tree.resolve("playbooks").resolve(launch.playbook()).toString());
    builder.directory(directory.toFile());
    builder.environment().clear();
    builder.environment().putAll(base);
    builder.environment().putAll(environment(directory));
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

  private Map<String, String> environment(Path directory) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("ANSIBLE_CONFIG", tree.resolve("ansible.cfg").toString());
    environment.put("ANSIBLE_LOCAL_TEMP", directory.resolve("tmp").toString());
    environment.put("ANSIBLE_NOCOLOR", "1");
    environment.put("PRESSLUFT_EVENTS", directory.resolve(RunDirectory.EVENTS).toString());
    String mark = RunHandle.mark(directory);
    environment.put(mark.substring(0, mark.indexOf('=')), mark.substring(mark.indexOf('=') + 1));
    Path control = control(directory);
    if (control.toString().length() <= LONGEST_CONTROL_PATH) {
      environment.put("ANSIBLE_SSH_CONTROL_PATH_DIR", control.toString());
    } else {
      environment.put(
          "ANSIBLE_SSH_ARGS",
          "-o ControlMaster=no -o ControlPath=none -o BatchMode=yes"
              + " -o PasswordAuthentication=no -o ServerAliveInterval=15"
              + " -o ServerAliveCountMax=4");
    }
    return environment;
  }

  private Path control(Path directory) {
    String run = directory.getFileName().toString().replace("-", "");
    return home.resolve("cp").resolve(run.substring(0, Math.min(12, run.length())));
  }

  private void remove(Path directory) {
    try {
      PrivateFiles.removeTree(control(directory));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    new RunDirectory(directory).remove();
  }

  /** Clean, but for where programs and the account's own settings are. */
  private static Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put(
        "PATH",
        System.getenv()
            .getOrDefault("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"));
    environment.put("HOME", System.getenv().getOrDefault("HOME", System.getProperty("user.home")));
    environment.put("LC_ALL", "C.UTF-8");
    environment.put("PYTHONDONTWRITEBYTECODE", "1");
    return environment;
  }

  @Override
  public Poll poll(String text, long eventOffset) {
    RunHandle handle = RunHandle.parse(text, runs);
    RunDirectory run = new RunDirectory(handle.directory());
    // In this order: whoever is seen to have ended has written everything before.
    boolean alive = lives(handle, run);
    OptionalInt exit = run.exit();
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

  /**
   * Whether anything of the run lives. What outlives its leader is asked to end, and killed after
   * the grace: nobody would ever take its result.
   */
  private boolean lives(RunHandle handle, RunDirectory run) {
    if (!handle.mayLive()) {
      return false;
    }
    List<Processes.Process> members = Processes.ofSession(handle.pid());
    boolean leaderless = run.exit().isPresent() || Processes.byId(handle.pid()).isEmpty();
    if (leaderless && !members.isEmpty()) {
      signal(members, !clock.instant().isBefore(run.orphanedSince(clock).plus(GRACE)));
    }
    return !members.isEmpty();
  }

  @Override
  public void stop(String text) {
    RunHandle handle = RunHandle.parse(text, runs);
    long begin = System.nanoTime();
    while (true) {
      List<Processes.Process> members = members(handle);
      if (members.isEmpty()) {
        return;
      }
      Duration waited = Duration.ofNanos(System.nanoTime() - begin);
      if (waited.compareTo(GRACE.plus(KILL_TIME)) > 0) {
        throw new IllegalStateException(
            "processes of the run do not end: "
                + members.stream().map(Processes.Process::pid).toList());
      }
      signal(members, waited.compareTo(GRACE) > 0);
      try {
        TimeUnit.MILLISECONDS.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while a run was being stopped", e);
      }
    }
  }

  /** The session's processes, those that left it with the run's mark, and shared connections. */
  private List<Processes.Process> members(RunHandle handle) {
    Set<Processes.Process> members = new LinkedHashSet<>();
    if (handle.mayLive()) {
      members.addAll(Processes.ofSession(handle.pid()));
    }
    members.addAll(Processes.withEnvironment(handle.mark()));
    members.addAll(Processes.withCommand(control(handle.directory()) + "/"));
    return List.copyOf(members);
  }

  private static void signal(List<Processes.Process> processes, boolean kill) {
    for (Processes.Process process : processes) {
      ProcessHandle.of(process.pid())
          .ifPresent(
              handle -> {
                var unused = kill ? handle.destroyForcibly() : handle.destroy();
              });
    }
  }

  @Override
  public void discard(String text) {
    RunHandle handle = RunHandle.parse(text, runs);
    RunDirectory run = new RunDirectory(handle.directory());
    stop(text);
    if (run.exists()) {
      logs.append(run);
      remove(handle.directory());
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

  /** A run's output belongs to its job's log, where it has a job. */
  private static String logName(Launch launch) {
    return launch.variables().get("job") instanceof Map<?, ?> job && job.get("id") != null
        ? job.get("id").toString()
        : launch.runId().toString();
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
