package io.jenkins.plugins.pressluft.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A way into this machine as the current user, by key only and on loopback only: it makes the lab a
 * node that is reached over SSH.
 *
 * <p>As root, sshd insists on its empty directory {@code /run/sshd}, which a machine that never
 * started its own sshd lacks; it is created then, the one thing outside the lab's directory.
 */
public final class SshServer {

  private final LabHome home;
  private int port;
  private Daemon daemon;

  SshServer(LabHome home) {
    this.home = home;
  }

  /** Starts it on a free port, the same one when it is started again. */
  public void start() {
    for (int attempt = 1; ; attempt++) {
      try {
        if (port == 0) {
          port = Nginx.freePort();
        }
        tryStart();
        return;
      } catch (IllegalStateException e) {
        if (attempt == 5) {
          throw e;
        }
        port = 0;
      }
    }
  }

  private void tryStart() {
    try {
      Files.createDirectories(directory());
      if (!Files.exists(privateKey())) {
        key(directory().resolve("host_key"));
        key(privateKey());
        Files.copy(directory().resolve("id.pub"), directory().resolve("authorized_keys"));
      }
      if (home.isRoot()) {
        Files.createDirectories(Path.of("/run/sshd"));
      }
      Path conf = Files.writeString(home.etc().resolve("sshd_config"), configuration());
      daemon =
          Daemon.start(
              home,
              "sshd",
              Map.of(),
              List.of(Tools.find("sshd"), "-D", "-e", "-f", conf.toString()));
      daemon.awaitReady(Duration.ofSeconds(20), this::greets);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void key(Path file) {
    Command.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "lab", "-f", file.toString())
        .text();
  }

  private String configuration() throws IOException {
    return """
        Port %1$d
        ListenAddress 127.0.0.1
        HostKey "%2$s/host_key"
        AuthorizedKeysFile "%2$s/authorized_keys"
        PidFile none
        StrictModes no
        UsePAM %3$s
        PubkeyAuthentication yes
        PasswordAuthentication no
        KbdInteractiveAuthentication no
        PermitRootLogin prohibit-password
        AllowUsers %4$s
        PrintMotd no
        PrintLastLog no
        MaxStartups 100
        MaxSessions 100
        SetEnv %5$s=%6$s
        Subsystem sftp internal-sftp
        """
        .formatted(
            port,
            directory(),
            accountIsLocked() ? "yes" : "no",
            LabHome.currentUser(),
            LabHome.MARK,
            home.directory());
  }

  /** Without PAM sshd refuses an account whose password was locked, even when it comes by key. */
  private boolean accountIsLocked() throws IOException {
    Path shadow = Path.of("/etc/shadow");
    if (!Files.isReadable(shadow)) {
      return false;
    }
    try (var lines = Files.lines(shadow, StandardCharsets.ISO_8859_1)) {
      return lines.anyMatch(line -> line.startsWith(LabHome.currentUser() + ":!"));
    }
  }

  private boolean greets() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(1000);
      return socket.getInputStream().read() == 'S';
    } catch (IOException refused) {
      return false;
    }
  }

  private Path directory() {
    return home.directory().resolve("ssh");
  }

  public int port() {
    return port;
  }

  public Path privateKey() {
    return directory().resolve("id");
  }

  /** Kind and key of the host, as in {@code known_hosts} without the name. */
  public String hostKey() {
    try {
      String[] words = Files.readString(directory().resolve("host_key.pub")).split(" ");
      return words[0] + " " + words[1];
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public boolean alive() {
    return daemon != null && daemon.alive();
  }

  public void stop() {
    if (daemon != null) {
      daemon.stop();
    }
  }

  public void kill() {
    if (daemon != null) {
      daemon.kill();
    }
  }

  /**
   * Like a node that is lost from the network: every connection breaks off and no new one is
   * accepted. What runs on the node goes on and does not hear of it.
   */
  public void cut() {
    List<ProcessHandle> connections =
        ProcessHandle.of(daemon.leader().pid()).stream()
            .flatMap(ProcessHandle::descendants)
            .filter(SshServer::isConnection)
            .toList();
    daemon.kill();
    connections.forEach(ProcessHandle::destroyForcibly);
  }

  /** Each connection is a process that names itself after its user; it has a session of its own. */
  private static boolean isConnection(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"))
          .startsWith("sshd: ");
    } catch (IOException gone) {
      return false;
    }
  }
}
