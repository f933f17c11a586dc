"""The node's truth about a WordPress environment: which release is live, and which generation of data it uses.

Two layouts are known. As found: `releases/<ts>` with links into the real directory `shared/`, which
counts as generation 0. As restored by Pressluft: `data/<n>/{uploads,wp-config.php,generation.json}`, and
releases whose small real `wp-config.php` requires that of their generation. Whatever fits neither is refused
with LAYOUT_UNSUPPORTED: this module never guesses and, apart from the functions that say so, never writes.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
from typing import Any, Dict, List, NamedTuple, Optional

from ansible.module_utils.pressluft import durable
from ansible.module_utils.pressluft.errors import PressluftError
from ansible.module_utils.pressluft.wpconfig import WpConfig, unsupported

RELEASE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\Z")
DATABASE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_$-]{0,63}\Z")
_GENERATION_LINE = re.compile(r"^require __DIR__ \. '/\.\./\.\./data/([1-9][0-9]*)/wp-config\.php';$", re.MULTILINE)

RELEASE_CONFIG = """<?php
// Written by Pressluft. The settings of this site are in data/%(generation)d/wp-config.php, beside its uploads:
// one rename of `current` switches code, settings, uploads and database together.
require __DIR__ . '/../../data/%(generation)d/wp-config.php';

if ( ! defined( 'ABSPATH' ) ) {
\tdefine( 'ABSPATH', __DIR__ . '/' );
}

require_once ABSPATH . 'wp-settings.php';
"""


class Live(NamedTuple):
    """One release and the generation it belongs to. Paths are relative to `path` and free of links."""

    path: str
    release: str
    generation: int
    uploads: str
    config: str
    database: str
    database_user: str
    database_host: str
    table_prefix: str

    def facts(self) -> Dict[str, Any]:
        """For results: no account and no password."""
        return {"release": self.release, "generation": self.generation, "database": self.database}

    def absolute(self, relative: str) -> str:
        return os.path.join(self.path, relative)

    @property
    def release_path(self) -> str:
        return os.path.join(self.path, self.release)

    def wp_config(self) -> WpConfig:
        return WpConfig.read(os.path.join(self.path, self.config), self.config)


def read(env_path: str) -> Live:
    """What `current` says.

    :raises PressluftError: LAYOUT_UNSUPPORTED with what is amiss
    """
    return read_release(env_path, current_release(env_path))


def current_release(env_path: str) -> str:
    """The live release as `releases/<name>`; the only fact that the switch changes."""
    link = os.path.join(env_path, "current")
    if not os.path.isdir(env_path):
        raise unsupported("The environment's path %s does not exist on the node." % env_path)
    if not os.path.islink(link):
        raise unsupported(
            "%s is not a symbolic link. Pressluft switches an environment by that link; lay it out as "
            "releases/<name> with `current` pointing at one." % link
        )
    root = os.path.realpath(env_path)
    release = os.path.relpath(os.path.realpath(link), root)
    if os.path.dirname(release) != "releases" or not RELEASE_NAME.match(os.path.basename(release)):
        raise unsupported("`current` must point at a directory in releases/, and it points at %s." % os.readlink(link))
    if not os.path.isdir(os.path.join(root, release)):
        raise unsupported("`current` points at %s, which does not exist." % release)
    return release


def read_release(env_path: str, release: str) -> Live:
    """One release of the environment, live or not; raises as `read` does."""
    root = os.path.realpath(env_path)
    generation = _generation_of(root, release)
    base = "shared" if generation == 0 else "data/%d" % generation
    uploads = os.path.relpath(os.path.realpath(os.path.join(root, base, "uploads")), root)
    if not _is_uploads(uploads) or not os.path.isdir(os.path.join(root, uploads)):
        raise unsupported(
            "The uploads of %s must be a directory below the environment's path; %s/uploads leads to %s."
            % (release, base, uploads)
        )
    seen = os.path.relpath(os.path.realpath(os.path.join(root, release, "wp-content", "uploads")), root)
    if seen != uploads:
        raise unsupported(
            "%s/wp-content/uploads must lead to %s/uploads, and it leads to %s." % (release, base, seen)
        )
    config = "%s/wp-config.php" % base
    settings = WpConfig.read(os.path.join(root, config), config)
    if not DATABASE_NAME.match(settings.database):
        raise unsupported("%s names a database that Pressluft cannot handle: %r." % (config, settings.database[:70]))
    return Live(
        path=root,
        release=release,
        generation=generation,
        uploads=uploads,
        config=config,
        database=settings.database,
        database_user=settings.user,
        database_host=settings.host,
        table_prefix=settings.table_prefix,
    )


def _is_uploads(relative: str) -> bool:
    return relative == "shared/uploads" or re.match(r"data/[1-9][0-9]*/uploads\Z", relative) is not None


def _generation_of(root: str, release: str) -> int:
    config = os.path.join(root, release, "wp-config.php")
    shared = os.path.join(root, "shared")
    if os.path.islink(config):
        if os.path.islink(shared) or os.path.realpath(config) != os.path.join(shared, "wp-config.php"):
            raise unsupported(
                "%s/wp-config.php is a link to %s, which is not the real shared/wp-config.php."
                % (release, os.readlink(config))
            )
        return 0
    try:
        with open(config, encoding="utf-8", errors="surrogateescape") as source:
            found = _GENERATION_LINE.findall(source.read(1 << 16))
    except OSError as missing:
        raise unsupported("%s/wp-config.php cannot be read (%s)." % (release, missing.strerror)) from missing
    if len(found) != 1:
        raise unsupported(
            "%s/wp-config.php is neither a link to shared/wp-config.php nor one that Pressluft wrote. "
            "Move the site's configuration to shared/wp-config.php and link it." % release
        )
    return int(found[0])


def releases_of(env_path: str, generation: int) -> List[str]:
    """Every release that belongs to one of our generations (1 or more)."""
    found = []
    root = os.path.join(env_path, "releases")
    for name in sorted(os.listdir(root)) if os.path.isdir(root) else []:
        try:
            if _generation_of(os.path.realpath(env_path), "releases/%s" % name) == generation:
                found.append("releases/%s" % name)
        except PressluftError:
            continue
    return found


class Names:
    """Gives out generation numbers and release names, each of them once for all time.

    PHP may keep compiled files by path for ever, so a path that had other content before would serve it
    again. The counter is written and synced before a name is used; call under the lease.
    """

    def __init__(self, env_path: str) -> None:
        self.root = env_path
        self.path = os.path.join(env_path, ".pressluft", "counter")

    def _spent(self) -> Dict[str, Any]:
        spent = durable.read_json(self.path) or {}
        return {"generation": int(spent.get("generation", 0)), "release": str(spent.get("release", ""))}

    def generation(self, also_taken: List[int]) -> int:
        """The next generation; `also_taken` are numbers seen elsewhere, such as in database names."""
        spent = self._spent()
        data = os.path.join(self.root, "data")
        seen = [int(name) for name in (os.listdir(data) if os.path.isdir(data) else []) if name.isdigit()]
        spent["generation"] = max([spent["generation"], *seen, *also_taken, 0]) + 1
        durable.write_json(self.path, spent)
        return spent["generation"]

    def release(self, timestamp: str) -> str:
        """A new release name: the timestamp, or the timestamp with `-2`, `-3` … when it was given before."""
        spent = self._spent()
        taken = set(os.listdir(os.path.join(self.root, "releases")))
        name, number = timestamp, 1
        while name in taken or order(name) <= order(spent["release"]):
            number += 1
            name = "%s-%d" % (timestamp, number)
            if timestamp < spent["release"].partition("-")[0]:
                # The clock went back: count on from the last name that was given.
                timestamp = spent["release"].partition("-")[0]
        spent["release"] = name
        durable.write_json(self.path, spent)
        return "releases/%s" % name


def order(name: str) -> Any:
    """The key by which release names sort in the order in which they were given."""
    stamp, _, number = name.partition("-")
    return (stamp, int(number) if number.isdigit() else 1)


class Like(NamedTuple):
    """Owner and mode that a new file or directory takes over from a live one."""

    uid: int
    gid: int
    mode: int

    @classmethod
    def of(cls, path: str) -> "Like":
        facts = os.stat(path)
        return cls(facts.st_uid, facts.st_gid, stat.S_IMODE(facts.st_mode))

    def apply(self, path: str) -> None:
        """Only root can give files away; any other account keeps what it makes."""
        if os.geteuid() == 0:
            os.chown(path, self.uid, self.gid)
        os.chmod(path, self.mode)


def write_generation(live: Live, number: int, config: str, uploads: Optional[str], facts: Dict[str, Any]) -> str:
    """Writes `data/<number>` and returns it relative to the environment's path.

    :param config: the generation's wp-config.php
    :param uploads: uploads to share by a relative link (a `db` restore), or None when the caller moves
        a directory there itself
    :param facts: what generation.json says, for people and for recovery; no secrets
    """
    data = os.path.join(live.path, "data")
    base = os.path.join(live.path, os.path.dirname(live.config))
    directory = os.path.join(data, str(number))
    for new in (data, directory):
        if not os.path.isdir(new):
            os.mkdir(new, 0o755)
            Like.of(base).apply(new)
    settings = os.path.join(directory, "wp-config.php")
    like = Like.of(os.path.join(live.path, live.config))
    # Born unreadable: it holds the database's password before it has its owner.
    descriptor = os.open(settings, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="surrogateescape", newline="") as target:
        target.write(config)
    like.apply(settings)
    if uploads is not None:
        os.symlink(os.path.relpath(os.path.join(live.path, uploads), directory), os.path.join(directory, "uploads"))
    durable.write_json(os.path.join(directory, "generation.json"), facts, 0o644)
    return "data/%d" % number


def bind_release(live: Live, release: str, number: int) -> None:
    """Makes a staged release one of generation `number`: its configuration, its uploads, its `.shared`."""
    directory = os.path.join(live.path, release)
    config = os.path.join(directory, "wp-config.php")
    uploads = os.path.join(directory, "wp-content", "uploads")
    shared = os.path.join(directory, ".shared")
    for old in (config, uploads, shared):
        remove(old)
    descriptor = os.open(config, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as target:
        target.write(RELEASE_CONFIG % {"generation": number})
    Like.of(os.path.join(live.path, live.config)).apply(config)
    os.makedirs(os.path.dirname(uploads), exist_ok=True)
    os.symlink("../../../data/%d/uploads" % number, uploads)
    os.symlink("../../data/%d" % number, shared)


def name_shared(env_path: str) -> None:
    """Lets `shared` name the live generation once the real directory is gone; changes nothing before.

    The link leads through `current`, so the one rename of a switch moves it too.
    """
    shared = os.path.join(env_path, "shared")
    if not os.path.lexists(shared):
        durable.replace_symlink(shared, "current/.shared")


def remove(path: str) -> None:
    """Removes a file, link or tree, never following a link; nothing there is fine."""
    if os.path.islink(path) or (os.path.lexists(path) and not os.path.isdir(path)):
        os.unlink(path)
    elif os.path.isdir(path):
        shutil.rmtree(path)
