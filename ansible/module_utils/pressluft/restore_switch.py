"""The switch to what was staged, the same switch back, and the end of a restore.
"""

from __future__ import annotations

import os
import time
from typing import Any, Dict, List

from ansible.module_utils.pressluft import durable, generations, health, layout, recovery
from ansible.module_utils.pressluft.errors import PressluftError
from ansible.module_utils.pressluft.restore_base import RestoreBase


class Switching(RestoreBase):
    """The steps `switch`, `undo` and `finish`."""

    def switch(self) -> Dict[str, Any]:
        """Checks the staged release, renames `current`, checks what visitors get; goes back when it is not healthy."""
        operation = self.operation
        entry = self._staged()
        live = operation.live()
        if live.release != entry["from"]["release"]:
            self._clear_after(PressluftError(None, "current was changed"))
            raise PressluftError(
                None, "`current` was changed by somebody else while the backup was staged; nothing was switched."
            )
        staged = layout.read_release(operation.path, entry["to"]["release"])
        checks = health.release_checks(operation.site, staged)
        if not health.healthy(checks):
            reason = health.reasons(checks)
            self._clear_after(PressluftError(None, reason))
            raise PressluftError(
                "HEALTH_CHECK_FAILED",
                "The restored site is not healthy, so it never went live (%s). The live site was not touched." % reason,
                restore={"outcome": "not_switched", "health": [check.facts() for check in checks]},
            )
        return self._switch(live, staged)

    def undo(self) -> Dict[str, Any]:
        """The same rename, back to the generation that the last restore replaced."""
        operation = self.operation
        live = operation.live()
        target = self._undo_target(live)
        checks = health.release_checks(operation.site, target)
        if not health.healthy(checks):
            raise PressluftError(
                "HEALTH_CHECK_FAILED",
                "The previous generation is not healthy any more, so nothing was switched (%s)." % health.reasons(checks),
                restore={"outcome": "not_switched", "health": [check.facts() for check in checks]},
            )
        operation.lease.check()
        operation.journal.begin(
            {
                "format": 1,
                "kind": "undo",
                "phase": "staged",
                "job": operation.job["id"],
                "attempt": operation.job.get("attempt"),
                "fence": operation.job["fence"],
                "backup_id": None,
                "scope": None,
                "started_at": generations.timestamp(operation.now()),
                "from": live.facts(),
                "to": target.facts(),
                "made": {},
                "events": {"to": self._kept_events(target.generation), "from": []},
            }
        )
        return self._switch(live, target)

    def _switch(self, live: layout.Live, staged: layout.Live) -> Dict[str, Any]:
        operation = self.operation
        entry = operation.journal.entry
        assert entry is not None
        events = dict(entry["events"], **{"from": recovery.before_switch(operation, live, staged)})
        operation.lease.check()
        operation.journal.advance("switching", events=events)
        operation.lease.check()
        begun = time.monotonic()
        durable.replace_symlink(os.path.join(operation.path, "current"), staged.release)
        milliseconds = round((time.monotonic() - begun) * 1000, 3)
        operation.journal.advance(
            "switched", switched_at=generations.timestamp(operation.now()), switch_ms=milliseconds
        )
        checks = recovery.settle_in(operation)
        if not health.healthy(checks):
            raise self._rolled_back(health.reasons(checks), recovery.go_back(operation, checks))
        return {"restore": self.result()}

    def _kept_events(self, generation: int) -> List[List[str]]:
        return list(self.operation.generations.entries.get(generation, {}).get("events") or [])

    def finish(self) -> Dict[str, Any]:
        """Keeps the previous generation; the restore's whole result."""
        operation = self.operation
        entry = operation.journal.entry
        if entry is None or entry["job"] != operation.job["id"] or entry["phase"] not in ("healthy", "done"):
            raise PressluftError(None, "There is no switched restore of this job to finish.")
        if entry["phase"] == "healthy":
            recovery.finish(operation)
        return {"restore": self.result()}

    def _staged(self) -> Dict[str, Any]:
        operation = self.operation
        entry = operation.journal.entry
        ours = entry is not None and entry["job"] == operation.job["id"] and entry["fence"] == operation.job["fence"]
        if entry is None or not ours or entry["phase"] != "staged":
            raise PressluftError(None, "There is no staged restore of this attempt to switch to.")
        return entry

    def _rolled_back(self, reason: str, checks: List[health.Check]) -> PressluftError:
        now = "and is healthy" if health.healthy(checks) else "but is not healthy either (%s)" % health.reasons(checks)
        return PressluftError(
            "HEALTH_CHECK_FAILED",
            "The restored site was not healthy (%s), so the previous one was switched back; it is live again %s."
            % (reason, now),
            restore=dict(self.result(), outcome="rolled_back", health=[check.facts() for check in checks]),
        )
