"""The node's own lock: one worker changes an environment, and an older one can change nothing any more.

The lock is a flock on `<path>/.pressluft/lock`. Its descriptor is given to child processes on
purpose (`pass_fds`), so a client or a tar that outlives its module still holds the lock and is found.
`lease.json` beside it says who came last. Its fence, the controller's ever growing number of the
attempt, decides: a smaller fence than the recorded one has lost, whatever it still believes.
"""

from __future__ import annotations

import fcntl
import os
import time
from typing import Any, Dict, List, Optional

from ansible.module_utils.pressluft import durable, procs
from ansible.module_utils.pressluft.errors import PressluftError

STATE = ".pressluft"
# Seconds that a stopped worker is given to vanish, and that a worker with our own fence may still take.
PATIENCE = 20.0
# Seconds in which a worker that has just got the lock writes its record; nobody is stopped before.
SETTLED = 0.2


class Lease:
    """Held for the length of a `with` block. See the module for the rules.

    :param env_path: the environment's root on this node
    :param fence: the controller's number of this attempt; grows with every attempt of every job
    :param read_only: for a dry run: writes nothing, stops nobody, and takes the lock only if its
        file exists already
    :param settle: for the settling of a lost attempt: also stops a worker of the very same fence,
        and closes the fence, so that the attempt's later tasks are refused
    :raises PressluftError: LEASE_LOST when a newer attempt was here, LEASE_HELD when the lock does
        not come free within `patience` seconds
    """

    def __init__(
        self,
        env_path: str,
        job_id: str,
        fence: int,
        attempt: int = 1,
        read_only: bool = False,
        settle: bool = False,
        patience: float = PATIENCE,
    ) -> None:
        self.state = os.path.join(env_path, STATE)
        self.lock_path = os.path.join(self.state, "lock")
        self.record_path = os.path.join(self.state, "lease.json")
        self.job_id = job_id
        self.fence = int(fence)
        self.attempt = int(attempt)
        self.read_only = read_only
        self.settle = settle
        self.patience = patience
        self.fd: Optional[int] = None
        # How many processes of an earlier worker were stopped to get the lock.
        self.stopped = 0

    def __enter__(self) -> "Lease":
        self.acquire()
        return self

    def __exit__(self, *_: Any) -> None:
        self.release()

    @property
    def pass_fds(self) -> List[int]:
        """For `Child(keep=…)`: what keeps the lock held by a child that outlives us."""
        return [] if self.fd is None else [self.fd]

    def acquire(self) -> None:
        """Takes the lock and records this worker; see the class for what is raised."""
        if not self._open():
            self._refuse_newer(self._record())
            return
        try:
            self._refuse_newer(self._record())
            self._lock()
            # Whoever had the lock before us may have been newer than what we read then.
            self._refuse_newer(self._record())
            if not self.read_only:
                self._write_record()
        except BaseException:
            self.release()
            raise

    def release(self) -> None:
        """Lets go of the lock; the record stays and keeps fencing older workers off."""
        if self.fd is not None:
            os.close(self.fd)
            self.fd = None

    def check(self) -> None:
        """Call before each irreversible act: raises LEASE_LOST unless this worker is still the one."""
        if self.read_only:
            self._refuse_newer(self._record())
            return
        record = self._record()
        if self.fd is None or not self._is_the_file() or not self._is_ours(record):
            raise PressluftError(
                "LEASE_LOST",
                "Another worker has taken over this environment, so this attempt stopped before "
                "changing anything further. Look at the newer job.",
            )

    def _open(self) -> bool:
        """Opens the lock file; False when there is none and none may be made."""
        if self.read_only:
            try:
                self.fd = os.open(self.lock_path, os.O_RDONLY | os.O_NOFOLLOW)
            except FileNotFoundError:
                return False
        else:
            # 0711: PHP must be able to walk through to a probe, and nobody can list what is in here.
            try:
                os.mkdir(self.state, 0o711)
                os.chmod(self.state, 0o711)
            except FileExistsError:
                pass
            except FileNotFoundError as missing:
                raise PressluftError(
                    "LAYOUT_UNSUPPORTED",
                    "The environment's path %s does not exist on the node." % os.path.dirname(self.state),
                ) from missing
            self.fd = os.open(self.lock_path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        os.set_inheritable(self.fd, True)
        return True

    def _lock(self) -> None:
        assert self.fd is not None
        begun = time.monotonic()
        deadline = begun + self.patience
        while True:
            try:
                fcntl.flock(self.fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                record = self._record()
                self._refuse_newer(record)
                if self._may_stop(record) and time.monotonic() - begun > SETTLED:
                    self.stopped += self._stop_holders(record, max(deadline - time.monotonic(), 0.1))
            if time.monotonic() >= deadline:
                raise PressluftError(
                    "LEASE_HELD",
                    "Another worker (job %s) still holds this environment's lock on the node. Wait for "
                    "it to end, or cancel it, and run this again." % (record or {}).get("job", "unknown"),
                )
            time.sleep(0.05)

    def _may_stop(self, record: Optional[Dict[str, Any]]) -> bool:
        if self.read_only or record is None:
            return False
        recorded = int(record["fence"])
        return recorded < self.fence or (self.settle and recorded <= self.fence)

    def _stop_holders(self, record: Dict[str, Any], patience: float) -> int:
        """Stops the recorded worker with its process group, and every process that holds the lock."""
        assert self.fd is not None
        facts = os.fstat(self.fd)
        doomed = set(procs.lock_holders(facts.st_dev, facts.st_ino))
        pid = int(record.get("pid", 0))
        same = record.get("boot_id") == procs.boot_id() and record.get("start_time") == procs.start_time(pid)
        if same and pid in doomed:
            group = os.getpgid(pid)
            if group != os.getpgid(0):
                doomed.update(procs.group_members(group))
        return procs.stop(doomed, patience)

    def _refuse_newer(self, record: Optional[Dict[str, Any]]) -> None:
        if record is None:
            return
        recorded = int(record["fence"])
        closed = recorded == self.fence and bool(record.get("closed")) and not self.settle
        if recorded > self.fence or closed:
            raise PressluftError(
                "LEASE_LOST",
                "A newer attempt (job %s, attempt %s) has already worked on this environment, so this "
                "older one changed nothing." % (record.get("job"), record.get("attempt")),
            )

    def _record(self) -> Optional[Dict[str, Any]]:
        try:
            return durable.read_json(self.record_path)
        except ValueError as broken:
            raise PressluftError(
                "LEASE_HELD",
                "%s cannot be read as JSON. It is only ever replaced whole, so someone else wrote it: "
                "check that nothing of Pressluft runs on the node and remove it." % self.record_path,
            ) from broken

    def _write_record(self) -> None:
        durable.write_json(
            self.record_path,
            {
                "job": self.job_id,
                "attempt": self.attempt,
                "fence": self.fence,
                "pid": os.getpid(),
                "start_time": procs.start_time(os.getpid()),
                "boot_id": procs.boot_id(),
                "closed": self.settle,
            },
        )

    def _is_ours(self, record: Optional[Dict[str, Any]]) -> bool:
        return (
            record is not None
            and record.get("job") == self.job_id
            and record.get("fence") == self.fence
            and record.get("pid") == os.getpid()
        )

    def _is_the_file(self) -> bool:
        """Whether our lock is on the file that has the name now."""
        assert self.fd is not None
        try:
            named = os.stat(self.lock_path)
        except FileNotFoundError:
            return False
        held = os.fstat(self.fd)
        return (named.st_dev, named.st_ino) == (held.st_dev, held.st_ino)
