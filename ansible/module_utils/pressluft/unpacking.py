"""Writes the members of an archive below one directory, and refuses the archive as soon as one is not harmless.

Symbolic links are made last, when every file is written: so nothing can be written through one. What they may
point at is checked on the finished tree (see code_tree), because a top-level directory may be stripped before.
"""

from __future__ import annotations

import errno
import os
import stat
from typing import Dict, Iterable, List, Set

from ansible.module_utils.pressluft.errors import PressluftError
from ansible.module_utils.pressluft.source import Limits, unsafe

_NAME_LIMIT = 255
_PATH_LIMIT = 3000
_FULL = (errno.ENOSPC, errno.EDQUOT)


def shown(name: str) -> str:
    """A member's name for a sentence: on one line, printable, not too long."""
    text = "".join(char if char.isprintable() else "?" for char in name)
    return text if len(text) <= 200 else text[:200] + "..."


def disk_full(path: str) -> PressluftError:
    return PressluftError("DISK_SPACE_LOW", "The node's disk is full: the release could not be written below %s."
                          % path)


class Unpacking:
    """The directory that is being filled.

    :param packed: bytes of the archive; with the ratio of the limits they bound what may come out of it
    """

    def __init__(self, root: str, limits: Limits, packed: int) -> None:
        self.root = root
        self.limits = limits
        self.allowed = min(limits.bytes, limits.ratio * max(packed, 1024 * 1024))
        self.packed = packed
        self.bytes = 0
        self.entries = 0
        self._files: Set[str] = set()
        self._directories: Set[str] = {""}
        self._links: Dict[str, str] = {}

    def directory(self, name: str) -> None:
        """A directory; it may be named again."""
        plain = self._plain(name)
        if plain:
            self._count(plain)
            self._make(plain)

    def file(self, name: str, mode: int, blocks: Iterable[bytes]) -> None:
        """A file with its content; of the mode only the owner's execute bit is taken."""
        path = self._new(name)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW,
                                 0o755 if mode & stat.S_IXUSR else 0o644)
            with os.fdopen(descriptor, "wb") as target:
                for block in blocks:
                    self.unpacked(len(block))
                    target.write(block)
        except OSError as failed:
            raise self._cannot(name, failed) from failed

    def link(self, name: str, target: str) -> None:
        """A symbolic link, made by `finish`."""
        if not target or "\0" in target or len(target) > _PATH_LIMIT:
            raise unsafe("The archive holds the link %s to nowhere." % shown(name))
        path = self._new(name)
        self._links[path] = target

    def hard_link(self, name: str, target: str) -> None:
        """A second name of a file of this archive; becomes a copy, since releases share nothing."""
        plain = self._plain(target)
        if plain not in self._files or os.path.join(self.root, plain) in self._links:
            raise unsafe("The archive holds the hard link %s to %s, which is not a file before it." %
                         (shown(name), shown(target)))
        source = os.path.join(self.root, plain)
        with open(source, "rb") as content:
            self.file(name, os.stat(source).st_mode, iter(lambda: content.read(1 << 20), b""))

    def finish(self) -> None:
        """Makes the links; after this the tree is whole."""
        for path, target in self._links.items():
            try:
                os.symlink(target, path)
            except OSError as failed:
                raise self._cannot(os.path.relpath(path, self.root), failed) from failed

    def unpacked(self, count: int) -> None:
        """So many bytes more came out of the archive."""
        self.bytes += count
        if self.bytes > self.allowed:
            raise unsafe(
                "The archive unpacks to more than %d MiB from %d KiB; a release may have %d MiB and %d times its "
                "archive's size." % (self.allowed >> 20, self.packed >> 10, self.limits.bytes >> 20, self.limits.ratio))

    def _count(self, name: str) -> None:
        self.entries += 1
        if self.entries > self.limits.entries:
            raise unsafe("The archive holds more than %d files and directories." % self.limits.entries)

    def _plain(self, name: str) -> str:
        while name.startswith("./"):
            name = name[2:].lstrip("/") if name != "./" else ""
        name = name.rstrip("/")
        if name in ("", "."):
            return ""
        pieces = name.split("/")
        if name.startswith("/") or "\0" in name or "\\" in name or any(piece in ("", ".", "..") for piece in pieces):
            raise unsafe("The archive holds %s, a name that could lead out of its directory." % shown(name))
        if len(name) > _PATH_LIMIT or any(len(os.fsencode(piece)) > _NAME_LIMIT for piece in pieces):
            raise unsafe("The archive holds a name that is too long: %s." % shown(name))
        return name

    def _new(self, name: str) -> str:
        plain = self._plain(name)
        if not plain or name.endswith("/"):
            raise unsafe("The archive holds a file without a name.")
        self._count(plain)
        if plain in self._files or plain in self._directories:
            raise unsafe("The archive holds %s twice." % shown(plain))
        self._make(os.path.dirname(plain))
        self._files.add(plain)
        return os.path.join(self.root, plain)

    def _make(self, directory: str) -> None:
        missing: List[str] = []
        while directory not in self._directories:
            if directory in self._files:
                raise unsafe("The archive holds %s as a file or link and as a directory." % shown(directory))
            missing.append(directory)
            directory = os.path.dirname(directory)
        for path in reversed(missing):
            try:
                os.mkdir(os.path.join(self.root, path), 0o755)
            except OSError as failed:
                raise self._cannot(path, failed) from failed
            self._directories.add(path)

    def _cannot(self, name: str, failed: OSError) -> PressluftError:
        if failed.errno in _FULL:
            return disk_full(self.root)
        if failed.errno == errno.EEXIST:
            return unsafe("The archive holds %s twice." % shown(name))
        return PressluftError("ARTIFACT_UNREADABLE", "%s of the archive could not be written (%s)." %
                              (shown(name), failed.strerror))
