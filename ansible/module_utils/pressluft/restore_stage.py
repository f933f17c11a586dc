"""Staging: a new generation beside the live one, compared with the manifest; all of it goes again when anything fails.
"""

from __future__ import annotations

import contextlib
import os
from typing import Any, Dict, List, Optional

from ansible.module_utils.pressluft import generations, layout, programs, server, sql_names, staging
from ansible.module_utils.pressluft.errors import PressluftError
from ansible.module_utils.pressluft.loader import Loader
from ansible.module_utils.pressluft.restore_base import database_in, files_in
from ansible.module_utils.pressluft.restore_confirm import Confirmation, Confirming

_TIMESTAMP = "%Y%m%dT%H%M%SZ"


class Staging(Confirming):
    """The step `stage`."""

    def stage(self) -> Dict[str, Any]:
        """Makes the new generation beside the live one; removes all of it again when anything fails."""
        operation = self.operation
        if not operation.journal.at_rest:
            raise PressluftError(None, "An unfinished restore is in the journal; run the step `prepare` first.")
        with contextlib.ExitStack() as opened:
            place = opened.enter_context(self._place())
            manifest = self._manifest(place)
            live = operation.live()
            confirmation = self._confirm(place, manifest, opened)
            try:
                self._begin(manifest, live)
                try:
                    return self._stage(place, manifest, live, confirmation)
                except BaseException as failed:
                    self._clear_after(failed)
                    raise
            finally:
                if confirmation is not None:
                    confirmation.leave()

    def _begin(self, manifest: Dict[str, Any], live: layout.Live) -> None:
        operation = self.operation
        scope = manifest["scope"]
        names = layout.Names(operation.path)
        base = operation.database.get("name") or live.database
        number = names.generation(operation.server.generation_numbers(base))
        release = names.release(operation.now().strftime(_TIMESTAMP))
        database = sql_names.generation_name(base, number) if database_in(scope) else None
        loader = Loader(operation.server, database) if database else None
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

    def _stage(
        self, place: Any, manifest: Dict[str, Any], live: layout.Live, confirmation: Optional[Confirmation]
    ) -> Dict[str, Any]:
        operation = self.operation
        entry = operation.journal.entry
        assert entry is not None
        made, scope = entry["made"], manifest["scope"]
        unpacked = os.path.join(operation.state, "staging")
        layout.remove(unpacked)
        os.mkdir(unpacked, 0o700)
        if self.progress:
            self.progress.enter("stage", sum(part["size"] for part in manifest["parts"]))

        def check() -> None:
            operation.lease.check()
            if confirmation is not None:
                confirmation.check()

        loader = None
        targets: List[staging.Target] = []
        try:
            if database_in(scope):
                operation.server.create_like(live.database, made["database"])
                loader = Loader(operation.server, made["database"], made["loader"])
                loader.create()
                targets.append(staging.Database(loader))
            if files_in(scope):
                targets.append(staging.Directory(unpacked, operation.lease.pass_fds, staging.size_of(manifest, "files")))
            found = staging.unpack(place, manifest, targets, self._others(manifest), self.progress, check)
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
        confirmed = confirmation.result() if confirmation is not None else None
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
        return {"stage": dict(facts, confirmed=confirmed)}

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
