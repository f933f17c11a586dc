package io.jenkins.plugins.pressluft.ansible;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.pressluft.model.ErrorCode;
import io.jenkins.plugins.pressluft.model.Node;
import io.jenkins.plugins.pressluft.model.Secret;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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

/**
 * The launcher against real processes. The program is a stand-in that runs its playbook as a shell
 * script, so that a test can do what Ansible does only when it is killed at the right moment.
 */
class LocalPlaybookLauncherTest {
  @TempDir Path temporary;

  private Path home;
  private Path tree;
  private Path program;
  private LocalPlaybookLauncher launcher;
  private final Map<String, String> secrets = new LinkedHashMap<>();
  private final List<String> handles = new ArrayList<>();

  @BeforeEach
  void standIn() throws IOException {
    home = temporary.resolve("home");
    tree = Files.createDirectories(temporary.resolve("tree"));
    Files.createDirectories(tree.resolve("playbooks"));
    program = program("[core 2.14.18]");
    launcher = launcher(program.toString());
  }

  @AfterEach
  void endEverything() {
    handles.forEach(launcher::stop);
  }

  @Test
  void runsAPlaybookAndTellsItsEventsOutputAndStatus() throws IOException {
    String handle =
        launch(
            """
            echo '{"seq":1,"at":"2026-01-01T00:00:00Z","event":"start"}' >>"$PRESSLUFT_EVENTS"
            echo '{"seq":2,"at":"2026-01-01T00:00:01Z","event":"ok","stage":"dump"}' >>"$PRESSLUFT_EVENTS"
            printf '{"seq":3,"at"' >>"$PRESSLUFT_EVENTS"
            echo said
            exit 3
            """);

    Poll poll = pollUntil(handle, p -> p.state() != Poll.State.RUNNING);

    assertThat(poll.state()).isEqualTo(Poll.State.ENDED);
    assertThat(poll.exitCode()).isEqualTo(3);
    assertThat(poll.events()).extracting(RunEvent::name).containsExactly("start", "ok");
    assertThat(poll.events().get(1).stage()).isEqualTo("dump");
    assertThat(poll.outputTail()).contains("said");
    assertThat(launcher.poll(handle, poll.nextOffset()).events()).isEmpty();
  }

  @Test
  void goesOnWhereTheLastPollEnded() throws IOException {
    String handle =
        launch(
            """
            echo '{"seq":1,"at":"2026-01-01T00:00:00Z","event":"start"}' >>"$PRESSLUFT_EVENTS"
            while [ ! -e go ]; do sleep 0.02; done
            echo '{"seq":2,"at":"2026-01-01T00:00:00Z","event":"stats"}' >>"$PRESSLUFT_EVENTS"
            """);
    Poll first = pollUntil(handle, p -> !p.events().isEmpty());
    assertThat(first.state()).isEqualTo(Poll.State.RUNNING);
    Files.createFile(directory(handle).resolve("go"));

    pollUntil(handle, p -> p.state() == Poll.State.ENDED);

    assertThat(launcher.poll(handle, first.nextOffset()).events())
        .extracting(RunEvent::seq)
        .containsExactly(2L);
  }

  @Test
  void keepsThePlaybooksOfAnEarlierProgramWhileARunUsesThem() throws IOException {
    tree = home.resolve("ansible").resolve("a".repeat(24));
    Files.createDirectories(tree.resolve("playbooks"));
    launcher = launcher(program.toString());
    Path earlier = tree;
    String handle = launch("while [ ! -e go ]; do sleep 0.02; done\n");
    tree = Files.createDirectories(home.resolve("ansible").resolve("b".repeat(24)));
    launcher = launcher(program.toString());

    launcher.tidy(Instant.now(), id -> false);

    assertThat(earlier.resolve("playbooks")).isDirectory();
    Files.createFile(directory(handle).resolve("go"));
    pollUntil(handle, p -> p.state() == Poll.State.ENDED);
    launcher.discard(handle);
    launcher.tidy(Instant.now(), id -> false);
    assertThat(earlier).doesNotExist();
    assertThat(tree).isDirectory();
  }

  @Test
  void keepsTheRunPrivateAndItsSecretsOutOfArgumentsAndEnvironment() throws IOException {
    secrets.put("db", "hunter-22");
    String handle =
        launch(
            "env; tr '\\0' ' ' </proc/$$/cmdline; tr '\\0' ' ' </proc/$PPID/cmdline\n",
            Map.of("database", Map.of("admin_password", new Secret("db"))),
            List.of("backup-key"));
    Poll poll = pollUntil(handle, p -> p.state() == Poll.State.ENDED);

    assertThat(poll.outputTail())
        .contains("PRESSLUFT_EVENTS=")
        .contains("ANSIBLE_CONFIG=" + tree.resolve("ansible.cfg"))
        .contains("LC_ALL=C.UTF-8")
        .doesNotContain("hunter-22")
        .doesNotContain("********")
        .doesNotContain("JAVA_HOME");
    assertThat(mode(directory(handle))).isEqualTo("rwx------");
    try (Stream<Path> files = Files.list(directory(handle))) {
      assertThat(files.filter(Files::isRegularFile))
          .allSatisfy(file -> assertThat(mode(file)).isEqualTo("rw-------"));
    }
    assertThat(directory(handle).resolve("vars.json"))
        .hasContent("{\"pressluft\": {\"database\": {\"admin_password\": \"hunter-22\"}}}");
  }

  @Test
  void handsKeysOverAsFilesOfTheRunAndMasksThem() throws IOException {
    secrets.put("repository", "-----BEGIN KEY-----\nc2VjcmV0LWxpbmUtb2Yta2V5\n-----END KEY-----");
    String handle =
        launch(
            "cat deploy_key deploy_known_hosts; stat -c %a deploy_key\n",
            Map.of(
                "deploy",
                Map.of(
                    "private_key_file",
                    new PrivateText(PrivateText.DEPLOY_KEY, new Secret("repository"), null),
                    "known_hosts_file",
                    new PrivateText(
                        PrivateText.DEPLOY_KNOWN_HOSTS, null, "git.example ssh-ed25519 AAAA"))),
            List.of());
    Poll poll = pollUntil(handle, p -> p.state() == Poll.State.ENDED);

    assertThat(poll.outputTail())
        .contains("git.example ssh-ed25519 AAAA\n600\n")
        .doesNotContain("c2VjcmV0");
    assertThat(directory(handle).resolve("deploy_key")).content().endsWith("-----END KEY-----\n");
    assertThat(directory(handle).resolve("vars.json"))
        .content()
        .contains("\"private_key_file\": \"" + directory(handle).resolve("deploy_key") + "\"")
        .doesNotContain("c2VjcmV0");
    assertThatThrownBy(() -> new PrivateText("vars.json", null, "x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void masksSecretsInOutputEventsAndLog() throws IOException {
    secrets.put("db", "pass\"word");
    UUID job = UUID.randomUUID();
    String handle =
        launch(
            """
            echo 'with pass"word and backup-key'
            echo '{"seq":1,"at":"2026-01-01T00:00:00Z","event":"failed","error":{"message":"pass\\"word"}}' >>"$PRESSLUFT_EVENTS"
            """,
            Map.of("job", Map.of("id", job), "p", new Secret("db")),
            List.of("backup-key"));
    Poll poll = pollUntil(handle, p -> p.state() == Poll.State.ENDED);

    assertThat(poll.outputTail()).contains("with ******** and ********");
    assertThat(poll.events().get(0).body().at("/error/message").asString()).isEqualTo("********");
    assertThat(launcher.logs().read(job.toString(), 10_000)).contains("with ******** and");

    launcher.discard(handle);

    Path log = home.resolve("logs").resolve(job + ".log");
    assertThat(log).content().contains("with ******** and ********").doesNotContain("pass\"word");
    assertThat(mode(log)).isEqualTo("rw-------");
    assertThat(launcher.logs().read(job.toString(), 10_000)).isEqualTo(Files.readString(log));
  }

  @Test
  void writesOneAttemptBelowTheOtherIntoTheJobsLog() throws IOException {
    UUID job = UUID.randomUUID();
    for (String said : List.of("first", "second")) {
      String handle = launch("echo " + said + "\n", Map.of("job", Map.of("id", job)), List.of());
      pollUntil(handle, p -> p.state() == Poll.State.ENDED);
      launcher.discard(handle);
      launcher.discard(handle);
      assertThat(directory(handle)).doesNotExist();
    }

    assertThat(launcher.logs().read(job.toString(), 10_000))
        .containsSubsequence("=== play.yml on here", "first", "=== ended", "second", "=== ended");
  }

  @Test
  void survivesAKillOfTheProcessThatLaunchedIt() throws Exception {
    playbook(
        """
        echo '{"seq":1,"at":"2026-01-01T00:00:00Z","event":"start"}' >>"$PRESSLUFT_EVENTS"
        while [ ! -e go ]; do sleep 0.02; done
        echo '{"seq":2,"at":"2026-01-01T00:00:00Z","event":"stats"}' >>"$PRESSLUFT_EVENTS"
        """);
    Process engine =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                LaunchAndWait.class.getName(),
                home.toString(),
                tree.toString(),
                program.toString(),
                "play.yml")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String handle;
    try (BufferedReader out =
        new BufferedReader(
            new java.io.InputStreamReader(engine.getInputStream(), StandardCharsets.UTF_8))) {
      handle = out.readLine();
      handles.add(handle);
      engine.destroyForcibly().waitFor();
    }

    assertThat(launcher.poll(handle, 0).state()).isEqualTo(Poll.State.RUNNING);
    Files.createFile(directory(handle).resolve("go"));
    Poll poll = pollUntil(handle, p -> p.state() != Poll.State.RUNNING);

    assertThat(poll.state()).isEqualTo(Poll.State.ENDED);
    assertThat(poll.exitCode()).isZero();
    assertThat(poll.events()).hasSize(2);
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

    assertThat(Processes.byId(stubborn)).isEmpty();
    assertThat(Processes.byId(left)).isEmpty();
    assertThat(launcher.poll(handle, 0).state()).isEqualTo(Poll.State.GONE);
    launcher.stop(handle);
  }

  @Test
  void hasNotEndedWhileWorkersOfAKilledLeaderLive() throws IOException {
    String handle =
        launch(
            """
            sh -c 'trap "" TERM; echo $$ >worker; while :; do sleep 0.1; done' &
            echo $$ >shell-pid
            wait
            """);
    long worker = pid(handle, "worker");
    ProcessHandle.of(pid(handle, "shell-pid")).orElseThrow().destroyForcibly();
    await(() -> Files.exists(directory(handle).resolve("exit")));

    assertThat(launcher.poll(handle, 0).state()).isEqualTo(Poll.State.RUNNING);
    Poll poll = pollUntil(handle, p -> p.state() != Poll.State.RUNNING);

    assertThat(poll.state()).isEqualTo(Poll.State.ENDED);
    assertThat(poll.exitCode()).isEqualTo(137);
    assertThat(Processes.byId(worker)).isEmpty();
  }

  @Test
  void isGoneWhenEverythingWasKilled() throws IOException {
    String handle = launch("echo $$ >shell-pid; sleep 60\n");
    pid(handle, "shell-pid");
    RunHandle parsed = RunHandle.parse(handle, home.resolve("runs"));
    Processes.ofSession(parsed.pid())
        .forEach(p -> ProcessHandle.of(p.pid()).ifPresent(ProcessHandle::destroyForcibly));

    Poll poll = pollUntil(handle, p -> p.state() != Poll.State.RUNNING);

    assertThat(poll.state()).isEqualTo(Poll.State.GONE);
    assertThat(poll.exitCode()).isNull();
  }

  @Test
  void takesNoOtherProcessWithTheSameIdForItsOwn() throws IOException {
    String handle = launch("echo $$ >shell-pid; sleep 60\n");
    long leader = pid(handle, "shell-pid");
    RunHandle own = RunHandle.parse(handle, home.resolve("runs"));
    String reused = new RunHandle(own.directory(), own.pid(), own.start() - 1, own.boot()).text();
    String rebooted = new RunHandle(own.directory(), own.pid(), own.start(), "other").text();

    assertThat(launcher.poll(reused, 0).state()).isEqualTo(Poll.State.GONE);
    assertThat(launcher.poll(rebooted, 0).state()).isEqualTo(Poll.State.GONE);
    assertThat(Processes.byId(leader)).isPresent();
  }

  @Test
  void refusesHandlesOfAnotherHome() {
    String foreign = new RunHandle(temporary.resolve("other"), 1, 1, "x").text();

    assertThatThrownBy(() -> launcher.discard(foreign))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> launcher.discard("{}")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void saysWhatToInstallWhenAnsibleIsMissingOrTooOld() throws IOException {
    playbook("exit 0\n");
    assertLaunchFails(launcher("no-such-program"), "was not found; install ansible-core 2.14");
    assertLaunchFails(
        launcher(temporary.resolve("nowhere").toString()), "was not found; install ansible-core");
    assertLaunchFails(
        launcher(program("2.9.27").toString()),
        "is of version 2.9, which is too old; install ansible-core");
    assertLaunchFails(
        launcher(program("garbage").toString()), "does not tell its version; install");
    assertThat(home.resolve("runs")).doesNotExist();
  }

  @Test
  void leavesNothingBehindWhenASecretIsMissing() throws IOException {
    playbook("exit 0\n");

    assertThatThrownBy(
            () ->
                launcher.launch(
                    new Launch(
                        UUID.randomUUID(),
                        "play.yml",
                        LaunchAndWait.localNode(),
                        Map.of("p", new Secret("absent")))))
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("The secret absent is not there; put it into");
    assertThat(home.resolve("runs")).doesNotExist();
  }

  @Test
  void writesKeyAndHostKeyForAnSshNode() throws IOException {
    secrets.put("web1-key", "-----BEGIN KEY-----\nAAAABBBBCCCCDDDD\n-----END KEY-----");
    playbook("echo AAAABBBBCCCCDDDD; cat inventory.json\n");
    Node node =
        new Node(
            UUID.randomUUID(),
            "web1",
            new Node.Spec(
                Node.Connection.SSH,
                "10.0.0.5",
                2222,
                "deploy",
                new Secret("web1-key"),
                "ssh-ed25519 AAAAC3Nz",
                true,
                "/usr/bin/python3.11"),
            true,
            Instant.EPOCH,
            Instant.EPOCH,
            1);
    String handle = launcher.launch(new Launch(UUID.randomUUID(), "play.yml", node, Map.of()));
    handles.add(handle);
    Poll poll = pollUntil(handle, p -> p.state() == Poll.State.ENDED);

    Path directory = directory(handle);
    assertThat(directory.resolve("key")).hasContent(secrets.get("web1-key") + "\n");
    assertThat(directory.resolve("known_hosts")).hasContent("pressluft ssh-ed25519 AAAAC3Nz\n");
    assertThat(poll.outputTail())
        .contains("\"ansible_port\":2222")
        .contains("StrictHostKeyChecking=yes")
        .contains("UserKnownHostsFile=" + directory.resolve("known_hosts"))
        .contains("\"ansible_become\":true")
        .contains("/usr/bin/python3.11")
        .doesNotContain("AAAABBBBCCCCDDDD");
  }

  @Test
  void cutsALongOutputToItsLastTenKilobytes() throws IOException {
    String handle = launch("i=0; while [ $i -lt 3000 ]; do echo line-$i; i=$((i+1)); done\n");
    Poll poll = pollUntil(handle, p -> p.state() == Poll.State.ENDED);

    assertThat(poll.outputTail()).startsWith("line-").endsWith("line-2999\n");
    assertThat(poll.outputTail().length()).isBetween(9_000, RunDirectory.TAIL_BYTES);
  }

  private void assertLaunchFails(LocalPlaybookLauncher other, String message) {
    assertThatThrownBy(
            () ->
                other.launch(
                    new Launch(UUID.randomUUID(), "play.yml", LaunchAndWait.localNode(), Map.of())))
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining(message)
        .satisfies(
            e -> assertThat(((LaunchException) e).code()).isEqualTo(ErrorCode.ANSIBLE_PLAY_ERROR));
  }

  private LocalPlaybookLauncher launcher(String name) {
    return new LocalPlaybookLauncher(
        home,
        tree,
        secret -> Optional.ofNullable(secrets.get(secret.name())),
        name,
        Clock.systemUTC());
  }

  private Path program(String version) throws IOException {
    Path file = temporary.resolve("ansible-playbook-" + version.replaceAll("[^a-z0-9.]", ""));
    Files.writeString(
        file,
        """
        #!/bin/sh
        if [ "$1" = --version ]; then echo 'ansible-playbook %s'; exit; fi
        exec /bin/sh "$5"
        """
            .formatted(version));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return file;
  }

  private void playbook(String script) throws IOException {
    Files.writeString(tree.resolve("playbooks/play.yml"), script);
  }

  private String launch(String script) throws IOException {
    return launch(script, Map.of(), List.of());
  }

  private String launch(String script, Map<String, Object> variables, List<String> hidden)
      throws IOException {
    playbook(script);
    String handle =
        launcher.launch(
            new Launch(
                UUID.randomUUID(), "play.yml", LaunchAndWait.localNode(), variables, hidden));
    handles.add(handle);
    return handle;
  }

  private Path directory(String handle) {
    return RunHandle.parse(handle, home.resolve("runs")).directory();
  }

  private long pid(String handle, String name) {
    Path file = directory(handle).resolve(name);
    await(() -> Files.exists(file) && Files.size(file) > 0);
    try {
      return Long.parseLong(Files.readString(file).strip());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
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

  private static String mode(Path path) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
