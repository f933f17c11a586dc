package io.jenkins.plugins.pressluft.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The web server in front of PHP, one port on loopback for each environment. It hands the real path
 * of {@code current} to PHP: with the path through the link, PHP would keep serving the release
 * that it has cached.
 */
public final class Nginx {

  private final LabHome home;
  private final String fastcgi;
  private final Map<Path, Integer> ports = new LinkedHashMap<>();
  private boolean installed;
  private Daemon daemon;

  Nginx(LabHome home, String fastcgi) {
    this.home = home;
    this.fastcgi = fastcgi;
  }

  /**
   * Starts it for these environments, each on a free port.
   *
   * <p>A free port can be taken by somebody else before nginx has it; then others are tried.
   */
  void start(List<Path> environments) {
    for (int attempt = 1; ; attempt++) {
      try {
        ports.clear();
        environments.forEach(environment -> ports.put(environment, freePort()));
        start();
        return;
      } catch (IllegalStateException e) {
        if (attempt == 5) {
          throw e;
        }
      }
    }
  }

  /** Starts it again on the ports that it had. */
  public void start() {
    writeConfiguration();
    daemon =
        Daemon.start(
            home,
            "nginx",
            Map.of(),
            List.of(
                Tools.find("nginx"),
                "-p",
                home.directory().toString(),
                "-e",
                home.log().resolve("nginx.log").toString(),
                "-c",
                conf().toString()));
    daemon.awaitReady(
        Duration.ofSeconds(20), () -> ports.values().stream().allMatch(Nginx::listens));
  }

  /** From now on nobody may reach the installer: an empty database must not be anybody's prey. */
  void blockInstaller() {
    installed = true;
    writeConfiguration();
    reload();
  }

  /** Comes back when no worker is left that goes by the configuration before. */
  private void reload() {
    long master = daemon.leader().pid();
    List<ProcessHandle> before =
        ProcessHandle.of(master).map(ProcessHandle::children).stream()
            .flatMap(children -> children)
            .toList();
    Command.of("kill", "-HUP", Long.toString(master)).text();
    if (!Waiting.until(
        Duration.ofSeconds(20),
        Duration.ofMillis(5),
        () -> before.stream().noneMatch(ProcessHandle::isAlive))) {
      throw new IllegalStateException("nginx kept a worker of its configuration before");
    }
  }

  int port(Path environment) {
    return ports.get(environment);
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

  private Path conf() {
    return home.etc().resolve("nginx.conf");
  }

  private void writeConfiguration() {
    StringBuilder servers = new StringBuilder();
    ports.forEach((environment, port) -> servers.append(server(environment, port)));
    String user = home.isRoot() ? "user " + home.webUser() + ";\n" : "";
    String text =
        """
        %1$sdaemon off;
        worker_processes 1;
        pid %2$s/run/nginx-own.pid;
        events { worker_connections 2048; }
        http {
          include /etc/nginx/mime.types;
          default_type application/octet-stream;
          access_log off;
          sendfile on;
          keepalive_requests 1000000;
          client_max_body_size 256m;
          client_body_temp_path "%2$s/tmp/nginx-body";
          proxy_temp_path "%2$s/tmp/nginx-proxy";
          fastcgi_temp_path "%2$s/tmp/nginx-fastcgi";
          uwsgi_temp_path "%2$s/tmp/nginx-uwsgi";
          scgi_temp_path "%2$s/tmp/nginx-scgi";
          fastcgi_buffers 32 16k;
        %3$s}
        """
            .formatted(user, home.directory(), servers);
    try {
      Files.writeString(conf(), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String server(Path environment, int port) {
    String block =
        installed
            ? "location ~ ^/wp-admin/(install|setup-config)\\.php$ { return 403; }\n"
            : "location = /wp-admin/setup-config.php { return 403; }\n";
    return """
          server {
            listen 127.0.0.1:%1$d;
            root "%2$s/current";
            index index.php index.html;
            absolute_redirect off;
            %3$s    location ~ ^/wp-content/uploads/.*\\.php$ { return 403; }
            location / { try_files $uri $uri/ /index.php?$args; }
            location ~ \\.php$ {
              try_files $uri =404;
              fastcgi_param QUERY_STRING $query_string;
              fastcgi_param REQUEST_METHOD $request_method;
              fastcgi_param CONTENT_TYPE $content_type;
              fastcgi_param CONTENT_LENGTH $content_length;
              fastcgi_param SCRIPT_NAME $fastcgi_script_name;
              fastcgi_param SCRIPT_FILENAME $realpath_root$fastcgi_script_name;
              fastcgi_param DOCUMENT_ROOT $realpath_root;
              fastcgi_param REQUEST_URI $request_uri;
              fastcgi_param DOCUMENT_URI $document_uri;
              fastcgi_param SERVER_PROTOCOL $server_protocol;
              fastcgi_param REQUEST_SCHEME $scheme;
              fastcgi_param GATEWAY_INTERFACE CGI/1.1;
              fastcgi_param SERVER_SOFTWARE nginx;
              fastcgi_param REMOTE_ADDR $remote_addr;
              fastcgi_param REMOTE_PORT $remote_port;
              fastcgi_param SERVER_ADDR $server_addr;
              fastcgi_param SERVER_PORT $server_port;
              fastcgi_param SERVER_NAME $host;
              fastcgi_param REDIRECT_STATUS 200;
              fastcgi_param HTTP_HOST $host:$server_port;
              fastcgi_read_timeout 300;
              fastcgi_pass "%4$s";
            }
          }
        """
        .formatted(port, environment, block, fastcgi);
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  /** A port on loopback that is free at this moment. */
  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
