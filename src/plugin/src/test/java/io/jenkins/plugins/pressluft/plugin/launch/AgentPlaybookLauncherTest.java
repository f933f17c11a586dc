package io.jenkins.plugins.pressluft.plugin.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.pressluft.ansible.Launch;
import io.jenkins.plugins.pressluft.ansible.LaunchException;
import io.jenkins.plugins.pressluft.ansible.PlaybookTree;
import io.jenkins.plugins.pressluft.ansible.Poll;
import io.jenkins.plugins.pressluft.ansible.RunEvent;
import io.jenkins.plugins.pressluft.ansible.RunLogs;
import io.jenkins.plugins.pressluft.model.ErrorCode;
import io.jenkins.plugins.pressluft.model.JobStatus;
import io.jenkins.plugins.pressluft.model.Node;
import io.jenkins.plugins.pressluft.model.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher with real processes; its program runs what a test says as a shell script. */
class AgentPlaybookLauncherTest {
  private static final String KEY =
      "-----BEGIN KEY-----\nc2VjcmV0LWxpbmUtb2Yta2V5\n-----END KEY-----";

  @TempDir Path temporary;

  private final Map<String, String> secrets = new HashMap<>(Map.of("web1-key", KEY));
  private final Map<UUID, String> held = new HashMap<>();
  private final Map<UUID, String> wanted = new LinkedHashMap<>();
  private final List<String> handles = new ArrayList<>();
  private final KnownJobs jobs = new KnownJobs();
  private AgentSettings settings = new AgentSettings("ansible", "", false);
  private ProcessAgents agents;
  private AgentPlaybookLauncher launcher;
  private Node node;

  @BeforeEach
  void oneAgent() throws IOException {
    Path program = temporary.resolve("ansible-playbook");
    Files.writeString(
        program,
        """
        #!/bin/sh
        if [ "$1" = --version ]; then echo 'ansible-playbook [core 2.14.18]'; exit; fi
        exec /bin/sh '%s'
        """
            .formatted(temporary.resolve("playbook")));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    agents = new ProcessAgents(temporary.resolve("agents"), program.toString());
    agents.labels.put("agent-1", "ansible");
    node = KnownJobs.ssh();
    launcher = launcher();
  }

  @AfterEach
  void endEverything() {
    agents.away.clear();
    agents.deaf = false;
    handles.forEach(launcher::discard);
  }

  /** As after a restart of the controller: only its home is left. */
  private AgentPlaybookLauncher launcher() {
    Slots slots =
        new Slots() {
          @Override
          public Optional<String> held(UUID job) {
            return Optional.ofNullable(held.get(job));
          }

          @Override
          public void want(UUID job, String label) {
            wanted.put(job, label);
          }
        };
    JobSecrets source = (job, agent) -> secret -> Optional.ofNullable(secrets.get(secret.name()));
    Clock clock = Clock.systemUTC();
    return new AgentPlaybookLauncher(
        home(),
        clock,
        agents,
        new Placement(agents, () -> settings),
        slots,
        jobs,
        new Departure(source, PlaybookTree.ofProgram(), () -> settings, clock));
  }

  private Path home() {
    return temporary.resolve("controller");
  }

  @Test
  void tellsEventsOutputAndStatusOfARunOnAnAgent() throws IOException {
    String handle =
        launch(
            """
            echo '{"seq":1,"at":"2026-01-01T00:00:00Z","event":"start"}' >>"$PRESSLUFT_EVENTS"
            echo said
            exit 3
            """);

    Poll poll = pollUntil(handle, p -> p.state() != Poll.State.RUNNING);

    assertThat(poll.state()).isEqualTo(Poll.State.ENDED);
    assertThat(poll.exitCode()).isEqualTo(3);
    assertThat(poll.events()).extracting(RunEvent::name).containsExactly("start");
    assertThat(poll.outputTail()).contains("=== play.yml on web1").contains("said");
    assertThat(launcher.poll(handle, poll.nextOffset()).events()).isEmpty();
  }

  @Test
  void keepsSecretsInPrivateFilesOfTheAgentAndNowhereElse() throws IOException {
    secrets.put("db", "hunter-22");
    Path upload = Files.writeString(temporary.resolve("site.tar.gz"), "archive");
    String handle =
        launch(
            """
            env; cat vars.json upload; tr '\\0' ' ' </proc/$PPID/cmdline
            touch ready; while [ ! -e go ]; do sleep 0.02; done
            """,
            Map.of(
                "database",
                Map.of("admin_password", new Secret("db")),
                "deploy",
                Map.of("upload_file", upload)));
    Path place = place(handle);
    await(() -> Files.exists(place.resolve("ready")));

    try (Stream<Path> all = Files.walk(place)) {
      assertThat(all)
          .allSatisfy(
              file ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                      .isEqualTo(Files.isDirectory(file) ? "rwx------" : "rw-------"));
    }
    for (String secret : List.of("hunter-22", "c2VjcmV0LWxpbmUtb2Yta2V5")) {
      assertThat(commandLines()).doesNotContain(secret);
      assertThat(handle).doesNotContain(secret);
    }
    Files.createFile(place.resolve("go"));
    Poll poll = pollUntil(handle, p -> p.state() == Poll.State.ENDED);
    assertThat(poll.outputTail())
        .contains("\"admin_password\": \"********\"")
        .contains("\"upload_file\": \"" + place.resolve("upload") + "\"")
        .contains("archive")
        .contains("JENKINS_SERVER_COOKIE=durable-of-")
        .doesNotContain("hunter-22")
        .doesNotContain("of-the-agents-own-process");
    assertThat(textBelow(home())).doesNotContain("hunter-22").doesNotContain("c2VjcmV0");

    launcher.discard(handle);

    assertThat(place).doesNotExist();
    assertThat(Path.of(place + "@tmp")).doesNotExist();
    assertThat(textBelow(temporary.resolve("agents"))).doesNotContain("hunter-22");
  }

  @Test
  void takesARunUpAgainByItsHandleAlone() throws IOException {
    secrets.put("db", "hunter-22");
    String handle =
        launch(
            """
            echo '{"seq":1,"at":"2026-01-01T00:00:00Z","event":"start"}' >>"$PRESSLUFT_EVENTS"
            while [ ! -e go ]; do sleep 0.02; done
            echo "with hunter-22"
            echo '{"seq":2,"at":"2026-01-01T00:00:00Z","event":"stats"}' >>"$PRESSLUFT_EVENTS"
            """,
            Map.of("p", new Secret("db")));
    pollUntil(handle, p -> !p.events().isEmpty());
    launcher = launcher();
    Files.createFile(place(handle).resolve("go"));

    Poll poll = pollUntil(handle, p -> p.state() != Poll.State.RUNNING);

    assertThat(poll.state()).isEqualTo(Poll.State.ENDED);
    assertThat(poll.exitCode()).isZero();
    assertThat(poll.events()).extracting(RunEvent::seq).containsExactly(1L, 2L);
    assertThat(poll.outputTail()).contains("with ********");
  }

  @Test
  void anAgentThatIsAwayIsNotKnownAndNothingIsDecided() throws IOException {
    String handle = launch("while [ ! -e go ]; do sleep 0.02; done\n");
    agents.away.add("agent-1");

    assertThat(launcher.poll(handle, 0).state()).isEqualTo(Poll.State.UNKNOWN);
    assertThatThrownBy(() -> launcher.stop(handle)).hasMessageContaining("agent-1 is away");

    agents.away.clear();
    agents.deaf = true;
    assertThat(launcher.poll(handle, 0).state()).isEqualTo(Poll.State.UNKNOWN);
    agents.deaf = false;
    Files.createFile(place(handle).resolve("go"));
    assertThat(pollUntil(handle, p -> p.state() != Poll.State.RUNNING).state())
        .as("a stop was asked for")
        .isEqualTo(Poll.State.GONE);
  }

  @Test
  void anAgentThatCameBackTellsHowTheRunEnded() throws IOException {
    String handle = launch("while [ ! -e go ]; do sleep 0.02; done; exit 7\n");
    agents.away.add("agent-1");
    assertThat(launcher.poll(handle, 0).state()).isEqualTo(Poll.State.UNKNOWN);
    Files.createFile(place(handle).resolve("go"));
    agents.away.clear();

    Poll poll = pollUntil(handle, p -> p.state() != Poll.State.RUNNING);

    assertThat(poll.state()).isEqualTo(Poll.State.ENDED);
    assertThat(poll.exitCode()).isEqualTo(7);
  }

  @Test
  void anAgentThatWasRemovedHasNoRunsAnyMore() throws IOException {
    String handle = launch("sleep 60\n");
    launcher.stop(handle);
    agents.labels.clear();

    assertThat(launcher.poll(handle, 0).state()).isEqualTo(Poll.State.GONE);
    launcher.stop(handle);
    launcher.discard(handle);
  }

  @Test
  void stopsTheWholeGroupAlsoWhatIgnoresTermAndWhatLeftTheSession() throws IOException {
    String handle =
        launch(
            """
            sh -c 'trap "" TERM; echo $$ >stubborn; while :; do sleep 0.1; done' &
            setsid sh -c 'echo $$ >left; while :; do sleep 0.1; done' &
            wait
            """);
    long stubborn = pid(handle, "stubborn");
    long left = pid(handle, "left");

    launcher.stop(handle);

    assertThat(lives(stubborn)).isFalse();
    assertThat(lives(left)).isFalse();
    assertThat(agents.ended).contains(place(handle).toString());
    assertThat(launcher.poll(handle, 0).state()).isEqualTo(Poll.State.GONE);
  }

  @Test
  void aStopThatWasAskedForIsNoEndByItselfWhateverStatusIsReported() throws IOException {
    String handle = launch("exit 0\n");
    pollUntil(handle, p -> p.state() == Poll.State.ENDED);

    launcher.stop(handle);

    assertThat(launcher.poll(handle, 0).state()).isEqualTo(Poll.State.GONE);
  }

  @Test
  void isGoneWhenEverythingWasKilled() throws IOException {
    String handle = launch("echo $$ >play.pid; exec sleep 60\n");
    long play = pid(handle, "play.pid");
    long leader = Long.parseLong(Files.readString(place(handle).resolve("leader")).split(" ")[0]);
    for (long pid : List.of(leader, play)) {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    Poll poll = pollUntil(handle, p -> p.state() != Poll.State.RUNNING);

    assertThat(poll.state()).isEqualTo(Poll.State.GONE);
  }

  @Test
  void addsTheOutputToTheJobsLogAlsoWhileTheAgentIsAway() throws IOException {
    UUID job = UUID.randomUUID();
    jobs.put(job, JobStatus.RUNNING, node, "agent-1", null);
    String handle = launch("echo said\n", Map.of("job", Map.of("id", job)));
    pollUntil(handle, p -> p.state() == Poll.State.ENDED);
    RunLogs logs = new RunLogs(home(), Clock.systemUTC());
    assertThat(logs.read(job.toString(), 10_000)).contains("said");
    agents.away.add("agent-1");

    launcher.discard(handle);

    assertThat(logs.read(job.toString(), 10_000)).contains("said").contains("=== ended");
    assertThat(place(handle)).exists();
    agents.away.clear();
    launcher.sweep("agent-1");
    assertThat(place(handle)).doesNotExist();
  }

  @Test
  void clearsAnAgentOfRunsThatNobodyWaitsFor() throws IOException {
    UUID job = UUID.randomUUID();
    String known = launch("echo $$ >leader.pid; sleep 60\n");
    jobs.put(job, JobStatus.RUNNING, node, "agent-1", known);
    String lost = launch("echo $$ >leader.pid; sleep 60\n");
    long alive = pid(known, "leader.pid");
    long ended = pid(lost, "leader.pid");
    launcher = launcher();

    launcher.sweep("agent-1");

    assertThat(lives(alive)).isTrue();
    assertThat(lives(ended)).isFalse();
    assertThat(place(known)).exists();
    assertThat(place(lost)).doesNotExist();
    assertThat(Path.of(place(lost) + "@tmp")).doesNotExist();
    launcher.tidy(Instant.EPOCH, id -> false);
    assertThat(home().resolve("runs").resolve(AgentHandle.parse(known).run().toString())).exists();
    assertThat(home().resolve("runs").resolve(AgentHandle.parse(lost).run().toString()))
        .doesNotExist();
  }

  @Test
  void waitsForAnExecutorOutsideANodeBlockAndRunsWhereItWasGiven() throws IOException {
    UUID job = UUID.randomUUID();
    agents.labels.put("agent-2", "ansible");
    var queued = jobs.put(job, JobStatus.QUEUED, node, null, null);

    assertThat(launcher.ready(queued)).isFalse();
    assertThat(wanted).containsEntry(job, "ansible");
    held.put(job, "agent-2");
    assertThat(launcher.ready(queued)).isTrue();

    String handle = launch("exit 0\n", Map.of("job", Map.of("id", job)));
    assertThat(AgentHandle.parse(handle).agent()).isEqualTo("agent-2");
  }

  @Test
  void holdsAnExecutorAgainAfterARestart() throws IOException {
    UUID job = UUID.randomUUID();
    jobs.put(job, JobStatus.RUNNING, node, null, null);
    held.put(job, "agent-1");
    String handle =
        launch("while [ ! -e go ]; do sleep 0.02; done\n", Map.of("job", Map.of("id", job)));
    held.clear();
    launcher = launcher();

    launcher.poll(handle, 0);

    assertThat(wanted).containsEntry(job, "agent-1");
  }

  @Test
  void leavesNothingBehindWhenACredentialIsMissingAndNamesIt() throws IOException {
    secrets.clear();

    assertThatThrownBy(() -> launch("exit 0\n"))
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("There is no credential \"web1-key\"")
        .satisfies(
            e -> assertThat(((LaunchException) e).code()).isEqualTo(ErrorCode.CREDENTIAL_MISSING));
    assertThat(textBelow(temporary.resolve("agents"))).isEmpty();
    assertThat(home().resolve("runs")).isEmptyDirectory();
  }

  @Test
  void saysOnWhichAgentAnsibleIsMissing() throws IOException {
    settings = new AgentSettings("ansible", "/nowhere/ansible-playbook", false);

    assertThatThrownBy(() -> launch("exit 0\n"))
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("On the agent agent-1: ")
        .hasMessageContaining("install ansible-core");
  }

  @Test
  void copiesThePlaybooksOnceForEachContent() throws IOException {
    launch("exit 0\n");
    Path tree =
        temporary.resolve("agents/agent-1/ansible").resolve(PlaybookTree.ofProgram().hash());
    assertThat(tree.resolve("playbooks/job-settle.yml")).exists();
    Object before = Files.getAttribute(tree, "unix:ino");

    launch("exit 0\n");

    assertThat(Files.getAttribute(tree, "unix:ino")).isEqualTo(before);
  }

  private String launch(String script) throws IOException {
    return launch(script, Map.of());
  }

  private String launch(String script, Map<String, Object> variables) throws IOException {
    Files.writeString(temporary.resolve("playbook"), script);
    Map<String, Object> all = new LinkedHashMap<>(variables);
    if (!all.containsKey("job")) {
      UUID job = UUID.randomUUID();
      jobs.put(job, JobStatus.QUEUED, node, "agent-1", null);
      all.put("job", Map.of("id", job));
    }
    String handle = launcher.launch(new Launch(UUID.randomUUID(), "play.yml", node, all));
    handles.add(handle);
    return handle;
  }

  private Path place(String handle) {
    return Path.of(AgentHandle.parse(handle).paths().directory());
  }

  private long pid(String handle, String name) throws IOException {
    Path file = place(handle).resolve(name);
    await(() -> Files.exists(file) && Files.size(file) > 0);
    return Long.parseLong(Files.readString(file).strip());
  }

  /** The dead that nobody has reaped yet do not live. */
  private static boolean lives(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return !stat.substring(stat.lastIndexOf(')') + 2).startsWith("Z");
    } catch (IOException e) {
      return false;
    }
  }

  private static String commandLines() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      for (Path process : processes.toList()) {
        try {
          all.append(
              new String(
                  Files.readAllBytes(process.resolve("cmdline")), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
          continue; // no process, or gone
        }
      }
    }
    return all.toString();
  }

  private static String textBelow(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return "";
    }
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
      }
    }
    return all.toString();
  }

  private Poll pollUntil(String handle, Predicate<Poll> wanted) {
    Poll[] last = new Poll[1];
    await(
        () -> {
          last[0] = launcher.poll(handle, 0);
          return wanted.test(last[0]);
        });
    return last[0];
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  private static void await(Condition condition) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    try {
      while (!condition.holds()) {
        assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
        Thread.sleep(20);
      }
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
