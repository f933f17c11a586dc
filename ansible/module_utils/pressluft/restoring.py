"""The steps of a restore, each run by one task: prepare, verify, stage, switch, finish, and what stands beside them.

Each step takes the lease for itself. What one step leaves for the next is in the journal, so a step can be run by
another process after a crash, and nothing that a step believes is older than its lease.
"""

from __future__ import annotations

import os
import time
from typing import Any, Callable, Dict, List, Optional, Tuple

from ansible.module_utils.pressluft import (
    artifact,
    destination,
    durable,
    generations,
    health,
    layout,
    programs,
    recovery,
    server,
    staging,
)
from ansible.module_utils.pressluft.errors import PressluftError
from ansible.module_utils.pressluft.operation import Operation
from ansible.module_utils.pressluft.storage_file import ArtifactDirectory

# Tablespaces take about 1.4 times the dump (measured); the rest is for the redo log and for what visitors write.
_DATABASE_FACTOR = 1.6
_FILES_FACTOR = 1.05
_MARGIN = 32 * 1024 * 1024
_TIMESTAMP = "%Y%m%dT%H%M%SZ"


def database_in(scope: str) -> bool:
    return scope in ("db", "full")


def files_in(scope: str) -> bool:
    return scope in ("files", "full")


class Restoring:
    """One restore of one environment. Every step returns facts for the result; failures are PressluftErrors."""

    def __init__(self, operation: Operation, progress: Optional[Any] = None) -> None:
        self.operation = operation
        self.order = operation.restore
        self.progress = progress

    # Step 1

    def prepare(self) -> Dict[str, Any]:
        """Takes up or clears away what an earlier attempt left, then checks what can be checked before any work.

        `next` tells the play how to go on: `restore` (or `undo`, `destination`), or `done` when an earlier attempt
        of this very job had already switched, and finishing it was all that was left. `safety` says how.
        """
        operation = self.operation
        recovered = recovery.recover(operation)
        entry = operation.journal.entry
        if entry is not None and entry["job"] == operation.job["id"]:
            if entry["phase"] == "done":
                return self._facts("done", recovered=recovered.outcome)
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
        self._check_space(manifest, live)
        safety = (self.order.get("safety") or {}).get("mode")
        if safety not in ("create", "verify"):
            raise PressluftError(
                "PRE_BACKUP_FAILED", "A restore of the live environment needs a safety backup, and none was ordered."
            )
        return self._facts("restore", recovered=recovered.outcome, safety=safety)

    # Step 2

    def verify(self) -> Dict[str, Any]:
        """Hashes the artifact to its last byte and changes nothing.

        What the parts hold is judged while they are unpacked beside the live environment, block by block before it is used,
        and hashed once more.
        """
        begun = time.monotonic()
        with self._place() as place:
            manifest = self._manifest(place)
            size = sum(part["size"] for part in manifest["parts"])
            if self.progress:
                self.progress.enter("verify", size)
            artifact.read_back(place, manifest, self.progress)
        return {
            "verify": {
                "backup_id": self.order["backup_id"],
                "ok": True,
                "bytes": size,
                "duration_ms": int((time.monotonic() - begun) * 1000),
            }
        }

    # Step 4 (step 3, the safety backup, is a backup like any other)

    def stage(self) -> Dict[str, Any]:
        """Makes the new generation beside the live one; removes all of it again when anything fails."""
        operation = self.operation
        if not operation.journal.at_rest:
            raise PressluftError(None, "An unfinished restore is in the journal; run the step `prepare` first.")
        with self._place() as place:
            manifest = self._manifest(place)
            live = operation.live()
            self._begin(manifest, live)
            try:
                facts = self._stage(place, manifest, live)
            except BaseException as failed:
                self._clear_after(failed)
                raise
        return facts

    def _begin(self, manifest: Dict[str, Any], live: layout.Live) -> None:
        operation = self.operation
        scope = manifest["scope"]
        names = layout.Names(operation.path)
        base = operation.database.get("name") or live.database
        number = names.generation(operation.server.generation_numbers(base))
        release = names.release(operation.now().strftime(_TIMESTAMP))
        database = server.generation_name(base, number) if database_in(scope) else None
        loader = server.Loader(operation.server, database) if database else None
        operation.lease.check()
        operation.journal.begin(
            {
                "format": 1,
                "kind": "restore",
                "phase": "staging",
                "job": operation.job["id"],
                "attempt": operation.job.get("attempt"),
                "fence": operation.job["fence"],
                "backup_id": self.order["backup_id"],
                "scope": scope,
                "started_at": generations.timestamp(operation.now()),
                "from": live.facts(),
                "to": {"release": release, "generation": number, "database": database or live.database},
                # Everything that clearing away removes. Names are recorded before they are used.
                "made": {
                    "release": release,
                    "generation": number,
                    "database": database,
                    "loader": loader.name if loader else None,
                },
            }
        )

    def _stage(self, place: Any, manifest: Dict[str, Any], live: layout.Live) -> Dict[str, Any]:
        operation = self.operation
        entry = operation.journal.entry
        assert entry is not None
        made, scope = entry["made"], manifest["scope"]
        unpacked = os.path.join(operation.state, "staging")
        layout.remove(unpacked)
        os.mkdir(unpacked, 0o700)
        if self.progress:
            self.progress.enter("stage", sum(part["size"] for part in manifest["parts"]))
        loader = None
        targets: List[staging.Target] = []
        try:
            if database_in(scope):
                operation.server.create_like(live.database, made["database"])
                loader = server.Loader(operation.server, made["database"], made["loader"])
                loader.create()
                targets.append(staging.Database(loader))
            if files_in(scope):
                targets.append(staging.Directory(unpacked, operation.lease.pass_fds))
            found = staging.unpack(
                place, manifest, targets, self._others(manifest), self.progress, operation.lease.check
            )
        finally:
            for target in targets:
                target.kill()
        events: List[server.Event] = []
        if loader is not None:
            events = programs.load(operation, loader, found.reader)
            loader.drop()
        self._check_loaded(manifest, made["database"])
        operation.lease.check()
        if files_in(scope):
            self._place_release(manifest, live, unpacked)
        else:
            self._copy_release(live, made["release"])
        self._write_generation(manifest, live, unpacked)
        staged = layout.read_release(operation.path, made["release"])
        if staged.database != entry["to"]["database"]:
            raise AssertionError("the staged configuration names %s" % staged.database)
        operation.lease.check()
        facts = found.facts()
        operation.journal.advance(
            "staged",
            events={"to": [list(event) for event in events], "from": []},
            bytes=facts["bytes"],
            files=facts["files"],
            tables=facts["tables"],
            rows=facts["rows"],
        )
        return {"stage": facts}

    def _check_loaded(self, manifest: Dict[str, Any], database: Optional[str]) -> None:
        if database is None:
            return
        difference = server.compare(manifest["database"]["tables"], self.operation.server.rows(database))
        counted = self.operation.server.programs(database)
        for kind, count in counted.items():
            if difference is None and count != manifest["database"][kind]:
                difference = "there are %d %s instead of %d" % (count, kind, manifest["database"][kind])
        if difference:
            raise PressluftError(
                "ARTIFACT_UNREADABLE", "The loaded database is not what the manifest says: %s." % difference
            )

    def _place_release(self, manifest: Dict[str, Any], live: layout.Live, unpacked: str) -> None:
        """Moves what was unpacked to its place; nothing is copied."""
        operation, made = self.operation, self._made()
        source = os.path.join(unpacked, manifest["files"]["release"])
        if not os.path.isdir(source) or os.path.islink(source):
            raise PressluftError("ARTIFACT_UNREADABLE", "The backup's archive does not hold its release.")
        os.rename(source, operation.absolute(made["release"]))
        layout.bind_release(live, made["release"], made["generation"])

    def _copy_release(self, live: layout.Live, release: str) -> None:
        """The code of a `db` restore is the live one's. A copy: a hard link would let a write reach both."""
        staging.copy_tree(live.release_path, self.operation.absolute(release), self.operation.lease.pass_fds)
        layout.bind_release(live, release, self._made()["generation"])

    def _write_generation(self, manifest: Dict[str, Any], live: layout.Live, unpacked: str) -> None:
        operation, made, entry = self.operation, self._made(), self.operation.journal.entry
        assert entry is not None
        scope, ours = manifest["scope"], live.wp_config()
        theirs = ours
        prefix = manifest["database"]["table_prefix"] if database_in(scope) else live.table_prefix
        if files_in(scope):
            theirs = layout.WpConfig.read(
                os.path.join(unpacked, manifest["files"]["config"]), "The backup's %s" % manifest["files"]["config"]
            )
        layout.write_generation(
            live,
            made["generation"],
            theirs.for_generation(ours, entry["to"]["database"], prefix),
            None if files_in(scope) else live.uploads,
            {
                "generation": made["generation"],
                "release": made["release"],
                "database": entry["to"]["database"],
                "backup_id": self.order["backup_id"],
                "scope": scope,
                "job": operation.job["id"],
                "created_at": entry["started_at"],
                "replaces": live.facts(),
            },
        )
        if files_in(scope):
            uploads = os.path.join(unpacked, manifest["files"]["uploads"])
            target = operation.absolute("data/%d/uploads" % made["generation"])
            if os.path.isdir(uploads) and not os.path.islink(uploads):
                os.rename(uploads, target)
            else:
                raise PressluftError("ARTIFACT_UNREADABLE", "The backup's archive does not hold its uploads.")

    def _clear_after(self, failed: BaseException) -> None:
        try:
            recovery.clear(self.operation)
            self.operation.journal.advance("cleared", reason=str(failed)[:500])
        except (OSError, PressluftError, server.ServerError) as left:
            self.operation.warn("Not all that was staged could be removed; the next attempt does: %s" % left)

    # Step 5

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

    # Step 6

    def finish(self) -> Dict[str, Any]:
        """Keeps the previous generation, sweeps older ones; the restore's whole result."""
        operation = self.operation
        entry = operation.journal.entry
        if entry is None or entry["job"] != operation.job["id"] or entry["phase"] not in ("healthy", "done"):
            raise PressluftError(None, "There is no switched restore of this job to finish.")
        if entry["phase"] == "healthy":
            recovery.finish(operation)
        return {"restore": self.result()}

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

    # Beside the live site

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
            _require(os.path.dirname(target), needed * _FILES_FACTOR + _MARGIN, "the destination")
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

    def _destination_result(self) -> Dict[str, Any]:
        entry = self.operation.journal.entry
        assert entry is not None
        return dict(self.result(), outcome="succeeded", destination=entry.get("destination"))

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
        files, file_bytes = _tree(os.path.join(live.path, live.uploads))
        code, code_bytes = _tree(live.release_path)
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

    # What several steps use

    def _facts(self, following: str, **more: Any) -> Dict[str, Any]:
        facts: Dict[str, Any] = {"next": following, **more}
        if following == "done":
            entry = self.operation.journal.entry
            assert entry is not None
            facts["restore"] = self._destination_result() if entry["kind"] == "destination" else self.result()
        return facts

    def _place(self) -> ArtifactDirectory:
        storage = self.order["storage"]
        if storage.get("type") != "file":
            raise PressluftError(None, "The storage type %r is not known to this version." % storage.get("type"))
        return ArtifactDirectory(storage["path"], self.order["storage_path"])

    def _manifest(self, place: ArtifactDirectory) -> Dict[str, Any]:
        manifest, _, _ = artifact.open_manifest(
            place,
            self.order["key"],
            self.order["backup_id"],
            self.operation.environment["id"],
            self.order.get("manifest_sha256"),
            self.order.get("scope"),
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
        code = 0 if files_in(manifest["scope"]) else _tree(live.release_path)[1]
        files = int(sizes.get("files", 0) * _FILES_FACTOR) + code + _MARGIN
        database = int(sizes.get("database", 0) * _DATABASE_FACTOR)
        datadir = operation.server.data_directory() if database else None
        facts = {"files_bytes": files, "database_bytes": database}
        if datadir and os.stat(datadir).st_dev == os.stat(operation.path).st_dev:
            _require(operation.path, files + database, "the environment and the database server")
            return facts
        _require(operation.path, files, "the environment")
        if datadir:
            _require(datadir, database + _MARGIN, "the database server")
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

    def _staged(self) -> Dict[str, Any]:
        operation = self.operation
        entry = operation.journal.entry
        ours = entry is not None and entry["job"] == operation.job["id"] and entry["fence"] == operation.job["fence"]
        if entry is None or not ours or entry["phase"] != "staged":
            raise PressluftError(None, "There is no staged restore of this attempt to switch to.")
        return entry

    def _made(self) -> Dict[str, Any]:
        entry = self.operation.journal.entry
        assert entry is not None
        return entry["made"]

    def _rolled_back(self, reason: str, checks: List[health.Check]) -> PressluftError:
        now = "and is healthy" if health.healthy(checks) else "but is not healthy either (%s)" % health.reasons(checks)
        return PressluftError(
            "HEALTH_CHECK_FAILED",
            "The restored site was not healthy (%s), so the previous one was switched back; it is live again %s."
            % (reason, now),
            restore=dict(self.result(), outcome="rolled_back", health=[check.facts() for check in checks]),
        )


def _tree(directory: str) -> Tuple[int, int]:
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


def _require(path: str, needed: float, whose: str) -> None:
    facts = os.statvfs(path)
    free = facts.f_bavail * facts.f_frsize
    if free < needed:
        raise PressluftError(
            "DISK_SPACE_LOW",
            "The disk of %s has %d MiB free, and the restore needs about %d MiB. Nothing was changed; free space and "
            "run this again." % (whose, free >> 20, int(needed) >> 20),
        )


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
