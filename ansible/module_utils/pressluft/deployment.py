"""A deploy, step by step: fetch, link, check; then the switch and the way back that every change of release shares.

Until the switch nothing that visitors reach is touched. Each step is a run of its own under the lease, and the
journal carries over what the next one must know; what a killed step leaves is cleared by whoever comes next.
"""

from __future__ import annotations

import os
import re
import shutil
import time
from typing import Any, Callable, Dict, List, Optional

from ansible.module_utils.pressluft import (
    build, code_archive, code_tree, commands, durable, generations, health, layout, php_syntax, recovery, source)
from ansible.module_utils.pressluft.errors import PressluftError
from ansible.module_utils.pressluft.git import Git, Keys
from ansible.module_utils.pressluft.journal import BEFORE_THE_SWITCH
from ansible.module_utils.pressluft.operation import Operation
from ansible.module_utils.pressluft.releases import Releases, rollback_target
from ansible.module_utils.pressluft.server import ServerError

FETCH_SECONDS = 600
BUILD_SECONDS = 600
KEEP = 5
# Bytes that must stay free beside twice the size of the live release, so that the live site's database can write.
RESERVE = 64 * 1024 * 1024
_STAMP = re.compile(r"[0-9]{8}T[0-9]{6}Z\Z")
_OUTPUT_SHOWN = 8 * 1024


class Deployment:
    """One step of a deploy or of a rollback.

    :param order: the section `deploy` or `rollback` of the variables
    :param sent: where files of the controller arrived: private_key, known_hosts, upload
    :param killed_at: called with the name of each boundary; tests die there
    """

    def __init__(self, operation: Operation, order: Dict[str, Any], sent: Optional[Dict[str, str]] = None,
                 killed_at: Callable[[str], None] = lambda _: None) -> None:
        self.operation = operation
        self.order = order
        self.sent = sent or {}
        self.reach = killed_at
        self.journal = operation.journal
        self.path = operation.path
        self.staging = os.path.join(operation.state, "staging")
        self.incoming = os.path.join(self.staging, "incoming")
        self.work = os.path.join(self.staging, "release")
        self.limits = source.Limits.of(order.get("limits"))

    # What comes before both

    def prepare(self) -> Dict[str, Any]:
        """Finishes or clears what is unfinished, checks the order, and opens a place for what the controller sends."""
        recovered = recovery.recover(self.operation)
        ended = self._ended(recovered)
        if ended:
            return ended
        self._source()
        build.check(self.order.get("build"))
        live = self.operation.live()
        self._require_space(live)
        layout.remove(self.staging)
        self._begin("deploy", live, {"release": None})
        for directory, mode in ((self.staging, 0o711), (self.incoming, 0o700), (self.work, 0o700)):
            os.mkdir(directory)
            os.chmod(directory, mode)
        return {"next": "fetch", "recovered": recovered.outcome, "from": live.facts()}

    def choose(self) -> Dict[str, Any]:
        """Finishes or clears what is unfinished, and picks the release to go back to."""
        recovered = recovery.recover(self.operation)
        ended = self._ended(recovered)
        if ended:
            return ended
        live = self.operation.live()
        target = rollback_target(Releases(self.path), live, self.operation.generations, self.order.get("release"))
        self._begin("rollback", live, {})
        self.journal.note(to=target.facts())
        return {"next": "check", "recovered": recovered.outcome, "from": live.facts(), "to": target.facts()}

    def recover(self) -> Dict[str, Any]:
        """After a failed step: at rest now, and not only at the next attempt."""
        outcome = recovery.recover(self.operation).outcome
        Releases(self.path).forget_missing()
        return {"recovered": outcome}

    def _ended(self, recovered: recovery.Recovery) -> Dict[str, Any]:
        """How an earlier attempt of this very job had ended already, or nothing; a job is never done twice."""
        entry = self.journal.entry
        if entry is None or entry.get("job") != self.operation.job["id"]:
            return {}
        if entry["phase"] == "done":
            return {"next": "done", "recovered": recovered.outcome}
        if entry["phase"] == "reverted":
            raise self._rolled_back(entry.get("reason", ""), recovered.checks)
        return {}

    def _rolled_back(self, reason: str, again: List[health.Check], **more: Any) -> PressluftError:
        entry = self._entry()
        now = "" if health.healthy(again) else ", but it is not healthy either (%s)" % health.reasons(again)
        return PressluftError(
            "HEALTH_CHECK_FAILED",
            "The release %s is not healthy (%s), so it was left again. %s is live%s." %
            (entry["to"]["release"], reason, entry["from"]["release"], now),
            **{entry["kind"]: dict({"outcome": "rolled_back", "from": entry["from"], "to": entry["to"],
                                    "commit": self._facts().get("commit"),
                                    "health_after": [check.facts() for check in again],
                                    "switch_ms": self._facts().get("switch_ms")}, **more)})

    def _begin(self, kind: str, live: layout.Live, made: Dict[str, Any]) -> None:
        self.operation.lease.check()
        job = self.operation.job
        self.journal.begin({
            "kind": kind, "phase": "staging", "job": job["id"], "fence": int(job["fence"]),
            "began_at": generations.timestamp(self.operation.now()), "from": live.facts(), "made": made, "facts": {}})
        self.reach("began")

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
            # A file that the controller sends has no path of this node; its name is only for the record.
            return None if self.order.get("upload_file") else source.upload_path(self.order.get("source_ref"))
        raise source.refused("The source type %r is not known; git and upload are." % (kind,))

    # Fetch

    def fetch(self) -> Dict[str, Any]:
        """Brings the code into staging, whole, harmless and with the live release's owner."""
        live = self._resume()
        with self._clearing():
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
                         entries=size.entries, bytes=size.bytes, fetch_ms=_ms(begun))
            self._note(facts, warnings)
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
        path = self._sent("upload")
        if path is None:
            path = self._source()
            source.check_below(path, self.order.get("source_directories"))
        private = os.path.join(self.work, "archive")
        found = code_archive.copy(path, private, self.limits, source.checksum(self.order.get("checksum")))
        os.mkdir(tree, 0o700)
        code_archive.unpack(private, tree, self.limits, self.operation.lease.pass_fds)
        os.unlink(private)
        return {"commit": None, "submodules": 0, "checksum": "sha256:" + found}

    # Link

    def link(self) -> Dict[str, Any]:
        """Builds, binds the code to the live generation, and gives it its release's name."""
        live = self._resume()
        with self._clearing():
            code = os.path.join(self.work, "code")
            built = self._build(code, live)
            layout_names = layout.Names(self.path)
            stamp = self.order.get("release") or self.operation.now().strftime("%Y%m%dT%H%M%SZ")
            if not isinstance(stamp, str) or not _STAMP.match(stamp):
                raise PressluftError("LAYOUT_UNSUPPORTED", "%r is not a release's timestamp." % str(stamp)[:60])
            release = layout_names.release(stamp)
            bind(live, os.path.relpath(code, self.path))
            self._note({"build": [dict(step, output=None) for step in built]}, [])
            self.journal.note(made={"release": release})
            Releases(self.path).add(
                release, source_type=self.order.get("source_type"), source_ref=self.order.get("source_ref"),
                commit=self._facts().get("commit"), checksum=self._facts().get("checksum"),
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

    # Check, for both

    def check(self) -> Dict[str, Any]:
        """Everything that can be known before a visitor sees it: PHP compiles it, WordPress loads and is installed."""
        live = self._resume()
        with self._clearing():
            to = layout.read_release(self.path, self._entry()["to"]["release"])
            facts: Dict[str, Any] = {"php": None}
            if self._entry()["kind"] == "deploy":
                verdict = php_syntax.check(to.release_path, live.release_path,
                                           commands.Account.owning(to.release_path),
                                           pass_fds=self.operation.lease.pass_fds)
                php_syntax.require(verdict)
                if verdict.unchecked:
                    self._note({}, ["PHP's syntax was not checked in %d files: no php on the node, or no time." %
                                    verdict.unchecked])
                facts["php"] = {"checked": verdict.checked, "unchecked": verdict.unchecked,
                                "duration_ms": int(verdict.seconds * 1000)}
            checks = health.release_checks(self.operation.site, to)
            facts["checks"] = [check.facts() for check in checks]
            if not health.healthy(checks):
                raise PressluftError(
                    "HEALTH_CHECK_FAILED", "The release %s was not switched to: %s. Nothing that visitors see was "
                    "changed." % (to.release, health.reasons(checks)),
                    **{self._entry()["kind"]: {"outcome": "refused", "to": to.facts(), "health": facts["checks"]}})
            # A check may have written (WordPress updates its own options); a release never changes after this.
            durable.sync_filesystem(self.path)
            self._note(facts, [])
            self.journal.advance("staged")
            self.reach("checked")
            return facts

    # Switch, for both

    def switch(self) -> Dict[str, Any]:
        """One rename, then PHP is told and health is asked; on failure the rename back.

        :raises PressluftError: HEALTH_CHECK_FAILED when it went back, ROLLBACK_FAILED when it could not
        """
        live = self._resume()
        entry = self._entry()
        kind = entry["kind"]
        if self.journal.phase != "staged" or live.release != entry["from"]["release"]:
            recovery.recover(self.operation)
            raise PressluftError("LEASE_LOST", "The environment changed since the release was checked; nothing was "
                                 "switched.")
        self.operation.lease.check()
        self.journal.advance("switching")
        self.reach("switching")
        begun = time.monotonic()
        durable.replace_symlink(os.path.join(self.path, "current"), entry["to"]["release"])
        switch_ms = round((time.monotonic() - begun) * 1000, 2)
        self.reach("renamed")
        self.journal.advance("switched", switched_at=generations.timestamp(self.operation.now()))
        self._note({"switch_ms": switch_ms, "downtime_ms": 0}, [])
        self.reach("switched")
        served = time.monotonic()
        checks = recovery.settle_in(self.operation)
        self.reach("settled")
        if not health.healthy(checks):
            again = recovery.go_back(self.operation, health.reasons(checks))
            raise self._rolled_back(health.reasons(checks), again, health=[check.facts() for check in checks],
                                    unhealthy_ms=_ms(served))
        return {"switch_ms": switch_ms, "health": [check.facts() for check in checks]}

    # Finish, for both

    def finish(self) -> Dict[str, Any]:
        """Lists what is live, removes releases beyond the retention, and tells the whole outcome."""
        entry = self._entry()
        if self.journal.phase == "healthy":
            self._resume()
            self.operation.lease.check()
            recovery.finish(self.operation)
        elif self.journal.phase != "done" or entry["job"] != self.operation.job["id"]:
            raise PressluftError("LEASE_LOST", "The journal on the node is not that of this job any more.")
        live = self.operation.live()
        removed = self._prune(live, {entry["from"]["release"]})
        facts = self._facts()
        return {entry["kind"]: {
            "outcome": "succeeded", "commit": facts.get("commit"), "checksum": facts.get("checksum"),
            "submodules": facts.get("submodules"), "wordpress_version": facts.get("wordpress_version"),
            "from": entry["from"], "to": entry["to"], "health": entry.get("health", []),
            "php": facts.get("php"), "build": facts.get("build", []),
            "switch_ms": facts.get("switch_ms"), "downtime_ms": facts.get("downtime_ms"),
            "releases": Releases(self.path).present(), "removed_releases": removed,
            "warnings": facts.get("warnings", []) + self.operation.warnings}}

    def _prune(self, live: layout.Live, also_kept: "set[str]") -> List[str]:
        """Removes superfluous releases; each leaves releases/ by a rename first, so that no half one is ever there."""
        listed = Releases(self.path)
        keep = self.order.get("keep_releases")
        doomed = listed.superfluous(live, also_kept, self.operation.generations, KEEP if keep is None else int(keep))
        if doomed:
            os.makedirs(self.staging, 0o711, exist_ok=True)
        for release in doomed:
            self.operation.lease.check()
            os.rename(os.path.join(self.path, release), os.path.join(self.staging, os.path.basename(release)))
        layout.remove(self.staging)
        listed.forget_missing()
        return doomed

    # The journal

    def _entry(self) -> Dict[str, Any]:
        entry = self.journal.entry
        if entry is None:
            raise PressluftError("LEASE_LOST", "The journal on the node is not that of this job any more.")
        return entry

    def _facts(self) -> Dict[str, Any]:
        return self._entry().setdefault("facts", {})

    def _note(self, facts: Dict[str, Any], warnings: List[str]) -> None:
        known = self._facts()
        known.update(facts)
        known["warnings"] = known.get("warnings", []) + warnings
        self.journal.note(facts=known)

    def _resume(self) -> layout.Live:
        """The live release; refuses to go on with a journal that is not of this very attempt."""
        entry = self._entry()
        job = self.operation.job
        if entry.get("job") != job["id"] or int(entry.get("fence", -1)) != int(job["fence"]) or self.journal.at_rest:
            raise PressluftError("LEASE_LOST", "The journal on the node is not that of this attempt any more, so it "
                                 "stopped before changing anything.")
        self.operation.lease.check()
        return self.operation.live()

    def _clearing(self) -> "_Clearing":
        return _Clearing(self)


class _Clearing:
    """What a failed step made goes at once; a killed one's is cleared by the next worker."""

    def __init__(self, deployment: Deployment) -> None:
        self.deployment = deployment

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        journal = self.deployment.journal
        if error is None or journal.phase not in BEFORE_THE_SWITCH:
            return
        if isinstance(error, PressluftError) and error.code == "LEASE_LOST":
            return
        try:
            recovery.clear(self.deployment.operation)
            Releases(self.deployment.path).forget_missing()
            journal.advance("cleared")
        except (OSError, PressluftError, ServerError):
            # The first failure is the one to tell; the journal still says what is left.
            return


STEPS: Dict[str, Callable[[Deployment], Dict[str, Any]]] = {
    "prepare": Deployment.prepare,
    "fetch": Deployment.fetch,
    "link": Deployment.link,
    "check": Deployment.check,
    "switch": Deployment.switch,
    "finish": Deployment.finish,
    "choose": Deployment.choose,
    "recover": Deployment.recover,
}


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


def _ms(begun: float) -> int:
    return int((time.monotonic() - begun) * 1000)
