"""A private SSH server on loopback: own keys, own port, own directory, stopped by its pid."""
import getpass
import os
import shutil
import socket
import subprocess
import tempfile
import time

from tests.support.mariadb import _die_with_parent


class Sshd:
    """`inventory()` is what reaches it with host key checking on."""

    def __init__(self):
        self.directory = tempfile.mkdtemp(prefix="plssh-")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        for name in ("host", "user"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self._path(name)], check=True)
        shutil.copy(self._path("user.pub"), self._path("authorized"))
        os.chmod(self._path("authorized"), 0o600)
        with open(self._path("host.pub")) as source, open(self._path("known"), "w") as target:
            target.write("[127.0.0.1]:%d %s" % (self.port, source.read()))
        with open(self._path("config"), "w") as target:
            target.write("Port %d\nListenAddress 127.0.0.1\nHostKey %s\nAuthorizedKeysFile %s\nPidFile %s\nStrictModes no\n"
                         "PasswordAuthentication no\nPermitRootLogin prohibit-password\nUsePAM no\nSubsystem sftp internal-sftp\n"
                         % (self.port, self._path("host"), self._path("authorized"), self._path("pid")))
        if os.geteuid() == 0:
            os.makedirs("/run/sshd", mode=0o755, exist_ok=True)
        self.process = subprocess.Popen([shutil.which("sshd") or "/usr/sbin/sshd", "-D", "-e", "-f", self._path("config")],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                        preexec_fn=_die_with_parent)
        self._wait()

    def _path(self, name):
        return os.path.join(self.directory, name)

    def _wait(self):
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("sshd did not start")

    def inventory(self, **variables):
        """An inventory with this server as its one node."""
        node = {"ansible_connection": "ssh", "ansible_host": "127.0.0.1", "ansible_port": self.port,
                "ansible_user": getpass.getuser(), "ansible_ssh_private_key_file": self._path("user"),
                "ansible_ssh_common_args": "-F none -o UserKnownHostsFile=%s" % self._path("known"),
                "ansible_control_path_dir": self.directory, "ansible_python_interpreter": "/usr/bin/python3"}
        node.update(variables)
        return {"pressluft": {"hosts": {"node": node}}}

    def stop(self):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)
