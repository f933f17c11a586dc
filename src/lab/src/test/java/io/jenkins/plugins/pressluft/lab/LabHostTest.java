package io.jenkins.plugins.pressluft.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LabHostTest {

  private Path parent;

  @BeforeEach
  void makeParent() throws IOException {
    parent = Files.createTempDirectory("lab-test-");
    Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @AfterEach
  void removeParent() {
    Command.of("rm", "-rf", parent.toString()).text();
  }

  private Path labDirectory(String name) {
    return parent.resolve(LabOptions.PREFIX + name);
  }

  @Test
  void servesAnInstalledWordPressAndLeavesNothingBehind() {
    Path directory = labDirectory("one");
    List<Long> processes;
    try (LabHost lab = LabHost.start(LabOptions.in(directory))) {
      WordPress wordpress = lab.wordpress();
      assertThat(wordpress.get("").status()).isEqualTo(200);
      assertThat(wordpress.get("").body()).contains("Pictures from the summer party");
      assertThat(wordpress.get("wp-content/uploads/" + wordpress.upload()).status()).isEqualTo(200);
      assertThat(wordpress.get("wp-admin/install.php").status()).isEqualTo(403);
      assertThat(wordpress.get("wp-admin/setup-config.php").status()).isEqualTo(403);
      assertThat(wordpress.path().resolve("current/wp-config.php")).isSymbolicLink();
      processes = lab.processes();
      assertThat(processes).hasSizeGreaterThan(4);
    }
    assertThat(processes).noneMatch(pid -> Files.exists(Path.of("/proc", Long.toString(pid))));
    assertThat(directory).doesNotExist();
  }

  @Test
  void twoLabsAtOnceDoNotMeet() {
    try (LabHost one = LabHost.start(LabOptions.in(labDirectory("a")));
        LabHost two = LabHost.start(LabOptions.in(labDirectory("b")))) {
      one.wordpress().dropTable("posts");
      assertThat(two.wordpress().get("").body()).contains("The harbour in November");
      assertThat(one.wordpress().get("").body()).doesNotContain("The harbour in November");
      one.database().kill();
      assertThat(two.wordpress().get("").status()).isEqualTo(200);
    }
  }

  @Test
  void bringsBackTheStateThatWasRemembered() throws IOException {
    try (LabHost lab = LabHost.start(LabOptions.in(labDirectory("reset")))) {
      WordPress wordpress = lab.wordpress();
      lab.remember();
      String content = wordpress.contentHash();
      String rows = wordpress.databaseChecksum();

      wordpress.deletePost(wordpress.posts().get(0));
      wordpress.overwriteUpload(wordpress.upload(), "x".getBytes(StandardCharsets.UTF_8));
      lab.database().sql("", "create database `" + wordpress.databaseName() + "_g1`");
      assertThat(wordpress.contentHash()).isNotEqualTo(content);
      assertThat(wordpress.databaseChecksum()).isNotEqualTo(rows);
      wordpress.dropTable("posts");
      lab.php().kill();

      lab.reset();

      assertThat(wordpress.get("").body()).contains("The harbour in November");
      assertThat(wordpress.contentHash()).isEqualTo(content);
      assertThat(wordpress.databaseChecksum()).isEqualTo(rows);
      assertThat(lab.database().sql("", "show databases like '%\\_g1'")).isEmpty();
      try (Stream<Path> releases = Files.list(wordpress.path().resolve("releases"))) {
        assertThat(releases).hasSize(1);
      }
    }
  }

  @Test
  void editorsAndAccidentsAreReal() {
    try (LabHost lab =
        LabHost.start(
            LabOptions.in(labDirectory("edit")).withEnvironments("acme/production", "shop/live"))) {
      WordPress acme = lab.wordpress();
      int id = acme.createPost("A title with 'quotes'", "<p>Body and soul</p>");
      assertThat(acme.post(id).body()).contains("Body and soul");
      acme.changePost(id, "<p>It's other</p>");
      assertThat(acme.post(id).body()).contains("It&#8217;s other");
      acme.deletePost(id);
      assertThat(acme.post(id).status()).isEqualTo(404);
      byte[] bytes = {0, 1, 2, (byte) 0xff, 10};
      String name = acme.upload("raw.png", bytes);
      assertThat(acme.uploads().resolve(name)).hasBinaryContent(bytes);
      assertThat(lab.wordpress("shop/live").get("").body()).contains("Harbour news of shop");
      assertThat(acme.liveDatabase()).isEqualTo("wp_acme_production");
    }
  }

  @Test
  void isAlsoANodeOverSsh() {
    try (LabHost lab = LabHost.start(LabOptions.in(labDirectory("ssh")).withSsh())) {
      Path known = lab.directory().resolve("known_hosts");
      String host = "[127.0.0.1]:" + lab.ssh().port();
      assertThat(known)
          .satisfies(file -> Files.writeString(file, host + " " + lab.ssh().hostKey()));
      String answer =
          Command.of(
                  "ssh",
                  "-F",
                  "none",
                  "-i",
                  lab.ssh().privateKey().toString(),
                  "-o",
                  "UserKnownHostsFile=" + known,
                  "-o",
                  "BatchMode=yes",
                  "-p",
                  Integer.toString(lab.ssh().port()),
                  LabHome.currentUser() + "@127.0.0.1",
                  "echo $PRESSLUFT_LAB")
              .text();
      assertThat(answer.strip()).isEqualTo(lab.directory().toString());
    }
  }

  @Test
  void theWatchdogClearsAwayWhatAKilledOwnerLeft() throws IOException {
    Path directory = labDirectory("killed");
    Owner owner = Owner.start(directory);
    List<ProcessGroup> groups = owner.groups();
    assertThat(groups).allMatch(ProcessGroup::alive);

    owner.kill();

    assertThat(
            Waiting.until(
                Duration.ofSeconds(30), Duration.ofMillis(50), () -> !Files.exists(directory)))
        .isTrue();
    assertThat(groups).noneMatch(ProcessGroup::alive);
  }

  @Test
  void aSweepClearsAwayWhatNoWatchdogCould() throws IOException {
    Path directory = labDirectory("orphaned");
    Owner owner = Owner.start(directory);
    List<ProcessGroup> groups = owner.groups();
    owner.killWatchdog();
    owner.kill();
    assertThat(groups).anyMatch(ProcessGroup::alive);

    try (LabHost living = LabHost.start(LabOptions.in(labDirectory("living")))) {
      assertThat(LabHost.sweep(parent)).containsExactly(directory);
      assertThat(living.wordpress().get("").status()).isEqualTo(200);
    }

    assertThat(groups).noneMatch(ProcessGroup::alive);
    assertThat(directory).doesNotExist();
  }

  /** Another JVM with a lab, to be killed. */
  private record Owner(Process process, Path directory) {

    static Owner start(Path directory) throws IOException {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  JavaPrograms.classPath(),
                  Main.class.getName(),
                  directory.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      String line = process.inputReader().readLine();
      assertThat(line).isEqualTo("up");
      return new Owner(process, directory);
    }

    List<ProcessGroup> groups() throws IOException {
      try (Stream<Path> files = Files.list(directory.resolve("run"))) {
        return files
            .filter(file -> file.toString().endsWith(".pid"))
            .filter(file -> !file.toString().endsWith("-own.pid"))
            .map(file -> new ProcessGroup(ProcessIdentity.read(file).orElseThrow()))
            .toList();
      }
    }

    void killWatchdog() {
      process
          .children()
          .filter(child -> child.info().commandLine().orElse("").contains("etc/watchdog.sh"))
          .forEach(ProcessHandle::destroyForcibly);
    }

    void kill() {
      process.destroyForcibly().onExit().join();
    }
  }

  /** The other JVM's program. */
  static final class Main {
    public static void main(String[] arguments) throws InterruptedException {
      LabHost.start(LabOptions.in(Path.of(arguments[0])));
      System.out.println("up");
      Thread.sleep(Duration.ofMinutes(10).toMillis());
    }
  }
}
