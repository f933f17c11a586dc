"""A restore beside the live site: the backup's content in an allowed directory, for people to look into.

Nothing live is touched. The copy is made beside the destination and gets its name by one rename when it is whole.
"""

from __future__ import annotations

import os
import subprocess
from typing import Any, Callable, Dict, List, Optional, Sequence

from ansible.module_utils.pressluft import durable, layout, staging, streams
from ansible.module_utils.pressluft.errors import PressluftError


class SqlFile(staging.Program):
    """The dump as plain SQL, by dd: a child, so that it is written like everything else that is unpacked."""

    role = "database"

    def __init__(self, path: str, keep: Sequence[int]) -> None:
        argv = ["dd", "of=%s" % path, "bs=1M", "iflag=fullblock", "conv=excl", "status=none"]
        super().__init__(streams.Child(argv, stdin=subprocess.PIPE, keep=keep))

    def judge(self, status: int) -> None:
        if status == 0:
            return
        if "No space left" in self.child.said() or "quota" in self.child.said():
            raise staging.files_full()
        raise PressluftError(None, "The dump could not be written: %s" % self.child.said()[:200])


def refuse(message: str) -> PressluftError:
    return PressluftError("DESTINATION_NOT_ALLOWED", message)


def check(destination: str, allowed: Sequence[str], env_path: str, storage_path: Optional[str]) -> str:
    """The destination's real path, when a restore may go there.

    It must lie below one of the directories that the registry allows, be new or an empty directory, and be
    outside the environment and the storage.
    """
    if not isinstance(destination, str) or not destination.startswith("/") or "\0" in destination:
        raise refuse("The destination must be an absolute path.")
    if any(piece in ("..", ".") for piece in destination.split("/")):
        raise refuse("The destination must be a plain path, without `..`.")
    parent, name = os.path.split(destination.rstrip("/"))
    real = os.path.join(os.path.realpath(parent), name)
    roots = [os.path.realpath(root) for root in allowed]
    if not any(_below(real, root) for root in roots):
        raise refuse(
            "The destination %s is not below a directory that the registry allows for restores (%s)."
            % (destination, ", ".join(allowed) or "none is allowed")
        )
    for taken in (env_path, storage_path):
        if taken and (_below(real, os.path.realpath(taken)) or _below(os.path.realpath(taken), real)):
            raise refuse("The destination %s must not touch the environment or the storage." % destination)
    if not os.path.isdir(parent):
        raise refuse("The directory %s does not exist on the node." % parent)
    if os.path.islink(real) or (os.path.lexists(real) and not os.path.isdir(real)):
        raise refuse("The destination %s exists and is not a directory." % destination)
    if os.path.isdir(real) and os.listdir(real):
        raise refuse("The destination %s is not empty, and a restore replaces nothing there." % destination)
    return real


def _below(path: str, root: str) -> bool:
    return path == root or path.startswith(root.rstrip("/") + "/")


def beside(destination: str, job: str) -> str:
    """Where the copy is made before it gets its name."""
    return "%s.pressluft-%s" % (destination, job)


def copy(
    place: Any,
    manifest: Dict[str, Any],
    destination: str,
    directory: str,
    others: Sequence[str],
    progress: Optional[Any],
    keep: Sequence[int],
    lease_check: Callable[[], None],
) -> Any:
    """Unpacks into `directory`, which must be new, and renames it to `destination`; the findings."""
    os.mkdir(directory, 0o700)
    unpacked = os.path.join(directory, "unpacked")
    os.mkdir(unpacked, 0o700)
    targets: List[staging.Target] = []
    for part in manifest["parts"]:
        if part["role"] == "database":
            targets.append(SqlFile(os.path.join(directory, "database.sql"), keep))
        else:
            targets.append(staging.Directory(unpacked, keep, part["uncompressed_size"]))
    # Nothing is held back: a copy for people has the programs in the dump's own order.
    found = staging.unpack(place, manifest, targets, others, progress, lease_check, hold=())
    if "files" in manifest and manifest.get("files"):
        for source, name in (("release", "release"), ("uploads", "uploads"), ("config", "wp-config.php")):
            os.rename(os.path.join(unpacked, manifest["files"][source]), os.path.join(directory, name))
    layout.remove(unpacked)
    if "database" in {part["role"] for part in manifest["parts"]}:
        os.chmod(os.path.join(directory, "database.sql"), 0o600)
    durable.sync_filesystem(directory)
    lease_check()
    # Replaces an empty directory and nothing else: rename(2) refuses a directory that is not empty.
    os.rename(directory, destination)
    durable.sync_directory(os.path.dirname(destination))
    return found

