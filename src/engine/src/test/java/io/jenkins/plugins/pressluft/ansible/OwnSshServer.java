package io.jenkins.plugins.pressluft.ansible;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

/** An sshd on loopback with keys of its own, for this account. */
final class OwnSshServer implements AutoCloseable {
  private final Path directory;
  private final int port;
  private final Process process;

  private OwnSshServer(Path directory, int port, Process process) {
    this.directory = directory;
    this.port = port;
    this.process = process;
  }

  static OwnSshServer start(Path directory) throws IOException, InterruptedException {
    for (String name : new String[] {"host", "user"}) {
      run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", directory + "/" + name);
    }
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Files.copy(directory.resolve("user.pub"), directory.resolve("authorized_keys"));
    Files.writeString(
        directory.resolve("sshd_config"),
        """
        ListenAddress 127.0.0.1:%d
        HostKey %s/host
        AuthorizedKeysFile %s/authorized_keys
        PidFile none
        UsePAM no
        StrictModes no
        """
            .formatted(port, directory, directory));
    // Debian's sshd wants this directory when it runs as root; it is empty and belongs to root.
    Files.createDirectories(Path.of("/run/sshd"));
    Process process =
        new ProcessBuilder(
                "/usr/sbin/sshd", "-D", "-e", "-f", directory.resolve("sshd_config").toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    OwnSshServer server = new OwnSshServer(directory, port, process);
    server.await();
    return server;
  }

  int port() {
    return port;
  }

  String userKey() throws IOException {
    return Files.readString(directory.resolve("user"));
  }

  String userPublicKey() throws IOException {
    return Files.readString(directory.resolve("user.pub")).strip();
  }

  String hostKey() throws IOException {
    return Files.readString(directory.resolve("host.pub")).strip();
  }

  @Override
  public void close() {
    process.destroy();
  }

  private void await() throws IOException, InterruptedException {
    for (int i = 0; i < 250; i++) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
        return;
      } catch (IOException e) {
        Thread.sleep(20);
      }
    }
    throw new IOException("sshd did not start: " + Files.readString(directory.resolve("log")));
  }

  private static void run(String... command) throws IOException, InterruptedException {
    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
      throw new IOException(String.join(" ", command));
    }
  }
}
