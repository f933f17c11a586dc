package io.jenkins.plugins.pressluft.it.launch;

import hudson.EnvVars;
import hudson.slaves.ComputerLauncher;
import hudson.slaves.DumbSlave;
import hudson.slaves.JNLPLauncher;
import hudson.slaves.RetentionStrategy;
import io.jenkins.plugins.pressluft.guard.RefusedException;
import io.jenkins.plugins.pressluft.job.JobRequest.HealthRequest;
import io.jenkins.plugins.pressluft.model.Caller;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.JobStatus;
import io.jenkins.plugins.pressluft.plugin.Pressluft;
import io.jenkins.plugins.pressluft.plugin.config.PressluftConfiguration;
import io.jenkins.plugins.pressluft.registry.RegistryFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jenkinsci.plugins.ansible.AnsibleInstallation;
import org.jvnet.hudson.test.JenkinsRule;

/**
 * An environment on a local node, and an agent of that name whose {@code ansible-playbook} says
 * that all is well as soon as the file {@code go} is there. It is what a test needs to kill things
 * at the right moment.
 */
final class StandIn {
  static final String SECRET = "hunter-22-of-the-database";

  private static final String PROGRAM =
      """
      #!/bin/sh
      if [ "$1" = --version ]; then echo 'ansible-playbook [core 2.14.18]'; exit; fi
      say() { echo "$1" >>"$PRESSLUFT_EVENTS"; }
      case "$5" in
      *job-settle.yml)
        say '{"seq":1,"at":"2026-01-01T00:00:00Z","event":"complete","result":{"settle":{"stopped":0,"live":{"release":"releases/a","generation":0,"database":"wp","proven":true},"journal":"none","healthy":true,"lease_free":true,"checks":[]}}}' ;;
      *)
        sh -c 'trap "" TERM; echo $$ >worker; while [ ! -e go ]; do sleep 0.1; done' &
        touch ready
        while [ ! -e go ]; do sleep 0.1; done
        say '{"seq":1,"at":"2026-01-01T00:00:00Z","event":"complete","result":{"health":{"healthy":true,"checks":[]}}}' ;;
      esac
      say '{"seq":2,"at":"2026-01-01T00:00:00Z","event":"stats","hosts":["web1"],"ok":1,"changed":0,"failures":0,"unreachable":0,"rescued":0,"skipped":0}'
      """;

  private StandIn() {}

  /** Writes the registry and brings the agent, which has the program in its {@code PATH}. */
  static String set(JenkinsRule rule, Path directory) throws Exception {
    String path = program(directory) + ":" + System.getenv("PATH");
    DumbSlave agent =
        agent(rule, directory, rule.createComputerLauncher(new EnvVars("PATH", path)));
    rule.waitOnline(agent);
    declare();
    return agent.getRemoteFS();
  }

  /**
   * Writes the registry and makes a node for an agent that comes by itself; its program is that of
   * an installation of Jenkins' tools.
   */
  static String expect(JenkinsRule rule, Path directory) throws Exception {
    AnsibleInstallation tool =
        new AnsibleInstallation("stand-in", program(directory).toString(), List.of());
    rule.jenkins
        .getDescriptorByType(AnsibleInstallation.DescriptorImpl.class)
        .setInstallations(tool);
    PressluftConfiguration.get().setAnsibleInstallation("stand-in");
    DumbSlave agent = agent(rule, directory, new JNLPLauncher());
    declare();
    return agent.getRemoteFS();
  }

  /** The directory of the program. */
  private static Path program(Path directory) throws IOException {
    Path bin = Files.createDirectories(directory.resolve("bin"));
    Path program = Files.writeString(bin.resolve("ansible-playbook"), PROGRAM);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    return bin;
  }

  private static DumbSlave agent(JenkinsRule rule, Path directory, ComputerLauncher launcher)
      throws Exception {
    // The harness would put it below a home with a space in its path, which ssh cannot cope with.
    DumbSlave agent = new DumbSlave("web1", directory.resolve("agent").toString(), launcher);
    agent.setLabelString("ansible");
    agent.setRetentionStrategy(RetentionStrategy.NOOP);
    rule.jenkins.addNode(agent);
    return agent;
  }

  private static void declare() throws IOException {
    // Waits for the start, which lays an empty registry down where there is none.
    RegistryFile declared = Pressluft.get().registry();
    Path secrets = Pressluft.home().resolve("secrets");
    Files.createDirectories(secrets);
    Path secret = Files.writeString(secrets.resolve("db"), SECRET);
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    Path registry = Pressluft.home().resolve("pressluft.yml");
    Files.writeString(
        registry,
        """
        version: 1
        nodes:
          web1: {connection: local}
          far: {connection: ssh, host: 127.0.0.1, user: nobody, private_key: {credential: absent}, host_key: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"}
        storage:
          main: {type: file, path: /srv/backups}
        sites:
          acme:
            environments:
              production: {kind: wordpress, node: web1, storage: main, path: /srv/acme, preview_url: "http://127.0.0.1/", fastcgi: "127.0.0.1:9000", database: {name: wp, socket: /run/none.sock, admin_password: {secret: db}}}
              far: {kind: wordpress, node: far, storage: main, path: /srv/far, preview_url: "http://127.0.0.1/", fastcgi: "127.0.0.1:9000", database: {name: wp, socket: /run/none.sock}}
        """);
    if (!declared.check().problems().isEmpty()) {
      throw new IllegalStateException(declared.state().problems().toString());
    }
  }

  /** A health check of an environment as a job. */
  static Job ask(String environment, String runOn) {
    UUID id =
        Pressluft.get()
            .store()
            .read(tx -> tx.environments().bySlugPath("acme/" + environment))
            .orElseThrow()
            .id();
    return Pressluft.get().service().enqueue(new Asker(runOn), new HealthRequest(id));
  }

  static String refusal(String environment, String runOn) {
    try {
      ask(environment, runOn);
      return "accepted";
    } catch (RefusedException e) {
      return e.refusal().code();
    }
  }

  static Job job(String id) {
    return Pressluft.get().store().read(tx -> tx.jobs().byId(UUID.fromString(id))).orElseThrow();
  }

  static Job until(String id, JobStatus status) {
    await(() -> job(id).status() == status, "job " + id + " is " + status);
    return job(id);
  }

  /** The one run's directory on the agent, once its playbook is at work. */
  static Path atWork(String root) {
    Path[] found = new Path[1];
    await(
        () -> {
          Path runs = Path.of(root, "pressluft", "runs");
          if (Files.isDirectory(runs)) {
            try (Stream<Path> all = Files.list(runs)) {
              found[0] = all.filter(p -> Files.exists(p.resolve("worker"))).findAny().orElse(null);
            }
          }
          return found[0] != null && Files.size(found[0].resolve("worker")) > 0;
        },
        "a playbook is at work");
    return found[0];
  }

  static long pid(Path file) throws IOException {
    return Long.parseLong(Files.readString(file).strip());
  }

  /** The dead that nobody has reaped yet do not live. */
  static boolean lives(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return !stat.substring(stat.lastIndexOf(')') + 2).startsWith("Z");
    } catch (IOException e) {
      return false;
    }
  }

  static boolean isEmpty(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.findAny().isEmpty();
    }
  }

  /** Every command line of this machine. */
  static String commandLines() throws IOException {
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

  /** Something that becomes true. */
  interface Condition {
    boolean holds() throws Exception;
  }

  static void await(Condition condition, String what) {
    long end = System.nanoTime() + Duration.ofMinutes(3).toNanos();
    try {
      while (!condition.holds()) {
        if (System.nanoTime() > end) {
          throw new AssertionError("waited too long until " + what);
        }
        Thread.sleep(100);
      }
    } catch (Exception e) {
      throw new AssertionError(what, e);
    }
  }

  private record Asker(String runOn) implements Caller {
    @Override
    public String name() {
      return "ada";
    }

    @Override
    public String origin() {
      return "step";
    }

    @Override
    public boolean may(Permission permission, UUID environmentId) {
      return true;
    }
  }
}
