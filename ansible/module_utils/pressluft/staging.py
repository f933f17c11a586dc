"""Unpacks an artifact beside the live environment: the dump into a new database, the archive into a directory.

The bytes come from the same examination that verifies an artifact, so whatever is unpacked was hashed and judged
on the way, and a part that changed since its verification is caught (CHECKSUM_MISMATCH).
"""

from __future__ import annotations

import os
import re
import subprocess
import time
from typing import Any, Callable, Dict, List, Optional, Sequence

from ansible.module_utils.pressluft import artifact, durable, streams
from ansible.module_utils.pressluft.errors import PressluftError
from ansible.module_utils.pressluft.loader import Loader

# What is not loaded with the tables, but later and by other rights.
HELD = ("view", "trigger", "routine", "event")
_TAR_FULL = re.compile(r"No space left on device|Disk quota exceeded")


class Target:
    """Where one part goes. `finish` waits until it is there, or raises a PressluftError; `kill` ends it at once."""

    role = ""

    def finish(self) -> None:
        raise NotImplementedError

    def kill(self) -> None:
        raise NotImplementedError


class Program(Target):
    """A child process that reads the part; `sink` takes checked bytes."""

    def __init__(self, child: streams.Child) -> None:
        self.child = child

    def sink(self, block: Any) -> None:
        streams.write_all(self.child.process.stdin.fileno(), block)

    def finish(self) -> None:
        """Raises a PressluftError when the process failed."""
        try:
            self.child.process.stdin.close()
        except BrokenPipeError:
            pass
        self.judge(self.child.wait())

    def judge(self, status: int) -> None:
        raise NotImplementedError

    def kill(self) -> None:
        self.child.kill()


class Database(Target):
    """Tables and rows, by the loader's account; `load` takes the statements that the dump reader has judged."""

    role = "database"

    def __init__(self, loader: Loader) -> None:
        self.load = loader.load()

    def finish(self) -> None:
        self.load.finish()

    def kill(self) -> None:
        self.load.end()


class Directory(Program):
    """Files, by GNU tar; `path` must be empty and open to nobody else.

    :param size: bytes of the archive. When they have been handed over, what was unpacked goes to the disk, while the rest of
        the work goes on: otherwise all of it would be left to the synchronisation before the switch (measured: up to 4 s).
    """

    role = "files"

    def __init__(self, path: str, keep: Sequence[int], size: int) -> None:
        self._path = path
        self._left = size
        self._syncing: Optional[streams.Strand] = None
        owner = "--same-owner" if os.geteuid() == 0 else "--no-same-owner"
        argv = ["tar", "--extract", "--file=-", "--directory=%s" % path, "--numeric-owner", owner]
        argv += ["--same-permissions", "--delay-directory-restore", "--keep-old-files"]
        super().__init__(streams.Child(argv + ["--warning=no-timestamp"], stdin=subprocess.PIPE, keep=keep))

    def sink(self, block: Any) -> None:
        try:
            super().sink(block)
        except BrokenPipeError:
            # tar may end at the archive's end mark and leave the padding behind it unread (seen under load). The
            # walker has judged all of it; what tar thinks of its own part, its status says.
            if self.child.process.wait(5) != 0:
                raise
        self._left -= len(block)
        if self._left == 0:
            self._syncing = streams.Strand(durable.sync_filesystem, self._path)

    def finish(self) -> None:
        super().finish()
        if self._syncing is not None:
            self._syncing.result()

    def judge(self, status: int) -> None:
        if status == 0:
            return
        if _TAR_FULL.search(self.child.said()):
            raise files_full()
        raise PressluftError(
            "ARTIFACT_UNREADABLE", "tar could not unpack the files: %s" % " ".join(self.child.said().split())[:300]
        )


def unpack(
    place: Any,
    manifest: Dict[str, Any],
    targets: List[Target],
    others: Sequence[str],
    progress: Optional[Any],
    check: Callable[[], None],
    hold: Sequence[str] = HELD,
) -> Any:
    """Examines the artifact into the targets, all parts at once; the findings, with the held programs in their reader.

    :param hold: kinds of programs that do not reach the database's target
    :param check: called about once a second; what it raises stops everything
    """
    try:
        try:
            found = artifact.examine(
                place,
                manifest,
                others,
                progress,
                sinks={target.role: target.sink for target in targets if isinstance(target, Program)},
                into=next((target.load for target in targets if isinstance(target, Database)), None),
                hold=hold,
                check=check,
            )
        except BrokenPipeError as broken:
            _blame(targets)
            raise PressluftError(None, "A program that unpacks the backup ended early.") from broken
        for target in targets:
            target.finish()
        return found
    except OSError as error:
        if streams.disk_full(error):
            raise files_full() from error
        raise
    finally:
        for target in targets:
            target.kill()


def _blame(targets: List[Target]) -> None:
    """Raises what the target said that ended early; the broken pipe is only how it was noticed."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        for target in targets:
            if isinstance(target, Program) and target.child.process.poll() is not None:
                target.judge(target.child.wait())
        time.sleep(0.02)


def size_of(manifest: Dict[str, Any], role: str) -> int:
    """Bytes of a part when it is unpacked."""
    return next(part["uncompressed_size"] for part in manifest["parts"] if part["role"] == role)


def copy_tree(source: str, target: str, keep: Sequence[int]) -> None:
    """Copies a release whole, with owners and modes. A copy: a hard link would let a write reach both."""
    copy = streams.Child(["cp", "-a", "--reflink=auto", "--", source, target], keep=keep)
    try:
        while copy.process.poll() is None:
            time.sleep(0.02)
        status = copy.wait()
    finally:
        copy.kill()
    if status != 0:
        if "No space left" in copy.said():
            raise files_full()
        raise PressluftError(None, "The live release could not be copied: %s" % copy.said()[:300])


def files_full() -> PressluftError:
    return PressluftError(
        "DISK_SPACE_LOW",
        "The disk became full while the backup was unpacked. What was unpacked is removed again and the live site was "
        "not touched; free space and run this again.",
    )
