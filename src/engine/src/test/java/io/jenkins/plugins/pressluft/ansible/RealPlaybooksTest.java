package io.jenkins.plugins.pressluft.ansible;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.pressluft.model.ErrorCode;
import io.jenkins.plugins.pressluft.model.Node;
import io.jenkins.plugins.pressluft.model.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real ansible-playbook runs with the real callback plugin: how each end is told. */
class RealPlaybooksTest {
  @TempDir Path temporary;

  private Path home;
  private String key = "no key at all";
  private LocalPlaybookLauncher launcher;
  private final List<String> handles = new ArrayList<>();

  @BeforeEach
  void addTestPlaybooks() throws IOException {
    home = temporary.resolve("home");
    Path tree = temporary.resolve("tree");
    copy(Path.of("../../ansible"), tree);
    copy(Path.of("src/test/resources/pressluft"), tree);
    launcher =
        new LocalPlaybookLauncher(
            home, tree, secret -> Optional.ofNullable(key), "ansible-playbook", Clock.systemUTC());
  }

  @AfterEach
  void endEverything() {
    handles.forEach(launcher::discard);
    assertThat(home.resolve("runs")).isEmptyDirectory();
  }

  @Test
  void aRunSucceedsByItsMarkerAlsoWhenFailuresWereRescuedOrIgnored() {
    RunOutcome outcome = run("good.yml", Map.of(), 0);

    assertThat(outcome.sentence()).isNull();
    assertThat(outcome.succeeded()).isTrue();
    assertThat(outcome.result().at("/health/healthy").asBoolean()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "unmarked.yml, 0, ANSIBLE_UNKNOWN_EXIT, ended without its completion marker",
    "no-hosts.yml, 0, ANSIBLE_UNKNOWN_EXIT, ran on no host at all",
    "syntax-error.yml, 4, ANSIBLE_SYNTAX_ERROR, cannot read the playbook",
    "unknown-module.yml, 4, ANSIBLE_SYNTAX_ERROR, couldn't resolve module/action 'no_such_module'",
    "unknown-role.yml, 1, ANSIBLE_PLAY_ERROR, the role 'no_such_role' was not found",
    "missing.yml, 1, ANSIBLE_PLAY_ERROR, could not be found",
    "our-code.yml, 2, CHECKSUM_MISMATCH, The checksum of files.tar.zst is not the manifest's.",
    "host-failed.yml, 2, ANSIBLE_HOST_FAILED, The task \"Run what fails\" failed: non-zero return",
    "bad-parameter.yml, 2, ANSIBLE_HOST_FAILED, Unsupported parameters",
  })
  void everyOtherEndHasItsCodeWhateverTheExitStatus(
      String playbook, int exitCode, ErrorCode code, String sentence) {
    RunOutcome outcome = run(playbook, Map.of(), exitCode);

    assertThat(outcome.code()).isEqualTo(code);
    assertThat(outcome.sentence()).contains(sentence).doesNotContain("\n").hasSizeLessThan(700);
  }

  @Test
  void aFailureKeepsItsStageAndItsFacts() {
    RunOutcome outcome = run("our-code.yml", Map.of(), 2);

    assertThat(outcome.failure().path("stage").asString()).isEqualTo("verify");
    assertThat(outcome.failure().at("/result/live/release").asString()).isEqualTo("releases/a");
  }

  @Test
  void anOptionThatAnsibleDoesNotKnowIsASyntaxError() throws IOException {
    Path tree = temporary.resolve("tree");
    Path wrapper =
        Files.writeString(
            temporary.resolve("wrapper"),
            "#!/bin/sh\n[ \"$1\" = --version ] && exec ansible-playbook --version\nexec ansible-playbook --no-such-option \"$@\"\n");
    assertThat(wrapper.toFile().setExecutable(true)).isTrue();
    launcher =
        new LocalPlaybookLauncher(
            home, tree, s -> Optional.empty(), wrapper.toString(), Clock.systemUTC());

    RunOutcome outcome = run("good.yml", Map.of(), 2);

    assertThat(outcome.code()).isEqualTo(ErrorCode.ANSIBLE_SYNTAX_ERROR);
    assertThat(outcome.sentence()).contains("unrecognized arguments: --no-such-option");
  }

  @Test
  void aClosedPortIsAnUnreachableNode() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Node node =
        ssh(
            port,
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl");
    RunOutcome outcome = unreachable(node, "Connection refused");

    assertThat(outcome.sentence())
        .startsWith("The node could not be reached; check that it is up")
        .contains("Connection refused");
  }

  @Test
  void aNodeIsReachedOverSshOnlyByItsOwnHostKeyAndNoConnectionStays() throws Exception {
    try (OwnSshServer server = OwnSshServer.start(Files.createDirectory(temporary.resolve("d")))) {
      key = server.userKey();
      String good = launch("good.yml", ssh(server.port(), server.hostKey()), Map.of());
      assertThat(outcome(pollUntil(good, p -> p.state() != Poll.State.RUNNING), 0).succeeded())
          .isTrue();
      String socket = home.resolve("cp") + "/";
      assertThat(Processes.withCommand(socket)).as("the shared connection").isNotEmpty();
      launcher.discard(good);
      assertThat(Processes.withCommand(socket)).isEmpty();
      assertThat(home.resolve("cp")).isEmptyDirectory();

      Node stranger = ssh(server.port(), server.userPublicKey());
      RunOutcome refused = unreachable(stranger, "Host key verification failed");
      assertThat(refused.sentence()).contains("its address, account, key and host key");
    }
  }

  /**
   * Runs until the log gives this reason; every run is one that found the node unreachable. Ansible
   * tells of a broken pipe instead when ssh ends while it is still handed its input.
   */
  private RunOutcome unreachable(Node node, String reason) throws IOException {
    String tail = "";
    for (int run = 0; run < 5; run++) {
      String handle = launch("unmarked.yml", node, Map.of());
      Poll poll = pollUntil(handle, p -> p.state() != Poll.State.RUNNING);
      RunOutcome outcome = outcome(poll, 4);
      assertThat(outcome.code()).isEqualTo(ErrorCode.ANSIBLE_HOST_UNREACHABLE);
      tail = launcher.poll(handle, 0).outputTail();
      if (!tail.contains("Broken pipe")) {
        assertThat(tail).contains(reason);
        return outcome;
      }
    }
    throw new AssertionError("five pipes broke: " + tail);
  }

  private static Node ssh(int port, String hostKey) {
    return new Node(
        UUID.randomUUID(),
        "web1",
        new Node.Spec(
            Node.Connection.SSH,
            "127.0.0.1",
            port,
            System.getProperty("user.name"),
            new Secret("key"),
            hostKey,
            false,
            null),
        true,
        Instant.EPOCH,
        Instant.EPOCH,
        1);
  }

  @Test
  void aKilledLeaderIsACrashAndEndsOnlyWithItsWorkers() throws IOException {
    Path childFile = temporary.resolve("child");
    String handle = launch("long.yml", LaunchAndWait.localNode(), Map.of("child", childFile));
    long child = child(childFile);
    RunHandle run = RunHandle.parse(handle, home.resolve("runs"));
    // The wrapper's only child is ansible-playbook itself.
    ProcessHandle leader =
        ProcessHandle.of(run.pid()).orElseThrow().children().findFirst().orElseThrow();
    assertThat(leader.destroyForcibly()).isTrue();

    Poll poll = pollUntil(handle, p -> p.state() != Poll.State.RUNNING);

    RunOutcome outcome = outcome(poll, 137);
    assertThat(outcome.code()).isEqualTo(ErrorCode.ANSIBLE_UNEXPECTED_ERROR);
    assertThat(outcome.sentence()).isEqualTo("ansible-playbook was killed by signal 9.");
    assertThat(Processes.byId(child)).isEmpty();
  }

  @Test
  void aStoppedRunLeavesNoProcess() throws IOException {
    Path childFile = temporary.resolve("child");
    String handle = launch("long.yml", LaunchAndWait.localNode(), Map.of("child", childFile));
    long child = child(childFile);

    launcher.stop(handle);

    assertThat(Processes.byId(child)).isEmpty();
    Poll poll = launcher.poll(handle, 0);
    assertThat(poll.state()).isEqualTo(Poll.State.GONE);
    assertThat(RunOutcome.classify(poll.events(), 143, poll.outputTail(), true).code())
        .isEqualTo(ErrorCode.ANSIBLE_TIMEOUT);
  }

  @Test
  void aKilledGroupIsGoneWithoutAnExitRecord() throws IOException {
    Path childFile = temporary.resolve("child");
    String handle = launch("long.yml", LaunchAndWait.localNode(), Map.of("child", childFile));
    long child = child(childFile);
    long session = RunHandle.parse(handle, home.resolve("runs")).pid();
    Processes.ofSession(session)
        .forEach(p -> ProcessHandle.of(p.pid()).ifPresent(ProcessHandle::destroyForcibly));

    assertThat(pollUntil(handle, p -> p.state() != Poll.State.RUNNING).state())
        .isEqualTo(Poll.State.GONE);
    assertThat(Processes.byId(child)).isEmpty();
  }

  @Test
  void noTextFromOutsideIsEvaluatedAndNoneIsChanged() {
    Path trap = temporary.resolve("trap");
    String message =
        "{{ lookup('pipe', 'touch "
            + trap
            + "') }} {% raw %} {# c #} $(x) `y` 'q' \"d\" \\n \u00e9 \ud83d\ude00 \u2028 \ufeff %s\nline: [two]\t#no"
            + " comment";
    Map<String, Object> variables = new LinkedHashMap<>();
    variables.put("message", message);
    variables.put("list", List.of("{{ 1 + 1 }}", "", "yes", "0x10", "1e3", "null"));
    variables.put("nothing", null);

    RunOutcome outcome = run("message.yml", variables, 0);

    assertThat(outcome.succeeded()).isTrue();
    assertThat(outcome.result().path("message").asString()).isEqualTo(message);
    assertThat(outcome.result().path("list").toString())
        .isEqualTo("[\"{{ 1 + 1 }}\",\"\",\"yes\",\"0x10\",\"1e3\",\"null\"]");
    assertThat(trap).doesNotExist();
  }

  private RunOutcome run(String playbook, Map<String, Object> variables, int exitCode) {
    String handle = launch(playbook, LaunchAndWait.localNode(), variables);
    return outcome(pollUntil(handle, p -> p.state() != Poll.State.RUNNING), exitCode);
  }

  private static RunOutcome outcome(Poll poll, int exitCode) {
    assertThat(poll.state()).isEqualTo(Poll.State.ENDED);
    assertThat(poll.exitCode()).as(poll.outputTail()).isEqualTo(exitCode);
    return RunOutcome.classify(poll.events(), poll.exitCode(), poll.outputTail(), false);
  }

  private String launch(String playbook, Node node, Map<String, Object> variables) {
    String handle = launcher.launch(new Launch(UUID.randomUUID(), playbook, node, variables));
    handles.add(handle);
    return handle;
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

  private static long child(Path file) throws IOException {
    await(() -> Files.exists(file));
    return Long.parseLong(Files.readString(file));
  }

  private interface Condition {
    boolean holds();
  }

  private static void await(Condition condition) {
    long end = System.nanoTime() + Duration.ofSeconds(90).toNanos();
    try {
      while (!condition.holds()) {
        assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
        Thread.sleep(50);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      all.filter(path -> !path.toString().contains("__pycache__"))
          .forEach(
              path -> {
                try {
                  Path target = to.resolve(from.relativize(path).toString());
                  if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                  } else {
                    Files.copy(path, target);
                  }
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
