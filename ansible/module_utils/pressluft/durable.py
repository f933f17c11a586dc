"""Files that are wholly old or wholly new after a crash, and directories whose names are on the disk."""

from __future__ import annotations

import ctypes
import json
import os
from typing import Any, Optional


def sync_directory(path: str) -> None:
    """Makes the names in a directory durable: a rename is not before its directory is synced."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_filesystem(path: str) -> None:
    """Writes everything of the filesystem that holds `path` to the disk, or raises OSError."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.syncfs(descriptor) != 0:
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code), path)
    finally:
        os.close(descriptor)


def write_json(path: str, value: Any, mode: int = 0o600) -> None:
    """Replaces a JSON file by rename, synced before and after."""
    write_text(path, json.dumps(value, indent=1, sort_keys=True) + "\n", mode)


def write_text(path: str, text: str, mode: int = 0o600) -> None:
    """Replaces a text file by rename, synced before and after."""
    prepared = "%s.new" % path
    descriptor = os.open(prepared, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as target:
        os.fchmod(target.fileno(), mode)
        target.write(text)
        target.flush()
        os.fsync(target.fileno())
    os.rename(prepared, path)
    sync_directory(os.path.dirname(path))


def read_json(path: str) -> Optional[Any]:
    """The value of a JSON file; None when there is no such file."""
    try:
        with open(path, encoding="utf-8") as source:
            return json.load(source)
    except FileNotFoundError:
        return None


def replace_symlink(link: str, target: str) -> None:
    """Points `link` at `target` by one rename(2) and makes it durable.

    Readers see the old target or the new one and never neither. The prepared name lies beside the
    link, so that the rename stays within one directory.
    """
    prepared = "%s.next" % link
    try:
        os.unlink(prepared)
    except FileNotFoundError:
        pass
    os.symlink(target, prepared)
    os.rename(prepared, link)
    sync_directory(os.path.dirname(link))
