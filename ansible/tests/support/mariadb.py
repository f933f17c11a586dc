"""A private MariaDB server for tests.

It lives in one temporary directory, listens on a socket there and nowhere else, and is stopped by its
own pid. One server serves a whole test class: starting one takes about a second.

    server = MariaDB.start()
    server.run("CREATE DATABASE wp")
    server.query("SELECT 1")          # [["1"]]
    server.variables("wp")            # the "database" section of the playbooks' variables
    server.stop()
"""
import ctypes
import os
import shutil
import signal
import subprocess
import tempfile
import time

_START_SECONDS = 60
_STOP_SECONDS = 30


def _die_with_parent():
    # A test run that is killed must not leave servers behind.
    ctypes.CDLL(None).prctl(1, signal.SIGTERM, 0, 0, 0)


class MariaDB:
    """A running server: `socket`, `pid`, `directory` and the account `root` without a password."""

    def __init__(self, directory, process):
        self.directory = directory
        self.process = process
        self.pid = process.pid
        self.socket = os.path.join(directory, "s")
        self.user = "root"

    @classmethod
    def start(cls, *options):
        """Starts a server with an empty data directory; `options` are passed on to mariadbd."""
        directory = tempfile.mkdtemp(prefix="pldb-")
        account = ["--user=root"] if os.geteuid() == 0 else []
        data = os.path.join(directory, "data")
        install = subprocess.run(
            ["mariadb-install-db", "--no-defaults", "--datadir=" + data, "--auth-root-authentication-method=normal",
             "--skip-test-db",
             # A starting server deletes what others of its kind left in the directory for temporary
             # files; in a shared one that is what another test's installation works with.
             "--tmpdir=" + directory] + account,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        if install.returncode != 0:
            shutil.rmtree(directory, ignore_errors=True)
            raise RuntimeError("mariadb-install-db: " + install.stdout.decode(errors="replace")[-2000:])
        with open(os.path.join(directory, "log"), "wb") as log:
            process = subprocess.Popen(
                ["mariadbd", "--no-defaults", "--datadir=" + data, "--socket=" + os.path.join(directory, "s"),
                 "--pid-file=" + os.path.join(directory, "pid"), "--skip-networking", "--innodb-buffer-pool-size=64M",
                 "--innodb-log-file-size=64M", "--innodb-flush-log-at-trx-commit=0", "--skip-log-bin",
                 "--tmpdir=" + directory, "--event-scheduler=OFF", "--character-set-server=utf8mb4",
                 "--max-allowed-packet=1G"] + account + list(options),
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=_die_with_parent)
        server = cls(directory, process)
        try:
            server._wait_until_it_answers()
        except Exception:
            server.stop()
            raise
        return server

    def _wait_until_it_answers(self):
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            if subprocess.run(self.command("-e", "SELECT 1"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                              stdin=subprocess.DEVNULL).returncode == 0:
                return
            time.sleep(0.05)
        with open(os.path.join(self.directory, "log"), errors="replace") as log:
            raise RuntimeError("mariadbd did not start: " + log.read()[-2000:])

    def command(self, *arguments):
        """The argument vector of the command line client, as root."""
        return ["mariadb", "--no-defaults", "--socket=" + self.socket, "--user=" + self.user,
                "--default-character-set=utf8mb4"] + list(arguments)

    def run(self, sql, database=None):
        """Runs any number of statements (DELIMITER works) and fails with the server's own words."""
        done = subprocess.run(self.command(*([database] if database else [])), input=sql.encode(),
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if done.returncode != 0:
            raise RuntimeError(done.stderr.decode(errors="replace")[:2000])
        return done.stdout.decode(errors="replace")

    def query(self, sql, database=None):
        """The rows of one SELECT, each a list of strings (NULL is the string `NULL`)."""
        done = subprocess.run(self.command("--batch", "--skip-column-names", "-e", sql,
                                           *([database] if database else [])),
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if done.returncode != 0:
            raise RuntimeError(done.stderr.decode(errors="replace")[:2000])
        return [line.split("\t") for line in done.stdout.decode(errors="replace").splitlines()]

    def variables(self, name):
        """The `database` section of the playbooks' variables for the database `name`."""
        return {"name": name, "socket": self.socket, "host": None, "port": None, "admin_user": self.user,
                "admin_password": None}

    def stop(self):
        """Stops the server and removes all it had."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)
