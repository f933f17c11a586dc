"""The dry run: the artifact is verified whole, and the result says what a restore would do. Nothing is written.
"""

from __future__ import annotations

import os
from typing import Any, Dict, List

from ansible.module_utils.pressluft import artifact, layout, programs
from ansible.module_utils.pressluft.restore_base import RestoreBase, database_in, files_in, tree


class Planning(RestoreBase):
    """The step `plan`."""

    def plan(self) -> Dict[str, Any]:
        """A dry run: the artifact is verified whole, and the result says what a restore would do. Writes nothing."""
        operation = self.operation
        live = operation.live()
        plan: Dict[str, Any] = {"live": self._now(live), "unfinished": None}
        if not operation.journal.at_rest:
            plan["unfinished"] = "An earlier restore is in the phase %s; it is settled first." % operation.journal.phase
        if self.order.get("undo"):
            target = self._undo_target(live)
            plan.update(action="undo", back_to=self._now(target), steps=["check", "switch", "health", "keep"])
            return {"next": "planned", "restore": self._planned(live, plan, {})}
        with self._place() as place:
            manifest = self._manifest(place)
            scope = manifest["scope"]
            self._check_kind(manifest)
            plan["backup"] = self._then(manifest)
            plan["scope"] = scope
            if self.order.get("destination"):
                plan.update(action="copy", destination=self._destination(), replaces=[])
                plan["steps"] = ["verify", "unpack", "rename"]
            else:
                plan.update(action="restore", replaces=self._replaces(scope))
                plan["steps"] = ["verify", "safety backup", "stage", "check", "switch", "health", "keep"]
                plan["space"] = self._check_space(manifest, live)
            if self.progress:
                self.progress.enter("verify", sum(part["size"] for part in manifest["parts"]))
            found = artifact.examine(place, manifest, self._others(manifest), self.progress)
            if found.reader is not None and not self.order.get("destination"):
                programs.check(self.operation, found.reader)
        return {"next": "planned", "restore": self._planned(live, plan, found.facts())}

    def _planned(self, live: layout.Live, plan: Dict[str, Any], facts: Dict[str, Any]) -> Dict[str, Any]:
        return {
            "outcome": "dry_run",
            "destination": self.order.get("destination"),
            "from": live.facts(),
            "to": None,
            "plan": plan,
            "health": [],
            "downtime_ms": 0,
            "switch_ms": None,
            "undo_until": None,
            **{name: facts.get(name, 0) for name in ("bytes", "files", "tables", "rows")},
        }

    def _now(self, live: layout.Live) -> Dict[str, Any]:
        tables, size = self.operation.server.size(live.database)
        files, file_bytes = tree(os.path.join(live.path, live.uploads))
        code, code_bytes = tree(live.release_path)
        return dict(
            live.facts(),
            tables=tables,
            database_bytes=size,
            uploads=files,
            uploads_bytes=file_bytes,
            release_files=code,
            release_bytes=code_bytes,
        )

    def _then(self, manifest: Dict[str, Any]) -> Dict[str, Any]:
        database, files = manifest.get("database") or {}, manifest.get("files") or {}
        return {
            "backup_id": manifest["backup_id"],
            "created_at": manifest["created_at"],
            "wordpress_version": manifest.get("wordpress_version"),
            "bytes": {part["role"]: part["uncompressed_size"] for part in manifest["parts"]},
            "tables": len(database.get("tables", [])),
            "rows": sum(table["rows"] for table in database.get("tables", [])),
            "files": files.get("count", 0),
            "release": files.get("release"),
        }

    def _replaces(self, scope: str) -> List[str]:
        replaced = []
        if database_in(scope):
            replaced.append("database")
        if files_in(scope):
            replaced += ["code", "uploads", "configuration"]
        return replaced
