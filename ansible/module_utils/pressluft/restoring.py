"""The steps of a restore, each run by one task: prepare, verify, stage, switch, finish, and what stands beside them.

Each step takes the lease for itself. What one step leaves for the next is in the journal, so a step can be run by
another process after a crash, and nothing that a step believes is older than its lease.
"""

from __future__ import annotations

from typing import Any, Callable, Dict

from ansible.module_utils.pressluft import layout, recovery
from ansible.module_utils.pressluft.errors import PressluftError
from ansible.module_utils.pressluft.operation import made_before
from ansible.module_utils.pressluft.restore_beside import Beside
from ansible.module_utils.pressluft.restore_plan import Planning
from ansible.module_utils.pressluft.restore_stage import Staging
from ansible.module_utils.pressluft.restore_switch import Switching


class Restoring(Staging, Switching, Planning, Beside):
    """One restore of one environment. Every step returns facts for the result; failures are PressluftErrors."""

    def prepare(self) -> Dict[str, Any]:
        """Takes up or clears away what an earlier attempt left, then checks what can be checked before any work.

        `next` tells the play how to go on: `restore` (or `undo`, `destination`), or `done` when an earlier attempt
        of this very job had already switched, and finishing it was all that was left. `safety` says how; `made` where
        that attempt has made the backup, and all that is left is to tell of it.
        """
        operation = self.operation
        recovered = recovery.recover(operation)
        entry = operation.journal.entry
        if entry is not None and entry["job"] == operation.job["id"]:
            if entry["phase"] == "done":
                return self._facts("done", recovered=recovered.outcome, safety=made_before(self.order))
            if entry["phase"] == "reverted":
                raise self._rolled_back(entry.get("reason", ""), recovered.checks)
        live = operation.live()
        if self.order.get("undo"):
            self._undo_target(live)
            return self._facts("undo", recovered=recovered.outcome)
        with self._place() as place:
            manifest = self._manifest(place)
        if self.order.get("destination"):
            self._destination()
            return self._facts("destination", recovered=recovered.outcome)
        self._check_kind(manifest)
        self._make_room(manifest, live)
        safety = (self.order.get("safety") or {}).get("mode")
        if safety not in ("create", "verify"):
            raise PressluftError(
                "PRE_BACKUP_FAILED", "A restore of the live environment needs a safety backup, and none was ordered."
            )
        return self._facts("restore", recovered=recovered.outcome, safety=safety)

    def _make_room(self, manifest: Dict[str, Any], live: layout.Live) -> None:
        """Drops what no undo can reach any more, where the disk would be too small otherwise."""
        operation = self.operation
        try:
            self._check_space(manifest, live)
        except PressluftError as low:
            if low.code != "DISK_SPACE_LOW" or not operation.generations.expired(live, operation.now()):
                raise
            recovery.sweep(operation, operation.now())
            self._check_space(manifest, live)

    def _facts(self, following: str, **more: Any) -> Dict[str, Any]:
        facts: Dict[str, Any] = {"next": following, **more}
        if following == "done":
            entry = self.operation.journal.entry
            assert entry is not None
            facts["restore"] = self._destination_result() if entry["kind"] == "destination" else self.result()
        return facts


def _recover(restoring: Restoring) -> Dict[str, Any]:
    """After a failed step: at rest now, and not only at the next attempt."""
    return {"recovered": recovery.recover(restoring.operation).outcome}


STEPS: Dict[str, Callable[[Restoring], Dict[str, Any]]] = {
    "prepare": Restoring.prepare,
    "verify": Restoring.verify,
    "stage": Restoring.stage,
    "switch": Restoring.switch,
    "finish": Restoring.finish,
    "undo": Restoring.undo,
    "destination": Restoring.destination,
    "plan": Restoring.plan,
    "recover": _recover,
}
