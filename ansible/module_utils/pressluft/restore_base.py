"""What several steps of a restore use: the artifact, its manifest, the space it needs, what may be undone.
"""

from __future__ import annotations

import os
from typing import Any, Dict, List, Optional, Tuple

from ansible.module_utils.pressluft import artifact, destination, layout, recovery
from ansible.module_utils.pressluft.errors import PressluftError
from ansible.module_utils.pressluft.operation import Operation
from ansible.module_utils.pressluft.server_errors import ServerError
from ansible.module_utils.pressluft.storage_file import ArtifactDirectory

# Tablespaces take about 1.4 times the dump (measured); the rest is for the redo log and for what visitors write.
_DATABASE_FACTOR = 1.6
FILES_FACTOR = 1.05
MARGIN = 32 * 1024 * 1024


def database_in(scope: str) -> bool:
    return scope in ("db", "full")


def files_in(scope: str) -> bool:
    return scope in ("files", "full")


class RestoreBase:
    """One restore of one environment, as each step knows it; the steps are its subclasses."""

    def __init__(self, operation: Operation, progress: Optional[Any] = None) -> None:
        self.operation = operation
        self.order = operation.restore
        self.progress = progress

    def result(self) -> Dict[str, Any]:
        """The `restore` section of the playbook's result, from the journal."""
        entry = self.operation.journal.entry
        assert entry is not None
        return {
            "outcome": "undone" if entry["kind"] == "undo" else "succeeded",
            "destination": None,
            "from": entry["from"],
            "to": entry["to"],
            "health": entry.get("health", []),
            "downtime_ms": 0,
            "switch_ms": entry.get("switch_ms"),
            "undo_until": entry.get("undo_until"),
            **{name: entry.get(name, 0) for name in ("bytes", "files", "tables", "rows")},
        }

    def _destination_result(self) -> Dict[str, Any]:
        entry = self.operation.journal.entry
        assert entry is not None
        return dict(self.result(), outcome="succeeded", destination=entry.get("destination"))

    def _place(self, order: Optional[Dict[str, Any]] = None) -> ArtifactDirectory:
        """Where an artifact lies: the one that is restored, or what another order names."""
        order = order or self.order
        storage = order["storage"]
        if storage.get("type") != "file":
            raise PressluftError(None, "The storage type %r is not known to this version." % storage.get("type"))
        return ArtifactDirectory(storage["path"], order["storage_path"])

    def _manifest(self, place: ArtifactDirectory, order: Optional[Dict[str, Any]] = None) -> Dict[str, Any]:
        order = order or self.order
        manifest, _, _ = artifact.open_manifest(
            place,
            order["key"],
            order["backup_id"],
            self.operation.environment["id"],
            order.get("manifest_sha256"),
            order.get("scope"),
        )
        return manifest

    def _others(self, manifest: Dict[str, Any]) -> List[str]:
        """Databases that nothing in the dump may name."""
        if not database_in(manifest["scope"]):
            return []
        return self.operation.server.databases()

    def _check_kind(self, manifest: Dict[str, Any]) -> None:
        if manifest.get("kind") not in (None, "wordpress"):
            raise PressluftError("MANIFEST_INVALID", "The backup is of the kind %s, not wordpress." % manifest["kind"])

    def _check_space(self, manifest: Dict[str, Any], live: layout.Live) -> Dict[str, Any]:
        operation = self.operation
        sizes = {part["role"]: part["uncompressed_size"] for part in manifest["parts"]}
        code = 0 if files_in(manifest["scope"]) else tree(live.release_path)[1]
        files = int(sizes.get("files", 0) * FILES_FACTOR) + code + MARGIN
        database = int(sizes.get("database", 0) * _DATABASE_FACTOR)
        datadir = operation.server.data_directory() if database else None
        facts = {"files_bytes": files, "database_bytes": database}
        if datadir and os.stat(datadir).st_dev == os.stat(operation.path).st_dev:
            require(operation.path, files + database, "the environment and the database server")
            return facts
        require(operation.path, files, "the environment")
        if datadir:
            require(datadir, database + MARGIN, "the database server")
        return facts

    def _destination(self) -> str:
        storage = self.order["storage"].get("path")
        return destination.check(
            self.order["destination"], self.operation.environment.get("destinations") or [], self.operation.path, storage
        )

    def _undo_target(self, live: layout.Live) -> layout.Live:
        operation = self.operation
        wanted, entry = self.order.get("undo_of_job"), operation.generations.entries.get(live.generation, {})
        if wanted and entry.get("job") != wanted:
            raise PressluftError(
                "UNDO_NOT_POSSIBLE",
                "What is live was not made by the restore that should be undone, so there is nothing to undo.",
            )
        target = operation.generations.undo_target(live, operation.now())
        if target is None:
            raise PressluftError(
                "UNDO_NOT_POSSIBLE",
                "The generation before this one is gone, or its undo window is over. Restore a backup instead.",
            )
        previous = layout.read_release(operation.path, target["release"])
        if not operation.server.exists(previous.database):
            raise PressluftError("UNDO_NOT_POSSIBLE", "The database %s is gone." % previous.database)
        return previous

    def _made(self) -> Dict[str, Any]:
        entry = self.operation.journal.entry
        assert entry is not None
        return entry["made"]

    def _clear_after(self, failed: BaseException) -> None:
        try:
            recovery.clear(self.operation)
            self.operation.journal.advance("cleared", reason=str(failed)[:500])
        except (OSError, PressluftError, ServerError) as left:
            self.operation.warn("Not all that was staged could be removed; the next attempt does: %s" % left)


def tree(directory: str) -> Tuple[int, int]:
    """Regular files below a directory and their bytes."""
    count = size = 0
    for parent, _, names in os.walk(directory):
        for name in names:
            try:
                facts = os.lstat(os.path.join(parent, name))
            except OSError:
                continue
            count += 1
            size += facts.st_size
    return count, size


def require(path: str, needed: float, whose: str) -> None:
    facts = os.statvfs(path)
    free = facts.f_bavail * facts.f_frsize
    if free < needed:
        raise PressluftError(
            "DISK_SPACE_LOW",
            "The disk of %s has %d MiB free, and the restore needs about %d MiB. Nothing was changed; free space and "
            "run this again." % (whose, free >> 20, int(needed) >> 20),
        )
