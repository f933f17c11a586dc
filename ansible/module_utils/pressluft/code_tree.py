"""The tree of a release before anybody serves it: is it WordPress, is it harmless, whose is it.

Every function works on a directory that nobody else can write to at that moment, and none follows a link.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from typing import Iterator, List, NamedTuple, Optional

from ansible.module_utils.pressluft import commands, layout
from ansible.module_utils.pressluft.errors import PressluftError
from ansible.module_utils.pressluft.source import Limits, refused, unsafe
from ansible.module_utils.pressluft.unpacking import shown

_WORDPRESS = ("wp-load.php", "wp-settings.php", "wp-includes/version.php", "wp-admin/index.php", "index.php")
# What belongs to the environment and never to a release's source.
_OURS = ("wp-config.php", "wp-content/uploads", ".shared")
# What packers leave beside the one directory that they packed.
_DUST = ("__MACOSX", ".DS_Store", "pax_global_header")
_VERSION = re.compile(r"^\s*\$wp_version\s*=\s*'([0-9A-Za-z.+-]{1,40})'\s*;", re.MULTILINE)


class Size(NamedTuple):
    """Files, directories and links together, and the bytes of the files."""

    entries: int
    bytes: int


def wordpress_root(tree: str) -> str:
    """The directory that holds WordPress: the tree itself, or the only directory in it.

    :raises PressluftError: SOURCE_NOT_FOUND when there is none
    """
    if not os.path.lexists(os.path.join(tree, "wp-load.php")):
        inside = [name for name in os.listdir(tree) if name not in _DUST]
        if len(inside) == 1 and _is_directory(os.path.join(tree, inside[0])):
            tree = os.path.join(tree, inside[0])
    missing = [name for name in _WORDPRESS if not _is_file(tree, name)]
    if missing:
        raise refused("The source has no WordPress in it: %s is missing. A release is a whole WordPress with its "
                      "plugins and themes, at the top of the source or in its only directory." % missing[0])
    return tree


def wordpress_version(tree: str) -> Optional[str]:
    """What wp-includes/version.php says; None when it says nothing that is understood."""
    with open(os.path.join(tree, "wp-includes", "version.php"), encoding="utf-8", errors="replace") as source:
        found = _VERSION.search(source.read(1 << 16))
    return found.group(1) if found else None


def drop_ours(tree: str) -> List[str]:
    """Removes what the environment brings itself; returns a warning for each thing that was there."""
    warnings = []
    if os.path.islink(os.path.join(tree, "wp-content")):
        raise unsafe("The source's wp-content is a link; a release has it as a directory.")
    for name in _OURS:
        path = os.path.join(tree, name)
        if not os.path.lexists(path):
            continue
        layout.remove(path)
        warnings.append("The source brings %s of its own; it was left out, the environment's is used." % name)
    return warnings


def check(tree: str, limits: Limits) -> Size:
    """Refuses links that lead out, things that are no files, and trees that are too large.

    :raises PressluftError: ARTIFACT_UNSAFE
    """
    root = os.path.realpath(tree)
    entries = size = 0
    for path, facts in _walk(root):
        entries += 1
        if stat.S_ISREG(facts.st_mode):
            size += facts.st_size
        elif stat.S_ISLNK(facts.st_mode):
            _check_link(root, path)
        elif not stat.S_ISDIR(facts.st_mode):
            raise unsafe("The source holds %s, which is a device, a pipe or a socket." %
                         shown(os.path.relpath(path, root)))
        if entries > limits.entries or size > limits.bytes:
            raise unsafe("The source is larger than a release may be (%d files and directories, %d MiB)." %
                         (limits.entries, limits.bytes >> 20))
    return Size(entries, size)


def bytes_of(tree: str) -> int:
    """The bytes of all files below a directory."""
    return sum(facts.st_size for _, facts in _walk(tree) if stat.S_ISREG(facts.st_mode))


def _check_link(root: str, path: str) -> None:
    target = os.readlink(path)
    real = os.path.realpath(path)
    if os.path.isabs(target) or not (real == root or real.startswith(root + "/")):
        raise unsafe("The source holds the link %s, which leads out of the release (to %s)." %
                     (shown(os.path.relpath(path, root)), shown(target)))


def builder(live: layout.Live) -> commands.Account:
    """Whom build commands run as: the live release's owner, or the uploads' where the code belongs to root.

    A build runs what a repository says. It must not do that as root only because the code is kept from being
    written by PHP.
    """
    for path in (live.release_path, live.absolute(live.uploads)):
        account = commands.Account.owning(path)
        if account.uid != 0 or os.geteuid() != 0:
            return account
    raise PressluftError(
        "BUILD_FAILED", "The release and the uploads belong to root, and build commands are not run as root. Give the "
        "uploads to the account that PHP runs as.")


def hand_over(tree: str, live: layout.Live, to: Optional[commands.Account] = None) -> None:
    """Gives the tree the modes of the live release, and its owner or the account `to`.

    Whatever the source says about modes, nothing becomes writable by more than in the live release, and nothing
    runs with another account's rights.
    """
    like = os.lstat(live.release_path)
    sample = os.lstat(os.path.join(live.release_path, "wp-load.php"))
    account = to or commands.Account(like.st_uid, like.st_gid)
    directory_mode = stat.S_IMODE(like.st_mode) & 0o2775 | 0o700
    file_mode = stat.S_IMODE(sample.st_mode) & 0o664 | 0o600
    give = os.geteuid() == 0
    for _, names, files, descriptor in os.fwalk(tree, follow_symlinks=False):
        for name in names + files:
            facts = os.stat(name, dir_fd=descriptor, follow_symlinks=False)
            if give:
                os.chown(name, account.uid, account.gid, dir_fd=descriptor, follow_symlinks=False)
            if stat.S_ISREG(facts.st_mode):
                # Whoever may read it may run it, when its owner could.
                run = (file_mode & 0o444) >> 2 if facts.st_mode & stat.S_IXUSR else 0
                os.chmod(name, file_mode | run, dir_fd=descriptor)
            elif stat.S_ISDIR(facts.st_mode):
                os.chmod(name, directory_mode, dir_fd=descriptor)
    if give:
        os.chown(tree, account.uid, account.gid, follow_symlinks=False)
    os.chmod(tree, directory_mode)


def _walk(root: str) -> Iterator["tuple[str, os.stat_result]"]:
    waiting = [root]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                facts = entry.stat(follow_symlinks=False)
                yield entry.path, facts
                if stat.S_ISDIR(facts.st_mode):
                    waiting.append(entry.path)


def _is_directory(path: str) -> bool:
    return os.path.isdir(path) and not os.path.islink(path)


def _is_file(tree: str, name: str) -> bool:
    try:
        return stat.S_ISREG(os.lstat(os.path.join(tree, name)).st_mode)
    except OSError as missing:
        if missing.errno in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP):
            return False
        raise
