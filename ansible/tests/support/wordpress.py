"""A real WordPress on loopback for tests: MariaDB, php-fpm and nginx in one private directory, stopped by pid.

Debian's packages are used as they are. Start it once for a test class and call `reset` before each test:

    lab = WordPress.start()
    lab.reset()
    lab.step("prepare", lab.restore_variables(backup))
    lab.stop()
"""
import ctypes
import hashlib
import http.client
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from urllib.parse import urlencode

from tests.support.mariadb import MariaDB
from tests.support.modules import ROOT
from tests.support.site import key_of

RELEASE = "releases/20261120T203000Z"
_RUN = """
import runpy, sys
sys.path.insert(0, %(root)r)
from tests.support import modules
sys.argv = [sys.argv[1], sys.argv[2]]
runpy.run_path(sys.argv[0], run_name="__main__")
""" % {"root": ROOT}

_CONFIG = """<?php
define( 'DB_NAME', 'wp' );
define( 'DB_USER', 'wp_site' );
define( 'DB_PASSWORD', 'it\\'s "secret" \\\\ really' );
define( 'DB_HOST', 'localhost:%(socket)s' );
define( 'DB_CHARSET', 'utf8mb4' );
define( 'DB_COLLATE', '' );
define( 'AUTH_KEY', 'one' );
$table_prefix = 'wp_';
define( 'WP_DEBUG', false );
define( 'AUTOMATIC_UPDATER_DISABLED', true );
define( 'WP_HTTP_BLOCK_EXTERNAL', true );

/* That's all, stop editing! Happy publishing. */
if ( ! defined( 'ABSPATH' ) ) {
	define( 'ABSPATH', __DIR__ . '/' );
}
require_once ABSPATH . 'wp-settings.php';
"""

_FPM = """[global]
error_log = %(directory)s/fpm.log
daemonize = no
[www]
user = www-data
group = www-data
listen = %(fpm)s
listen.mode = 0666
pm = static
pm.max_children = 4
php_admin_value[opcache.validate_timestamps] = 0
php_admin_value[sendmail_path] = /bin/true
php_admin_value[session.save_path] = %(directory)s
"""

_NGINX = """daemon off;
worker_processes 1;
pid %(directory)s/nginx.pid;
error_log %(directory)s/nginx.log;
user www-data;
events { worker_connections 64; }
http {
  access_log off;
  client_body_temp_path %(directory)s/t1; proxy_temp_path %(directory)s/t2; fastcgi_temp_path %(directory)s/t3;
  uwsgi_temp_path %(directory)s/t4; scgi_temp_path %(directory)s/t5;
  server {
    listen 127.0.0.1:%(port)d;
    root %(path)s/current;
    index index.php;
    if ($arg_blocked) { return 503; }
    location / { try_files $uri $uri/ /index.php?$args; }
    location ~ \\.php$ {
      fastcgi_pass unix:%(fpm)s;
      include /etc/nginx/fastcgi_params;
      fastcgi_param HTTP_HOST $host:$server_port;
      fastcgi_param SCRIPT_FILENAME $realpath_root$fastcgi_script_name;
      fastcgi_param DOCUMENT_ROOT $realpath_root;
    }
  }
}
"""


def _die_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGTERM, 0, 0, 0)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Failed(Exception):
    """A module failed; `code`, `message`, `facts` as the callback would see them."""

    def __init__(self, outcome):
        error = outcome.get("pressluft_error") or {}
        super().__init__("%s: %s" % (error.get("code"), outcome.get("msg")))
        self.code = error.get("code")
        self.message = outcome.get("msg")
        self.facts = outcome.get("pressluft") or {}


class WordPress:
    """The running lab. `path` is the environment, `server` its MariaDB, `url` its preview URL."""

    def __init__(self, directory, server):
        self.directory = directory
        self.server = server
        self.path = os.path.join(directory, "site")
        self.template = os.path.join(directory, "template")
        self.storage = os.path.join(directory, "storage")
        self.copies = os.path.join(directory, "copies")
        self.fpm = os.path.join(directory, "fpm.sock")
        self.port = free_port()
        self.url = "http://127.0.0.1:%d/" % self.port
        self.environment_id = str(uuid.uuid4())
        self.site_id = str(uuid.uuid4())
        self.fence = 0
        self.processes = []

    @classmethod
    def start(cls, *server_options):
        """Installs and starts everything; a few seconds."""
        # In memory where there is room: what is tested is the order of things, not the disk.
        directory = tempfile.mkdtemp(prefix="plwp-", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None)
        os.chmod(directory, 0o755)
        server = MariaDB.start(*server_options)
        os.chmod(server.directory, 0o755)
        lab = cls(directory, server)
        try:
            lab._lay_out()
            lab._start_servers()
            lab._install()
        except BaseException:
            lab.stop()
            raise
        return lab

    def _lay_out(self):
        release = os.path.join(self.path, RELEASE)
        os.makedirs(os.path.dirname(release))
        subprocess.run(["cp", "-rL", "/usr/share/wordpress", release], check=True)
        for unneeded in ("wp-includes/js/tinymce", "wp-includes/js/dist", "wp-admin/images", "wp-admin/css",
                         "wp-admin/js", "wp-includes/js/dist", "wp-content/themes/twentytwentythree/assets",
                         "wp-includes/images", "wp-includes/fonts", "wp-content/plugins/akismet"):
            shutil.rmtree(os.path.join(release, unneeded), ignore_errors=True)
        os.unlink(os.path.join(release, "wp-config.php"))
        shutil.rmtree(os.path.join(release, "wp-content/uploads"), ignore_errors=True)
        os.makedirs(os.path.join(self.path, "shared/uploads/2026"))
        with open(os.path.join(self.path, "shared/uploads/2026/picture.jpg"), "wb") as target:
            target.write(b"picture " * 5000)
        config = os.path.join(self.path, "shared/wp-config.php")
        with open(config, "w") as target:
            target.write(_CONFIG % {"socket": self.server.socket})
        web = pwd.getpwnam("www-data")
        os.chown(config, 0, web.pw_gid)
        os.chmod(config, 0o640)
        subprocess.run(["chown", "-R", "www-data:www-data", os.path.join(self.path, "shared/uploads")], check=True)
        os.symlink("../../shared/wp-config.php", os.path.join(release, "wp-config.php"))
        os.symlink("../../../shared/uploads", os.path.join(release, "wp-content/uploads"))
        os.symlink(RELEASE, os.path.join(self.path, "current"))
        os.makedirs(self.storage)
        os.makedirs(self.copies)

    def _start_servers(self):
        values = {"directory": self.directory, "fpm": self.fpm, "port": self.port, "path": self.path}
        for name, text in (("fpm.conf", _FPM), ("nginx.conf", _NGINX)):
            with open(os.path.join(self.directory, name), "w") as target:
                target.write(text % values)
        for argv in (["php-fpm8.2", "-n", "-F", "-y", self.directory + "/fpm.conf", "-d", "zend_extension=opcache",
                      "-d", "opcache.enable=1", "-d", "extension=mysqlnd", "-d", "extension=mysqli"],
                     ["nginx", "-c", self.directory + "/nginx.conf", "-e", self.directory + "/nginx.log"]):
            log = open(os.path.join(self.directory, argv[0] + ".out"), "wb")
            with log:
                self.processes.append(subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                                       preexec_fn=_die_with_parent))
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                if os.path.exists(self.fpm):
                    return
            except OSError:
                pass
            time.sleep(0.05)
        raise RuntimeError("nginx or php-fpm did not start; see " + self.directory)

    def _install(self):
        self.server.run(
            "CREATE DATABASE wp CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;"
            "CREATE USER wp_site@localhost IDENTIFIED BY 'it\\'s \"secret\" \\\\ really';"
            "CREATE USER wp_report@localhost IDENTIFIED BY 'x';"
            "GRANT ALL PRIVILEGES ON wp.* TO wp_site@localhost; GRANT SELECT ON wp.* TO wp_report@localhost;"
            "CREATE DATABASE other; CREATE TABLE other.secret (a int); INSERT INTO other.secret VALUES (1);")
        form = {"weblog_title": "Acme", "user_name": "admin", "admin_password": "long-and-strong-1",
                "admin_password2": "long-and-strong-1", "pw_weak": "1", "admin_email": "a@example.org",
                "blog_public": "0", "language": ""}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("POST", "/wp-admin/install.php?step=2", urlencode(form),
                           {"Content-Type": "application/x-www-form-urlencoded"})
        answer = connection.getresponse()
        page = answer.read().decode(errors="replace")
        if answer.status != 200 or "Success" not in page:
            raise RuntimeError("WordPress was not installed: %d %s" % (answer.status, page[:500]))
        subprocess.run(["cp", "-a", self.path, self.template], check=True)
        self.dump = subprocess.run(
            ["mariadb-dump", "--no-defaults", "--socket=" + self.server.socket, "--user=root", "wp"],
            stdout=subprocess.PIPE, check=True).stdout

    def stop(self):
        """Stops what was started and removes all of it."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.server.stop()
        shutil.rmtree(self.directory, ignore_errors=True)

    # The state of things

    def reset(self):
        """The environment as it was after the installation, never restored before."""
        for name in self.databases():
            if name != "other":
                self.server.run("DROP DATABASE `%s`" % name)
        for user, host in self.server.query("SELECT User, Host FROM mysql.global_priv WHERE User LIKE 'pressluft%'"):
            self.server.run("DROP USER '%s'@'%s'" % (user, host))
        shutil.rmtree(self.path)
        subprocess.run(["cp", "-a", self.template, self.path], check=True)
        for directory in (self.storage, self.copies):
            shutil.rmtree(directory)
            os.makedirs(directory)
        self.server.run("CREATE DATABASE wp CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci")
        subprocess.run(self.server.command("wp"), input=self.dump, check=True)
        self.server.run("DELETE FROM mysql.db WHERE Db LIKE '%\\_g%'; FLUSH PRIVILEGES;"
                        "GRANT ALL PRIVILEGES ON wp.* TO wp_site@localhost; GRANT SELECT ON wp.* TO wp_report@localhost")
        self.server.run("TRUNCATE other.secret; INSERT INTO other.secret VALUES (1)")
        self.clear_opcache()

    def clear_opcache(self):
        """Between tests the same paths come back with other content, which never happens to a real site."""
        from ansible.module_utils.pressluft import health, layout
        health.clear_caches(health.Site(self.path, self.url, "unix:" + self.fpm), layout.read(self.path)) \
            if os.path.isdir(os.path.join(self.path, ".pressluft")) else self._bare_clear(health, layout)

    def _bare_clear(self, health, layout):
        os.mkdir(os.path.join(self.path, ".pressluft"), 0o711)
        os.chmod(os.path.join(self.path, ".pressluft"), 0o711)
        health.clear_caches(health.Site(self.path, self.url, "unix:" + self.fpm), layout.read(self.path))
        os.rmdir(os.path.join(self.path, ".pressluft"))

    def databases(self):
        return [row[0] for row in self.server.query("SHOW DATABASES")
                if row[0] not in ("information_schema", "mysql", "performance_schema", "sys")]

    def loaders(self):
        return self.server.query("SELECT User FROM mysql.global_priv WHERE User LIKE 'pressluft%'")

    def title(self):
        """The front page's title: what a visitor sees."""
        status, page = self.get("/")
        found = page.partition("<title>")[2].partition("</title>")[0]
        return found if status == 200 else "status %d" % status

    def set_title(self, title, database="wp"):
        self.server.run("UPDATE wp_options SET option_value = '%s' WHERE option_name = 'blogname'" % title, database)

    def get(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode(errors="replace")
        finally:
            connection.close()

    def state_hash(self):
        """One hash over the tree (names, types, modes, owners, times, content) and over all databases."""
        digest = hashlib.sha256()
        for parent, directories, names in sorted(os.walk(self.path)):
            directories.sort()
            for name in sorted(directories + names):
                path = os.path.join(parent, name)
                facts = os.lstat(path)
                digest.update(repr((path, facts.st_mode, facts.st_uid, facts.st_gid, facts.st_mtime_ns,
                                    facts.st_ctime_ns)).encode())
                if os.path.islink(path):
                    digest.update(os.readlink(path).encode())
                elif os.path.isfile(path):
                    with open(path, "rb") as source:
                        digest.update(source.read())
        for parent, _, names in sorted(os.walk(self.storage)):
            for name in sorted(names):
                facts = os.lstat(os.path.join(parent, name))
                digest.update(repr((parent, name, facts.st_size, facts.st_mtime_ns)).encode())
        digest.update(self.database_hash(*self.databases()).encode())
        return digest.hexdigest()

    def database_hash(self, *names):
        """Over schema, rows and programs of databases, and over all accounts."""
        digest = hashlib.sha256(repr(sorted(names)).encode())
        for name in sorted(names):
            digest.update(subprocess.run(
                ["mariadb-dump", "--no-defaults", "--socket=" + self.server.socket, "--user=root", "--routines",
                 "--events", "--triggers", "--skip-dump-date", "--skip-comments", name],
                stdout=subprocess.PIPE, check=True).stdout)
        digest.update(repr(self.server.query("SELECT * FROM mysql.global_priv ORDER BY 1, 2")).encode())
        digest.update(repr(self.server.query("SELECT * FROM mysql.db ORDER BY Host, Db, User")).encode())
        return digest.hexdigest()

    # Running modules

    def common(self, job=None, fence=None, attempt=1):
        if fence is None:
            self.fence += 1
            fence = self.fence
        return {"job": {"id": job or str(uuid.uuid4()), "attempt": attempt, "fence": fence},
                "environment": {"id": self.environment_id, "slug": "production", "kind": "wordpress", "path": self.path,
                                "preview_url": self.url, "fastcgi": "unix:" + self.fpm,
                                "undo_window_seconds": 604800, "destinations": [self.copies]},
                "database": self.server.variables("wp")}

    def backup(self, scope="full", **changes):
        """Makes a backup; returns what a restore needs to know of it."""
        backup_id = str(uuid.uuid4())
        storage = {"type": "file", "path": self.storage}
        order = {"id": backup_id, "scope": scope, "key": key_of(backup_id, self.environment_id), "storage": storage,
                 "storage_path": "acme/production/" + backup_id, "compression": "zstd", "exclude": [], **changes}
        arguments = dict(self.common(), site={"id": self.site_id, "slug": "acme"}, backup=order)
        sealed = self.run("pressluft_backup", arguments)["backup"]
        return {"backup_id": backup_id, "scope": scope, "storage": storage, "storage_path": order["storage_path"],
                "key": order["key"], "manifest_sha256": sealed["manifest_sha256"],
                "safety": {"mode": "verify", "backup_id": backup_id, "storage_path": order["storage_path"]}}

    def start_module(self, module, arguments):
        """The module as a process of its own, the way Ansible runs it; the caller waits for it."""
        path = os.path.join(self.directory, "arguments-%s.json" % uuid.uuid4())
        with open(path, "w") as target:
            json.dump({"ANSIBLE_MODULE_ARGS": arguments}, target)
        return subprocess.Popen(
            [sys.executable, "-B", "-c", _RUN, os.path.join(ROOT, "library", module + ".py"), path],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)

    def run(self, module, arguments):
        """Runs a module to its end: its facts. Raises Failed."""
        output, errors = self.start_module(module, arguments).communicate()
        return self.outcome(output, errors)

    @staticmethod
    def outcome(output, errors):
        try:
            outcome = json.loads(output)
        except ValueError:
            raise RuntimeError((output + errors).decode(errors="replace"))
        if outcome.get("failed"):
            raise Failed(outcome)
        return dict(outcome["pressluft"], warnings=outcome.get("warnings", []))

    def step(self, step, common, restore):
        return self.run("pressluft_restore", dict(common, step=step, restore=restore))

    def restore(self, backup, common=None, **changes):
        """The steps as the playbook runs them, without the safety backup; the final facts."""
        common = common or self.common()
        order = dict(backup, **changes)
        following = self.step("prepare", common, order)["next"]
        if following == "done":
            return self.step("finish", common, order)
        if following == "destination":
            self.step("verify", common, order)
            return self.step("destination", common, order)
        if following == "undo":
            self.step("undo", common, order)
            return self.step("finish", common, order)
        for step in ("verify", "stage", "switch"):
            self.step(step, common, order)
        return self.step("finish", common, order)

    def settle(self, common):
        return self.run("pressluft_settle", common)["settle"]
