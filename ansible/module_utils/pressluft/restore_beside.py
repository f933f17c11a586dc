"""A restore beside the live site: no database and no live file is touched.
"""

from __future__ import annotations

import os
from typing import Any, Dict

from ansible.module_utils.pressluft import destination, generations, layout
from ansible.module_utils.pressluft.errors import PressluftError
from ansible.module_utils.pressluft.restore_base import FILES_FACTOR, MARGIN, RestoreBase, require


class Beside(RestoreBase):
    """The step `destination`."""

    def destination(self) -> Dict[str, Any]:
        """Copies the backup's content into an allowed directory."""
        operation = self.operation
        if not operation.journal.at_rest:
            raise PressluftError(None, "An unfinished restore is in the journal; run the step `prepare` first.")
        target = self._destination()
        beside = destination.beside(target, operation.job["id"])
        live = operation.live()
        with self._place() as place:
            manifest = self._manifest(place)
            needed = sum(part["uncompressed_size"] for part in manifest["parts"])
            require(os.path.dirname(target), needed * FILES_FACTOR + MARGIN, "the destination")
            if self.progress:
                self.progress.enter("stage", sum(part["size"] for part in manifest["parts"]))
            operation.lease.check()
            operation.journal.begin(
                {
                    "format": 1,
                    "kind": "destination",
                    "phase": "staging",
                    "job": operation.job["id"],
                    "attempt": operation.job.get("attempt"),
                    "fence": operation.job["fence"],
                    "backup_id": self.order["backup_id"],
                    "scope": manifest["scope"],
                    "started_at": generations.timestamp(operation.now()),
                    "from": live.facts(),
                    "to": live.facts(),
                    "made": {"beside": beside},
                }
            )
            try:
                layout.remove(beside)
                found = destination.copy(
                    place,
                    manifest,
                    target,
                    beside,
                    self._others(manifest),
                    self.progress,
                    operation.lease.pass_fds,
                    operation.lease.check,
                )
            except BaseException as failed:
                self._clear_after(failed)
                raise
        facts = found.facts()
        numbers = {name: facts[name] for name in ("bytes", "files", "tables", "rows")}
        operation.journal.advance("done", destination=target, **numbers)
        return {"restore": self._destination_result()}
