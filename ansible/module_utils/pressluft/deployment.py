"""A deploy up to the switch: fetch, build, link. And a rollback's choice of a release.

The code is staged where nobody reaches it, made harmless, given to the live release's owner, bound to the live
generation's data, and only then gets a release's name.
"""

from __future__ import annotations

import os
import re
import shutil
import time
from typing import Any, Dict, List, Optional

from ansible.module_utils.pressluft import (
    build, code_archive, code_tree, durable, generations, layout, object_source, recovery, source)
from ansible.module_utils.pressluft.errors import PressluftError
from ansible.module_utils.pressluft.git import Git, Keys
from ansible.module_utils.pressluft.operation import Operation
from ansible.module_utils.pressluft.release_change import ReleaseChange, ms
from ansible.module_utils.pressluft.releases import Releases, rollback_target

FETCH_SECONDS = 600
BUILD_SECONDS = 600
# Bytes that must stay free beside twice the size of the live release, so that the live site's database can write.
RESERVE = 64 * 1024 * 1024
_STAMP = re.compile(r"[0-9]{8}T[0-9]{6}Z\Z")
_OUTPUT_SHOWN = 8 * 1024


class Deployment(ReleaseChange):
    """Brings new code in; see ReleaseChange for what its steps have in common with a rollback's."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.incoming = os.path.join(self.staging, "incoming")
        self.work = os.path.join(self.staging, "release")
        self.limits = source.Limits.of(self.order.get("limits"))

    # Prepare

    def prepare(self) -> Dict[str, Any]:
        """Finishes or clears what is unfinished, checks the order, and opens a place for what the controller sends."""
        recovered = recovery.recover(self.operation)
        ended = self.ended(recovered)
        if ended:
            return ended
        self._source()
        build.check(self.order.get("build"))
        live = self.operation.live()
        self._require_space(live)
        layout.remove(self.staging)
        self.begin("deploy", live, {"release": None})
        for directory, mode in ((self.staging, 0o711), (self.incoming, 0o700), (self.work, 0o700)):
            os.mkdir(directory)
            os.chmod(directory, mode)
        return {"next": "fetch", "recovered": recovered.outcome, "from": live.facts()}

    def _require_space(self, live: layout.Live) -> None:
        needed = 2 * code_tree.bytes_of(live.release_path) + RESERVE
        free = os.statvfs(self.path)
        if free.f_bavail * free.f_frsize < needed:
            raise PressluftError("DISK_SPACE_LOW", "The node has %d MiB free below %s, and a deploy needs %d MiB." % (
                free.f_bavail * free.f_frsize >> 20, self.path, needed >> 20))

    def _source(self) -> Any:
        kind = self.order.get("source_type")
        if kind == "git":
            return source.git_source(self.order.get("source_ref"))
        if kind == "upload":
            source.checksum(self.order.get("checksum"))
            # What the controller sends or signs has no path of this node; its name is only for the record.
            if self.order.get("upload_file") or self.order.get("source_url"):
                return None
            return source.upload_path(self.order.get("source_ref"))
        raise source.refused("The source type %r is not known; git and upload are." % (kind,))

    # Fetch

    def fetch(self) -> Dict[str, Any]:
        """Brings the code into staging, whole, harmless and with the live release's owner."""
        live = self.resume()
        with self.clearing():
            begun = time.monotonic()
            tree = os.path.join(self.work, "fetched")
            facts = self._fetch_git(tree) if self.order.get("source_type") == "git" else self._fetch_upload(tree)
            layout.remove(self.incoming)
            root = code_tree.wordpress_root(tree)
            warnings = code_tree.drop_ours(root)
            size = code_tree.check(root, self.limits)
            os.rename(root, os.path.join(self.work, "code"))
            layout.remove(tree)
            code_tree.hand_over(os.path.join(self.work, "code"), live)
            facts.update(wordpress_version=code_tree.wordpress_version(os.path.join(self.work, "code")),
                         entries=size.entries, bytes=size.bytes, fetch_ms=ms(begun))
            self.note(facts, warnings)
            self.reach("fetched")
            return facts

    def _fetch_git(self, tree: str) -> Dict[str, Any]:
        wanted = self._source()
        if wanted.transport == "file":
            source.check_below(wanted.path, self.order.get("source_directories"))
        keys = Keys(self._sent("private_key"), self._sent("known_hosts"))
        space = os.path.join(self.work, "git")
        os.mkdir(space, 0o700)
        git = Git(space, keys, float(self.order.get("fetch_timeout_seconds") or FETCH_SECONDS), self.limits.bytes,
                  self.operation.lease.pass_fds)
        checkout = git.fetch(wanted, tree)
        layout.remove(space)
        return {"commit": checkout.commit, "submodules": checkout.submodules, "checksum": None}

    def _sent(self, name: str) -> Optional[str]:
        """The file that the controller sent, in staging; None when it was to send none."""
        if not self.order.get(name + "_file"):
            return None
        arrived = self.sent.get(name)
        if not arrived or not os.path.isfile(arrived):
            raise PressluftError(None, "The controller's %s did not arrive on the node." % name.replace("_", " "))
        path = os.path.join(self.incoming, name)
        shutil.move(arrived, path)
        os.chmod(path, 0o600)
        return path

    def _fetch_upload(self, tree: str) -> Dict[str, Any]:
        private = os.path.join(self.work, "archive")
        checksum = source.checksum(self.order.get("checksum"))
        if self.order.get("source_url"):
            found = object_source.copy(self.order["source_url"], private, self.limits, checksum,
                                       float(self.order.get("fetch_timeout_seconds") or FETCH_SECONDS))
        else:
            path = self._sent("upload")
            if path is None:
                path = self._source()
                source.check_below(path, self.order.get("source_directories"))
            found = code_archive.copy(path, private, self.limits, checksum)
        os.mkdir(tree, 0o700)
        code_archive.unpack(private, tree, self.limits, self.operation.lease.pass_fds)
        os.unlink(private)
        return {"commit": None, "submodules": 0, "checksum": "sha256:" + found}

    # Link

    def link(self) -> Dict[str, Any]:
        """Builds, binds the code to the live generation, and gives it its release's name."""
        live = self.resume()
        with self.clearing():
            code = os.path.join(self.work, "code")
            built = self._build(code, live)
            layout_names = layout.Names(self.path)
            stamp = self.order.get("release") or self.operation.now().strftime("%Y%m%dT%H%M%SZ")
            if not isinstance(stamp, str) or not _STAMP.match(stamp):
                raise PressluftError("LAYOUT_UNSUPPORTED", "%r is not a release's timestamp." % str(stamp)[:60])
            release = layout_names.release(stamp)
            bind(live, os.path.relpath(code, self.path))
            self.note({"build": [dict(step, output=None) for step in built]}, [])
            self.journal.note(made={"release": release})
            Releases(self.path).add(
                release, source_type=self.order.get("source_type"), source_ref=self.order.get("source_ref"),
                commit=self.facts().get("commit"), checksum=self.facts().get("checksum"),
                job=self.operation.job["id"], replaces=live.release,
                made_at=generations.timestamp(self.operation.now()))
            self.reach("named")
            self.operation.lease.check()
            os.rename(code, os.path.join(self.path, release))
            durable.sync_directory(os.path.join(self.path, "releases"))
            layout.remove(self.work)
            self.journal.note(to=layout.read_release(self.path, release).facts())
            self.reach("linked")
            return {"release": release,
                    "build": [dict(step, output=step["output"][-_OUTPUT_SHOWN:]) for step in built]}

    def _build(self, code: str, live: layout.Live) -> List[Dict[str, Any]]:
        commands_declared = build.check(self.order.get("build"))
        if not commands_declared:
            return []
        account = code_tree.builder(live)
        home = os.path.join(self.work, "home")
        os.mkdir(home, 0o700)
        code_tree.hand_over(code, live, account)
        if os.geteuid() == 0:
            os.chown(home, account.uid, account.gid)
        # Others walk in only while it builds.
        os.chmod(self.work, 0o711)
        try:
            built = build.run(commands_declared, code, home, account,
                              float(self.order.get("build_timeout_seconds") or BUILD_SECONDS),
                              self.operation.lease.pass_fds)
        finally:
            os.chmod(self.work, 0o700)
        layout.remove(home)
        if code_tree.wordpress_root(code) != code:
            raise source.refused("The build left no WordPress at the top of the release.")
        code_tree.drop_ours(code)
        code_tree.check(code, self.limits)
        code_tree.hand_over(code, live)
        return built

def bind(live: layout.Live, directory: str) -> None:
    """Makes staged code part of the live generation; `directory` is relative to the environment's path."""
    if live.generation:
        layout.bind_release(live, directory, live.generation)
    else:
        absolute = os.path.join(live.path, directory)
        layout.remove(os.path.join(absolute, "wp-config.php"))
        layout.remove(os.path.join(absolute, "wp-content", "uploads"))
        os.makedirs(os.path.join(absolute, "wp-content"), exist_ok=True)
        os.symlink("../../shared/wp-config.php", os.path.join(absolute, "wp-config.php"))
        os.symlink("../../../shared/uploads", os.path.join(absolute, "wp-content", "uploads"))
    if os.geteuid() == 0:
        owner = os.lstat(live.release_path)
        for name in ("wp-config.php", "wp-content/uploads", ".shared"):
            path = os.path.join(live.path, directory, name)
            if os.path.islink(path):
                os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)


class Rollback(ReleaseChange):
    """Goes back to a release that is there already."""

    def choose(self) -> Dict[str, Any]:
        """Finishes or clears what is unfinished, and picks the release to go back to."""
        recovered = recovery.recover(self.operation)
        ended = self.ended(recovered)
        if ended:
            return ended
        live = self.operation.live()
        target = rollback_target(Releases(self.path), live, self.operation.generations, self.order.get("release"))
        self.begin("rollback", live, {})
        self.journal.note(to=target.facts())
        return {"next": "check", "recovered": recovered.outcome, "from": live.facts(), "to": target.facts()}


STEPS = ("prepare", "fetch", "link", "choose", "check", "switch", "finish", "recover")
_OF_DEPLOYS = ("prepare", "fetch", "link")


def step(name: str, operation: Operation, variables: Dict[str, Any], *more: Any) -> Dict[str, Any]:
    """Runs one of STEPS for the section `deploy` or `rollback` of the variables."""
    rollback = variables.get("rollback")
    if (rollback is not None and name in _OF_DEPLOYS) or (rollback is None and name == "choose"):
        raise PressluftError(None, "The step %s does not belong to this operation." % name)
    if rollback is not None:
        return getattr(Rollback(operation, rollback, *more), name)()
    return getattr(Deployment(operation, variables.get("deploy") or {}, *more), name)()
