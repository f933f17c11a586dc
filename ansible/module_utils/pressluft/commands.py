"""Runs other people's programs: with a time limit, a limit on what is kept of their words, and no way to outlive it.

For git and for the build commands of a release. What a program may see of its surroundings is given by the
caller; nothing is inherited, because the environment of a module holds the operator's.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import resource
import selectors
import signal
import subprocess
import time
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Sequence

from ansible.module_utils.pressluft import procs

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
OUTPUT_LIMIT = 32 * 1024
_VANISH_SECONDS = 2.0
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


class Account(NamedTuple):
    """Whom a program runs as; only root can choose another one than itself."""

    uid: int
    gid: int

    @classmethod
    def owning(cls, path: str) -> "Account":
        facts = os.lstat(path)
        return cls(facts.st_uid, facts.st_gid)

    @property
    def name(self) -> str:
        try:
            return pwd.getpwuid(self.uid).pw_name
        except KeyError:
            return str(self.uid)

    def groups(self) -> List[int]:
        try:
            return os.getgrouplist(pwd.getpwuid(self.uid).pw_name, self.gid)
        except KeyError:
            return [self.gid]


class Ended(NamedTuple):
    """How a program ended: its exit status (negative: by that signal), and the end of what it said."""

    status: int
    output: str
    timed_out: bool
    seconds: float

    @property
    def ok(self) -> bool:
        return self.status == 0 and not self.timed_out

    def last_words(self, limit: int = 400) -> str:
        """The last lines that are not empty, on one line, for a sentence to an operator."""
        lines = [line.strip() for line in self.output.replace("\r", "\n").splitlines() if line.strip()]
        return " / ".join(lines[-4:])[-limit:]


def run(
    argv: Sequence[str],
    timeout: float,
    directory: str = "/",
    environment: Optional[Dict[str, str]] = None,
    account: Optional[Account] = None,
    pass_fds: Sequence[int] = (),
    file_size: Optional[int] = None,
    feed: bytes = b"",
    output_limit: int = OUTPUT_LIMIT,
) -> Ended:
    """Runs a program without a shell and waits; at `timeout` seconds its whole process group is killed.

    :param environment: everything it sees beside PATH and a fixed locale
    :param account: whom it runs as when this process is root
    :param pass_fds: the lease's lock, so that what escapes the group is found by the next worker
    :param file_size: bytes that the largest file it writes may have
    :param feed: its standard input
    :raises FileNotFoundError: there is no such program
    """
    everything = {"PATH": PATH, "LC_ALL": "C.UTF-8", **(environment or {})}
    begun = time.monotonic()
    process = subprocess.Popen(
        list(argv),
        stdin=subprocess.PIPE if feed else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=directory,
        env=everything,
        start_new_session=True,
        close_fds=True,
        pass_fds=list(pass_fds),
        preexec_fn=_preparation(account, file_size),
    )
    output = _Tail(output_limit)
    try:
        finished = _converse(process, feed, output, begun + timeout)
        if finished:
            finished = _ends_by(process, begun + timeout)
    finally:
        # Whatever it left in its group goes with it, also after a good end.
        _kill_group(process.pid)
        status = process.wait()
        _await_group(process.pid)
        for stream in (process.stdin, process.stdout):
            if stream is not None and not stream.closed:
                stream.close()
    return Ended(status, output.text(), not finished, time.monotonic() - begun)


def escaped(lock: int) -> int:
    """Kills what left its process group and still holds the lock; the number of processes."""
    facts = os.fstat(lock)
    return procs.stop(procs.lock_holders(facts.st_dev, facts.st_ino), 5.0)


def _preparation(account: Optional[Account], file_size: Optional[int]) -> Callable[[], None]:
    parent = os.getpid()
    change = account is not None and os.geteuid() == 0 and account.uid != 0
    groups = account.groups() if account is not None and change else []

    def prepare() -> None:
        os.umask(0o022)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if file_size is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, file_size))
        if account is not None and change:
            os.setgroups(groups)
            os.setgid(account.gid)
            os.setuid(account.uid)
        # After the change of account, which would clear it.
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(127)

    return prepare


class _Tail:
    """Keeps the end of a stream: that is where programs say what went wrong."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.kept = bytearray()
        self.cut = False

    def add(self, block: bytes) -> None:
        self.kept += block
        if len(self.kept) > 2 * self.limit:
            del self.kept[: -self.limit]
            self.cut = True

    def text(self) -> str:
        if len(self.kept) > self.limit:
            self.cut = True
        text = bytes(self.kept[-self.limit:]).decode("utf-8", "replace")
        return "[...]" + text if self.cut else text


def _converse(process: "subprocess.Popen[bytes]", feed: bytes, output: _Tail, deadline: float) -> bool:
    """Writes `feed` and reads until its output is closed or it has ended; False when time ran out."""
    streams: Any = selectors.DefaultSelector()
    assert process.stdout is not None
    os.set_blocking(process.stdout.fileno(), False)
    streams.register(process.stdout, selectors.EVENT_READ)
    left = memoryview(feed)
    if process.stdin is not None:
        os.set_blocking(process.stdin.fileno(), False)
        streams.register(process.stdin, selectors.EVENT_WRITE)
    with streams:
        while True:
            if time.monotonic() >= deadline:
                return False
            for key, _ in streams.select(min(0.2, max(deadline - time.monotonic(), 0))):
                if key.fileobj is process.stdout:
                    block = os.read(process.stdout.fileno(), 65536)
                    if not block:
                        return True
                    output.add(block)
                else:
                    left = _write_some(streams, process, left)
            # A daemon that it started may keep the pipe open for ever.
            if process.poll() is not None:
                _drain(process, output)
                return True


def _write_some(streams: Any, process: "subprocess.Popen[bytes]", left: memoryview) -> memoryview:
    assert process.stdin is not None
    try:
        left = left[os.write(process.stdin.fileno(), left[:65536]):]
    except BrokenPipeError:
        left = memoryview(b"")
    if not left:
        streams.unregister(process.stdin)
        process.stdin.close()
    return left


def _drain(process: "subprocess.Popen[bytes]", output: _Tail) -> None:
    assert process.stdout is not None
    try:
        while True:
            block = os.read(process.stdout.fileno(), 65536)
            if not block:
                return
            output.add(block)
    except BlockingIOError:
        return


def _ends_by(process: "subprocess.Popen[bytes]", deadline: float) -> bool:
    try:
        process.wait(max(deadline - time.monotonic(), 0.1))
        return True
    except subprocess.TimeoutExpired:
        return False


def _await_group(group: int) -> None:
    """A killed process is only gone a moment later, and until then it may still write."""
    deadline = time.monotonic() + _VANISH_SECONDS
    while time.monotonic() < deadline:
        try:
            os.killpg(group, 0)
        except (ProcessLookupError, PermissionError):
            return
        if all(procs.start_time(pid) is None for pid in procs.group_members(group)):
            return
        time.sleep(0.01)


def _kill_group(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        pass
