"""What a deploy, a rollback and an update share: the check before the switch, the rename, the way back, the end.

Each step is a run of its own under the lease, and the journal carries over what the next one must know. Until the
switch nothing that visitors reach is touched; what a killed step leaves is finished or cleared by whoever comes next.
"""

from __future__ import annotations

import os
import time
from typing import Any, Callable, Dict, List, Optional

from ansible.module_utils.pressluft import (
    commands, durable, generations, health, layout, php_syntax, recovery)
from ansible.module_utils.pressluft.errors import PressluftError
from ansible.module_utils.pressluft.journal import BEFORE_THE_SWITCH
from ansible.module_utils.pressluft.operation import Operation
from ansible.module_utils.pressluft.releases import Releases
from ansible.module_utils.pressluft.server_errors import ServerError

KEEP = 5


class ReleaseChange:
    """One step of a deploy, of a rollback or of an update; what is special about each is in their own classes.

    :param order: the section `deploy`, `rollback` or `update` of the variables
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

    def recover(self) -> Dict[str, Any]:
        """After a failed step: at rest now, and not only at the next attempt."""
        outcome = recovery.recover(self.operation).outcome
        Releases(self.path).forget_missing()
        return {"recovered": outcome}

    def ended(self, recovered: recovery.Recovery) -> Dict[str, Any]:
        """How an earlier attempt of this very job had ended already, or nothing; a job is never done twice."""
        entry = self.journal.entry
        if entry is None or entry.get("job") != self.operation.job["id"]:
            return {}
        if entry["phase"] == "done":
            return {"next": "done", "recovered": recovered.outcome}
        if entry["phase"] == "reverted":
            raise self._rolled_back(entry.get("reason", ""), recovered.checks)
        return {}

    def _rolled_back(self, reason: str, again: List[health.Check]) -> PressluftError:
        entry = self.entry()
        now = "" if health.healthy(again) else ", but it is not healthy either (%s)" % health.reasons(again)
        return PressluftError(
            "HEALTH_CHECK_FAILED",
            "The release %s is not healthy (%s), so it was left again. %s is live%s." %
            (entry["to"]["release"], reason, entry["from"]["release"], now),
            **{entry["kind"]: {"outcome": "rolled_back", "from": entry["from"], "to": entry["to"],
                               "commit": self.facts().get("commit"), "health": entry.get("failed", []),
                               "health_after": [check.facts() for check in again],
                               "switch_ms": self.facts().get("switch_ms"),
                               "unhealthy_ms": entry.get("unhealthy_ms")}})

    def begin(self, kind: str, live: layout.Live, made: Dict[str, Any]) -> None:
        self.operation.lease.check()
        job = self.operation.job
        self.journal.begin({
            "kind": kind, "phase": "staging", "job": job["id"], "fence": int(job["fence"]),
            "began_at": generations.timestamp(self.operation.now()), "from": live.facts(), "made": made, "facts": {}})
        self.reach("began")

    # Check

    def check(self) -> Dict[str, Any]:
        """Everything that can be known before a visitor sees it: PHP compiles it, WordPress loads and is installed."""
        live = self.resume()
        with self.clearing():
            to = layout.read_release(self.path, self.entry()["to"]["release"])
            facts: Dict[str, Any] = {"php": None}
            if self.entry()["kind"] in ("deploy", "update"):
                facts["php"] = self._syntax(live, to)
            checks = health.release_checks(self.operation.site, to)
            facts["checks"] = [check.facts() for check in checks]
            if not health.healthy(checks):
                raise PressluftError(
                    "HEALTH_CHECK_FAILED", "The release %s was not switched to: %s. Nothing that visitors see was "
                    "changed." % (to.release, health.reasons(checks)),
                    **{self.entry()["kind"]: {"outcome": "refused", "to": to.facts(), "health": facts["checks"]}})
            # From here on only renames: what a power cut leaves must be whole.
            durable.sync_filesystem(self.path)
            self.note(facts, [])
            self.journal.advance("staged")
            self.reach("checked")
            return facts

    def _syntax(self, live: layout.Live, to: layout.Live) -> Dict[str, Any]:
        """What PHP says of every changed file; none of them is run."""
        verdict = php_syntax.check(to.release_path, live.release_path, commands.Account.owning(to.release_path),
                                   pass_fds=self.operation.lease.pass_fds)
        php_syntax.require(verdict)
        if verdict.unchecked:
            self.note({}, ["PHP's syntax was not checked in %d files: no php on the node, or no time." %
                           verdict.unchecked])
        return {"checked": verdict.checked, "unchecked": verdict.unchecked,
                "duration_ms": int(verdict.seconds * 1000)}

    # Switch

    def switch(self) -> Dict[str, Any]:
        """One rename, then PHP is told and health is asked; on failure the rename back.

        :raises PressluftError: HEALTH_CHECK_FAILED when it went back, ROLLBACK_FAILED when it could not
        """
        live = self.resume()
        entry = self.entry()
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
        self.note({"switch_ms": switch_ms, "downtime_ms": 0}, [])
        self.reach("switched")
        checks = recovery.settle_in(self.operation)
        self.reach("settled")
        if not health.healthy(checks):
            raise self._rolled_back(health.reasons(checks), recovery.go_back(self.operation, checks))
        return {"switch_ms": switch_ms, "health": [check.facts() for check in checks]}

    # Finish

    def finish(self) -> Dict[str, Any]:
        """Lists what is live, removes releases beyond the retention, and tells the whole outcome."""
        entry = self.entry()
        if self.journal.phase == "healthy":
            self.resume()
            self.operation.lease.check()
            recovery.finish(self.operation)
        elif self.journal.phase != "done" or entry["job"] != self.operation.job["id"]:
            raise PressluftError("LEASE_LOST", "The journal on the node is not that of this job any more.")
        live = self.operation.live()
        removed = self._prune(live, {entry["from"]["release"]})
        facts = self.facts()
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

    def entry(self) -> Dict[str, Any]:
        entry = self.journal.entry
        if entry is None:
            raise PressluftError("LEASE_LOST", "The journal on the node is not that of this job any more.")
        return entry

    def facts(self) -> Dict[str, Any]:
        return self.entry().setdefault("facts", {})

    def note(self, facts: Dict[str, Any], warnings: List[str]) -> None:
        known = self.facts()
        known.update(facts)
        known["warnings"] = known.get("warnings", []) + warnings
        self.journal.note(facts=known)

    def resume(self) -> layout.Live:
        """The live release; refuses to go on with a journal that is not of this very attempt."""
        entry = self.entry()
        job = self.operation.job
        if entry.get("job") != job["id"] or int(entry.get("fence", -1)) != int(job["fence"]) or self.journal.at_rest:
            raise PressluftError("LEASE_LOST", "The journal on the node is not that of this attempt any more, so it "
                                 "stopped before changing anything.")
        self.operation.lease.check()
        return self.operation.live()

    def clearing(self) -> "_Clearing":
        return _Clearing(self)


class _Clearing:
    """What a failed step made goes at once; a killed one's is cleared by the next worker."""

    def __init__(self, change: ReleaseChange) -> None:
        self.change = change

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        journal = self.change.journal
        if error is None or journal.phase not in BEFORE_THE_SWITCH:
            return
        if isinstance(error, PressluftError) and error.code == "LEASE_LOST":
            return
        try:
            recovery.clear(self.change.operation)
            Releases(self.change.path).forget_missing()
            journal.advance("cleared")
        except (OSError, PressluftError, ServerError):
            # The first failure is the one to tell; the journal still says what is left.
            return


def ms(begun: float) -> int:
    return int((time.monotonic() - begun) * 1000)
