"""A WordPress that really answers: MariaDB, php-fpm and nginx in one private directory, on loopback only.

    host = WebHost.start()
    host.get()                    # (200, "<!DOCTYPE html>…")
    host.environment()            # the "environment" section of the playbooks' variables
    host.reset()                  # one release again, the database as installed
    host.stop()

When the tests run as root, the site belongs to www-data and PHP runs as that, as on a real host.
"""
import http.client
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time

from tests.support.mariadb import MariaDB, _die_with_parent

PACKAGED = "/usr/share/wordpress"
FIRST = "releases/20260101T000000Z"

_CONFIG = """<?php
define( 'DB_NAME', 'wp' );
define( 'DB_USER', 'wp' );
define( 'DB_PASSWORD', 'secret-of-the-site' );
define( 'DB_HOST', 'localhost:%s' );
define( 'DB_CHARSET', 'utf8mb4' );
define( 'WP_DEFAULT_THEME', 'twentytwentythree' );
define( 'DISABLE_WP_CRON', true );
define( 'AUTOMATIC_UPDATER_DISABLED', true );
define( 'WP_HTTP_BLOCK_EXTERNAL', true );
$table_prefix = 'wp_';
if ( ! defined( 'ABSPATH' ) ) {
	define( 'ABSPATH', __DIR__ . '/' );
}
require_once ABSPATH . 'wp-settings.php';
"""
_INSTALL = """
define( 'WP_INSTALLING', true );
$_SERVER['HTTP_HOST'] = $argv[2];
require $argv[1] . '/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install( 'Harbour news', 'admin', 'admin@example.org', false, '', 'a-password' );
"""
_FPM = """[global]
error_log = %(directory)s/fpm.log
daemonize = no
[www]
%(account)slisten = %(directory)s/php.sock
listen.mode = 0666
pm = static
pm.max_children = 4
php_admin_flag[log_errors] = on
php_admin_value[error_log] = %(directory)s/tmp/php-errors.log
php_admin_value[sys_temp_dir] = %(directory)s/tmp
php_admin_value[sendmail_path] = /bin/true
php_admin_value[opcache.enable] = 1
php_admin_value[opcache.validate_timestamps] = 0
"""
_NGINX = """%(user)sdaemon off;
worker_processes 1;
pid %(directory)s/nginx.pid;
events { worker_connections 512; }
http {
  include /etc/nginx/mime.types;
  access_log off;
  client_body_temp_path %(directory)s/tmp/body;
  proxy_temp_path %(directory)s/tmp/proxy;
  fastcgi_temp_path %(directory)s/tmp/fastcgi;
  uwsgi_temp_path %(directory)s/tmp/uwsgi;
  scgi_temp_path %(directory)s/tmp/scgi;
  server {
    listen 127.0.0.1:%(port)d;
    root %(path)s/current;
    index index.php;
    location ~ ^/wp-admin/(install|setup-config)\\.php$ { return 403; }
    location / { try_files $uri $uri/ /index.php?$args; }
    location ~ \\.php$ {
      try_files $uri =404;
      include /etc/nginx/fastcgi_params;
      fastcgi_param SCRIPT_FILENAME $realpath_root$fastcgi_script_name;
      fastcgi_param DOCUMENT_ROOT $realpath_root;
      fastcgi_param HTTP_HOST $host:$server_port;
      fastcgi_pass unix:%(directory)s/php.sock;
    }
  }
}
"""


class WebHost:
    """`path` is the environment's root, `source` a directory with plain WordPress code to make releases from."""

    def __init__(self, database):
        self.server = database
        self.directory = tempfile.mkdtemp(prefix="plweb-")
        os.chmod(self.directory, 0o755)
        self.path = os.path.join(self.directory, "acme")
        self.source = os.path.join(self.directory, "wordpress")
        self.account = pwd.getpwnam("www-data") if os.geteuid() == 0 else None
        self.port = _free_port()
        self.fence = 0
        self._processes = []
        self._dump = None

    @classmethod
    def start(cls):
        """Starts all three servers with an installed WordPress."""
        host = cls(MariaDB.start())
        try:
            os.chmod(host.server.directory, 0o755)
            host._prepare()
            host._serve()
            host._install()
        except Exception:
            host.stop()
            raise
        return host

    def _prepare(self):
        subprocess.run(["cp", "-rL", PACKAGED, self.source], check=True, stderr=subprocess.DEVNULL)
        for name in ("wp-config.php", ".htaccess"):
            if os.path.lexists(os.path.join(self.source, name)):
                os.unlink(os.path.join(self.source, name))
        # The fewer files, the faster the tests: editors and their pictures are never asked for.
        for name in ("wp-includes/js", "wp-includes/images"):
            for directory, _, files in os.walk(os.path.join(self.source, name)):
                for file in files:
                    if not file.endswith(".php"):
                        os.unlink(os.path.join(directory, file))
        os.makedirs(os.path.join(self.directory, "tmp"))
        os.chmod(os.path.join(self.directory, "tmp"), 0o777)
        self.server.run("CREATE USER wp@localhost IDENTIFIED BY 'secret-of-the-site'; "
                        "CREATE DATABASE wp CHARACTER SET utf8mb4; GRANT ALL ON wp.* TO wp@localhost")
        self.lay_out()

    def lay_out(self):
        """The layout as found: one release, `shared`, `current`."""
        shutil.rmtree(self.path, ignore_errors=True)
        os.makedirs(os.path.join(self.path, "releases"))
        os.makedirs(os.path.join(self.path, "shared", "uploads", "2026"))
        with open(os.path.join(self.path, "shared", "wp-config.php"), "w") as target:
            target.write(_CONFIG % self.server.socket)
        with open(os.path.join(self.path, "shared", "uploads", "2026", "picture.txt"), "w") as target:
            target.write("a picture")
        release = os.path.join(self.path, FIRST)
        subprocess.run(["cp", "-r", self.source, release], check=True)
        os.symlink("../../shared/wp-config.php", os.path.join(release, "wp-config.php"))
        os.symlink("../../../shared/uploads", os.path.join(release, "wp-content", "uploads"))
        os.symlink(FIRST, os.path.join(self.path, "current"))
        if self.account:
            subprocess.run(["chown", "-hR", "www-data:www-data", self.path], check=True)

    def reset(self):
        """One release again and the database as installed; PHP starts anew, since paths come again."""
        self.lay_out()
        self.server.run("DROP DATABASE wp; CREATE DATABASE wp CHARACTER SET utf8mb4")
        self.server.run(self._dump, "wp")
        self._restart_php()

    def _serve(self):
        self._start_php()
        conf = os.path.join(self.directory, "nginx.conf")
        with open(conf, "w") as target:
            target.write(_NGINX % {"directory": self.directory, "path": self.path, "port": self.port,
                                   "user": "user www-data;\n" if self.account else ""})
        self._start("nginx", "-p", self.directory, "-e", os.path.join(self.directory, "nginx.log"), "-c", conf)

    def _start_php(self):
        conf = os.path.join(self.directory, "fpm.conf")
        account = "user = www-data\ngroup = www-data\n" if self.account else ""
        with open(conf, "w") as target:
            target.write(_FPM % {"directory": self.directory, "account": account})
        fpm = sorted(name for name in os.listdir("/usr/sbin") if name.startswith("php-fpm"))[-1]
        self._fpm = self._start(os.path.join("/usr/sbin", fpm), "-F", "-O", "-y", conf)
        deadline = time.monotonic() + 20
        while not os.path.exists(os.path.join(self.directory, "php.sock")) and time.monotonic() < deadline:
            time.sleep(0.02)

    def _restart_php(self):
        self._fpm.terminate()
        self._fpm.wait()
        self._processes.remove(self._fpm)
        socket_path = os.path.join(self.directory, "php.sock")
        if os.path.exists(socket_path):
            os.unlink(socket_path)
        self._start_php()

    def _start(self, *command):
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL, preexec_fn=_die_with_parent)
        self._processes.append(process)
        return process

    def _install(self):
        self.php(_INSTALL, os.path.join(self.path, "current"), "127.0.0.1:%d" % self.port)
        self.server.run("UPDATE wp_options SET option_value = 'http://127.0.0.1:%d' WHERE option_name IN "
                        "('siteurl', 'home')" % self.port, "wp")
        done = subprocess.run(["mariadb-dump", "--no-defaults", "--socket=" + self.server.socket, "--user=root", "wp"],
                              stdout=subprocess.PIPE, check=True)
        self._dump = done.stdout.decode()
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                if self.get()[0] == 200:
                    return
            except OSError:
                pass
            time.sleep(0.05)
        raise RuntimeError("the site does not answer: %r" % (self.get(),))

    def php(self, code, *arguments):
        """Runs PHP code as the site's account; its output."""
        options = {"user": "www-data", "group": "www-data", "extra_groups": []} if self.account else {}
        done = subprocess.run(["php", "-r", code, "--", *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              stdin=subprocess.DEVNULL, cwd="/", **options)
        if done.returncode != 0:
            raise RuntimeError(done.stdout.decode(errors="replace")[-2000:])
        return done.stdout.decode(errors="replace")

    # As a visitor

    def get(self, target="/"):
        """(status, page) as a visitor sees it."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", target)
            response = connection.getresponse()
            return response.status, response.read().decode(errors="replace")
        finally:
            connection.close()

    @property
    def live(self):
        """Where `current` points."""
        return os.readlink(os.path.join(self.path, "current"))

    def releases(self):
        return ["releases/" + name for name in sorted(os.listdir(os.path.join(self.path, "releases")))]

    # As the controller

    def environment(self):
        """The `environment` section of the playbooks' variables."""
        return {"id": "7f0c3a52-9a52-4f0e-9d38-0d5b6f2f6a11", "slug": "production", "kind": "wordpress",
                "path": self.path, "preview_url": "http://127.0.0.1:%d/" % self.port,
                "fastcgi": "unix:%s/php.sock" % self.directory, "undo_window_seconds": 604800, "destinations": []}

    def variables(self, kind, **order):
        """What the controller writes for a deploy or a rollback."""
        self.fence += 1
        return {"job": {"id": "job-%d" % self.fence, "type": kind, "attempt": 1, "fence": self.fence},
                "environment": self.environment(), "database": self.server.variables("wp"), kind: order}

    def code(self, name, **files):
        """A copy of the code with a marker in a must-use plugin, and with `files` changed; its directory."""
        directory = os.path.join(self.directory, "code", name)
        shutil.rmtree(directory, ignore_errors=True)
        os.makedirs(os.path.dirname(directory), exist_ok=True)
        subprocess.run(["cp", "-r", self.source, directory], check=True)
        plugins = os.path.join(directory, "wp-content", "mu-plugins")
        os.makedirs(plugins)
        with open(os.path.join(plugins, "marker.php"), "w") as target:
            target.write("<?php\nheader( 'X-Release: %s' );\nadd_action( 'wp_footer', function () { echo "
                         "'<!-- release %s -->'; } );\n" % (name, name))
        for path, content in files.items():
            self.put(os.path.join(directory, path), content)
        return directory

    @staticmethod
    def put(path, content):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as target:
            target.write(content)

    def stop(self):
        """Stops all servers and removes all they had."""
        for process in reversed(self._processes):
            process.terminate()
        for process in self._processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.server.stop()
        shutil.rmtree(self.directory, ignore_errors=True)


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


