package io.jenkins.plugins.pressluft.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** PHP as a FastCGI server on a unix socket, with the opcache on as every real host has it. */
public final class PhpFpm {

  private final LabHome home;
  private final int workers;
  private Daemon daemon;

  PhpFpm(LabHome home, int workers) {
    this.home = home;
    this.workers = workers;
  }

  /** Starts it; returns when the socket is there. */
  public void start() {
    try {
      Files.deleteIfExists(socket());
      Path conf = Files.writeString(home.etc().resolve("php-fpm.conf"), configuration());
      List<String> command = new ArrayList<>(List.of(Tools.phpFpm(), "-F", "-O"));
      if ("root".equals(home.webUser())) {
        command.add("-R");
      }
      command.addAll(List.of("-d", "opcache.lockfile_path=" + home.tmp()));
      command.addAll(List.of("-y", conf.toString()));
      daemon = Daemon.start(home, "php-fpm", Map.of(), command);
      daemon.awaitReady(Duration.ofSeconds(20), () -> Files.exists(socket()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String configuration() {
    String owner =
        home.isRoot()
            ? "user = %1$s\ngroup = %1$s\nlisten.owner = %1$s\nlisten.group = %1$s\n"
                .formatted(home.webUser())
            : "";
    return """
        [global]
        error_log = %1$s/php-fpm-master.log
        daemonize = no
        process_control_timeout = 5
        [www]
        %2$slisten = %3$s
        listen.mode = 0660
        pm = static
        pm.max_children = %4$d
        catch_workers_output = yes
        decorate_workers_output = no
        php_admin_flag[log_errors] = on
        php_admin_value[error_log] = %5$s/php-errors.log
        php_admin_value[sys_temp_dir] = %5$s
        php_admin_value[upload_tmp_dir] = %5$s
        php_admin_value[session.save_path] = %5$s
        php_admin_value[sendmail_path] = /bin/true
        php_admin_value[memory_limit] = 256M
        php_admin_value[upload_max_filesize] = 256M
        php_admin_value[post_max_size] = 256M
        php_admin_value[opcache.enable] = 1
        """
        .formatted(home.log(), owner, socket(), workers, home.tmp());
  }

  Path socket() {
    return home.run().resolve("php.sock");
  }

  /** The address as a registry and nginx write it: {@code unix:<path>}. */
  public String address() {
    return "unix:" + socket();
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

  /** Starts anew with an empty opcache. */
  public void restart() {
    kill();
    start();
  }
}
