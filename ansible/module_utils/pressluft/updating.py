"""An update: WordPress's own updater in a copy of the live release, then the same check and switch as a deploy's.

Two ways. `generation`: on a copy of the database, in a new generation, so that a failed update never met the live
data. `in_place`: on the live database, since orders may come in meanwhile; then whatever runs new code on that
database happens while visitors see WordPress's own maintenance page, and what it did to the schema decides whether
the database comes back from the safety backup.
"""

from __future__ import annotations

import os
import time
from typing import Any, Callable, Dict, List, Optional
from urllib.parse import urlsplit

from ansible.module_utils.pressluft import (
    code_tree, database_copy, durable, generations, health, layout, loader, recovery, restoring, sql_names, staging,
    updater)
from ansible.module_utils.pressluft.errors import PressluftError
from ansible.module_utils.pressluft.operation import Operation, made_before
from ansible.module_utils.pressluft.release_change import ReleaseChange, ms
from ansible.module_utils.pressluft.releases import Releases
from ansible.module_utils.pressluft.server_errors import ServerError

SCOPES = ("core", "plugins", "themes", "all")
MODES = ("generation", "in_place")
SECONDS = 900
_DATABASE_FACTOR = 1.6
_RESERVE = 64 * 1024 * 1024
_TIMESTAMP = "%Y%m%dT%H%M%SZ"


class Update(ReleaseChange):
    """See ReleaseChange for what its steps have in common with a deploy's.

    :param program: the text of files/update.php
    """

    def __init__(self, operation: Operation, order: Dict[str, Any], program: str = "", progress: Optional[Any] = None,
                 killed_at: Callable[[str], None] = lambda _: None) -> None:
        super().__init__(operation, order, None, killed_at)
        self.program = program
        self.progress = progress
        self.passed: Dict[str, float] = {}
        self.reach = self._reached
        self._killed_at = killed_at

    def _reached(self, boundary: str) -> None:
        self.passed[boundary] = time.monotonic()
        self._killed_at(boundary)

    # Prepare

    def prepare(self) -> Dict[str, Any]:
        """Finishes or clears what is unfinished, and checks the order; `safety` says how the way back is secured."""
        recovered = recovery.recover(self.operation)
        ended = self.ended(recovered)
        if ended:
            return dict(ended, safety=made_before(self.order))
        self._order()
        live = self.operation.live()
        updater.account(live)
        self._require_space(live)
        safety = (self.order.get("safety") or {}).get("mode")
        if safety not in ("create", "verify"):
            raise PressluftError("PRE_BACKUP_FAILED", "An update needs a safety backup, and none was ordered.")
        return {"next": "update", "safety": safety, "recovered": recovered.outcome, "from": live.facts()}

    def ended(self, recovered: recovery.Recovery) -> Dict[str, Any]:
        """As for a deploy; and a database that an earlier attempt left changed is put back first."""
        entry = self.journal.entry
        if entry is None or entry.get("job") != self.operation.job["id"]:
            return {}
        if entry["kind"] == "restore":
            # The way back of an earlier attempt, whole or cleared away.
            before = entry.get("update") or {}
            restored = entry["phase"] == "done" or self._mend(before)
            raise self._left(before, entry.get("reason") or "", recovered.checks, restored)
        if entry["phase"] in ("reverted", "cleared") and self._mend(entry):
            raise self._left(entry, entry.get("reason") or "it was not healthy", recovered.checks, True)
        return super().ended(recovered)

    def _order(self) -> updater.Order:
        scope, mode, api = self.order.get("scope"), self.order.get("mode"), self.order.get("api") or None
        if scope not in SCOPES or mode not in MODES:
            raise PressluftError("UPDATE_FAILED", "The scope %r or the mode %r of the update is not known." %
                                 (scope, mode))
        if api is not None and not _mirror(api):
            raise PressluftError("UPDATE_FAILED", "The update mirror must be an http or https URL without a user.")
        stamp = self.order.get("release")
        if stamp is not None and not (isinstance(stamp, str) and layout.RELEASE_NAME.match(stamp)):
            raise PressluftError("LAYOUT_UNSUPPORTED", "%r is not a release's timestamp." % str(stamp)[:60])
        return updater.Order(scope, api, float(self.order.get("time_limit_seconds") or SECONDS),
                             updater.wp_cli(self.order.get("wp_cli")))

    def _require_space(self, live: layout.Live) -> None:
        # The copy, and once more for what is unpacked beside it.
        files = 2 * code_tree.bytes_of(live.release_path) + _RESERVE
        _free(self.path, files, "the environment")
        if self.order["mode"] == "generation":
            datadir = self.operation.server.data_directory()
            if datadir:
                data = int(self.operation.server.size(live.database)[1] * _DATABASE_FACTOR) + _RESERVE
                same = os.stat(datadir).st_dev == os.stat(self.path).st_dev
                _free(datadir, data + (files if same else 0), "the database server")

    # Stage

    def stage(self) -> Dict[str, Any]:
        """Copies the live release, and in the mode `generation` the live database."""
        if not self.journal.at_rest:
            raise PressluftError(None, "An unfinished operation is in the journal; run the step `prepare` first.")
        live = self.operation.live()
        made = self._names(live)
        self.begin("update", live, made)
        self.journal.note(to={"release": made["release"], "generation": made.get("generation", live.generation),
                              "database": made.get("database") or live.database})
        self.note({"mode": self.order["mode"], "scope": self.order["scope"]}, [])
        with self.clearing():
            Releases(self.path).add(
                made["release"], source_type="update", source_ref=self.order["scope"], commit=None, checksum=None,
                job=self.operation.job["id"], replaces=live.release,
                made_at=generations.timestamp(self.operation.now()))
            self.reach("named")
            layout.remove(self.staging)
            os.mkdir(self.staging)
            os.chmod(self.staging, 0o711)
            staging.copy_tree(live.release_path, self.operation.absolute(made["release"]),
                              self.operation.lease.pass_fds)
            layout.remove(os.path.join(self.operation.absolute(made["release"]), ".maintenance"))
            self.reach("copied")
            if made.get("generation"):
                self._generation(live, made)
            layout.read_release(self.path, made["release"])
            self.reach("staged")
        return {"release": made["release"]}

    def _names(self, live: layout.Live) -> Dict[str, Any]:
        """Everything that clearing away removes. Names are recorded before they are used."""
        names = layout.Names(self.path)
        made: Dict[str, Any] = {}
        if self.order["mode"] == "generation":
            base = self.operation.database.get("name") or live.database
            number = names.generation(self.operation.server.generation_numbers(base))
            database = sql_names.generation_name(base, number)
            made = {"generation": number, "database": database,
                    "loader": loader.Loader(self.operation.server, database).name}
        made["release"] = names.release(self.order.get("release") or self.operation.now().strftime(_TIMESTAMP))
        return made

    def _generation(self, live: layout.Live, made: Dict[str, Any]) -> None:
        operation = self.operation
        if self.progress:
            self.progress.enter("stage", operation.server.size(live.database)[1])
        copied = database_copy.copy(operation, live.database, made["database"], made["loader"],
                                    self.progress.add if self.progress else None)
        self.reach("loaded")
        layout.bind_release(live, made["release"], made["generation"])
        layout.write_generation(
            live, made["generation"],
            live.wp_config().for_generation(live.wp_config(), made["database"], live.table_prefix), live.uploads,
            {"generation": made["generation"], "release": made["release"], "database": made["database"],
             "update": self.order["scope"], "job": operation.job["id"],
             "created_at": generations.timestamp(operation.now()), "replaces": live.facts()})
        self.journal.note(events={"to": [list(event) for event in copied.events], "from": []})
        self.note({"tables": copied.tables, "rows": copied.rows}, [])

    # Update

    def update(self) -> Dict[str, Any]:
        """WordPress updates itself in the new release. `next` is `nothing` when there was nothing to update."""
        live = self.resume()
        with self.telling(), self.clearing():
            target = layout.read_release(self.path, self.entry()["to"]["release"])
            if not self._generational():
                self.note({"schema": database_copy.schema(self.operation, live.database, live.table_prefix)}, [])
            run = self._updater(live, target, "update")
            if run.order.wp_cli is None and not self.program:
                raise updater.failed("the controller sent no program to run")
            begun = time.monotonic()
            updater.hand_over(target.release_path, run.account)
            components = run.components()
            updater.give_back(target.release_path, live.release_path, _owner(live))
            layout.remove(os.path.join(target.release_path, ".maintenance"))
            self.note({"components": components, "update_ms": ms(begun),
                       "wordpress_version": code_tree.wordpress_version(target.release_path)}, [])
            self.reach("updated")
            bad = [part for part in components if not part["ok"]]
            if bad:
                raise PressluftError(
                    "UPDATE_FAILED", "%s could not be updated from %s to %s: %s. Nothing was switched." % (
                        bad[0]["name"][:100], bad[0]["from"], bad[0]["to"], bad[0]["error"].rstrip(".")))
            if not components:
                recovery.clear(self.operation)
                Releases(self.path).forget_missing()
                self.journal.advance("cleared", outcome="nothing_to_do")
                return {"next": "nothing", "components": []}
            if self._generational():
                run.database()
                self.reach("upgraded")
            layout.remove(run.home)
        return {"next": "switch", "components": components}

    def _updater(self, live: layout.Live, target: layout.Live, name: str) -> updater.Updater:
        os.makedirs(self.staging, 0o711, exist_ok=True)
        os.chmod(self.staging, 0o711)
        return updater.Updater(self.operation, live, target, self._order(), self.program,
                               os.path.join(self.staging, name))

    # Check

    def check(self) -> Dict[str, Any]:
        """As for a deploy. In place, nothing may run the new code on the live database yet: only its syntax."""
        with self.telling():
            if self._generational():
                return super().check()
            live = self.resume()
            with self.clearing():
                facts = {"php": self._syntax(live, layout.read_release(self.path, self.entry()["to"]["release"]))}
                durable.sync_filesystem(self.path)
                self.note(facts, [])
                self.journal.advance("staged")
                self.reach("checked")
                return facts

    # Switch

    def switch(self) -> Dict[str, Any]:
        """The rename, as for a deploy; in place behind the maintenance page, with the database's upgrade before."""
        with self.telling():
            if not self._generational():
                return self._switch_in_place()
            live = self.resume()
            with self.clearing():
                staged = layout.read_release(self.path, self.entry()["to"]["release"])
                left = recovery.before_switch(self.operation, live, staged)
                self.journal.note(events=dict(self.entry()["events"], **{"from": left}))
            return super().switch()

    def _switch_in_place(self) -> Dict[str, Any]:
        live = self.resume()
        entry = self.entry()
        if self.journal.phase != "staged":
            raise PressluftError("LEASE_LOST", "The release was not checked by this attempt; nothing was switched.")
        target = layout.read_release(self.path, entry["to"]["release"])
        try:
            with self.clearing():
                self._close(live)
                self.reach("maintenance")
                if any(part["type"] == "core" for part in self.facts().get("components", [])):
                    self._updater(live, target, "upgrade").database()
                    layout.remove(os.path.join(self.staging, "upgrade"))
                    self.reach("upgraded")
                checks = health.release_checks(self.operation.site, target)
                self.reach("probed")
                if not health.healthy(checks):
                    raise PressluftError(
                        "HEALTH_CHECK_FAILED", "The updated release %s was not switched to: %s." %
                        (target.release, health.reasons(checks)),
                        update={"outcome": "refused", "health": [check.facts() for check in checks]})
                self.operation.server.flush()
                durable.sync_filesystem(self.path)
            done = super().switch()
        except PressluftError as failed:
            if failed.code != "LEASE_LOST" and self.journal.at_rest:
                try:
                    self._put_back(failed)
                finally:
                    if "maintenance" in self.passed:
                        failed.facts["update"]["downtime_ms"] = ms(self.passed["maintenance"])
            raise
        self.note({"downtime_ms": int((self.passed["renamed"] - self.passed["maintenance"]) * 1000)}, [])
        return done

    def _close(self, live: layout.Live) -> None:
        """Visitors get WordPress's maintenance page; that it was put there is known before it is.

        The page ends by itself ten minutes after the update's time limit, should nobody ever come to take it away.
        """
        self.journal.note(maintenance=live.release, touched=True)
        _close(live, float(self.order.get("time_limit_seconds") or SECONDS))

    # The database, after an update in place that failed

    def _mend(self, entry: Dict[str, Any]) -> bool:
        """Puts the database of the safety backup back when new code changed its schema; whether it did."""
        if not entry.get("touched") or not entry.get("facts", {}).get("schema"):
            return False
        live = self.operation.live()
        if live.database != entry["from"]["database"]:
            return False
        now = database_copy.schema(self.operation, live.database, live.table_prefix)
        if now == entry["facts"]["schema"]:
            return False
        seconds = float(self.order.get("time_limit_seconds") or SECONDS)
        DatabaseReturn(self.operation, self.order["safety"], entry, seconds, self.reach).run()
        return True

    def _put_back(self, failed: PressluftError) -> None:
        entry = dict(self.entry())
        told = failed.facts.setdefault("update", {})
        try:
            told["database_restored"] = self._mend(entry)
            if told["database_restored"]:
                # The data that the update had changed is kept, and may be wanted for what was written meanwhile.
                told["undo_until"] = self.entry().get("undo_until")
        except (OSError, PressluftError, ServerError) as broken:
            raise PressluftError(
                "ROLLBACK_FAILED", "The code is the one before the update again, but the update had changed the "
                "database's schema and it could not be put back (%s). Restore the safety backup." % broken,
                update=dict(told, outcome="rolled_back", database_restored=False)) from broken
        if told["database_restored"]:
            failed.message += " The database was changed by the update and is that of the safety backup again."

    def _left(self, entry: Dict[str, Any], reason: str, checks: List[health.Check], restored: bool) -> PressluftError:
        return PressluftError(
            "HEALTH_CHECK_FAILED", "The update was not healthy (%s), so it was left again. The database %s." % (
                reason, "is that of the safety backup again" if restored else "was not changed by it"),
            update=dict(_told(entry), outcome="rolled_back", database_restored=restored,
                        undo_until=self.entry().get("undo_until"), health=self.entry().get("failed", []),
                        health_after=[check.facts() for check in checks],
                        unhealthy_ms=self.entry().get("unhealthy_ms")))

    # Finish

    def finish(self) -> Dict[str, Any]:
        """Lists what is live, removes releases beyond the retention, and tells the whole outcome."""
        entry = self.entry()
        if entry.get("job") == self.operation.job["id"] and entry.get("outcome") == "nothing_to_do":
            return {"update": dict(_told(entry), outcome="nothing_to_do", to=entry["from"])}
        done = super().finish()["update"]
        return {"update": dict(_told(entry), **{name: done[name] for name in (
            "outcome", "health", "php", "switch_ms", "downtime_ms", "releases", "removed_releases", "warnings",
            "wordpress_version")}, undo_until=self.entry().get("undo_until"))}

    def recover(self) -> Dict[str, Any]:
        """After a failed step: at rest now, the database too, and not only at the next attempt."""
        told = super().recover()
        entry = self.journal.entry
        if entry is not None and entry.get("job") == self.operation.job["id"]:
            before = entry.get("update") if entry["kind"] == "restore" else entry
            if before and entry["phase"] in ("reverted", "cleared"):
                told["database_restored"] = self._mend(before)
        return told

    def _generational(self) -> bool:
        return self.facts().get("mode") == "generation"

    def tell(self, error: PressluftError) -> PressluftError:
        entry = self.journal.entry
        if entry is not None and entry.get("job") == self.operation.job["id"]:
            error.facts["update"] = dict(_told(entry.get("update") or entry), **(error.facts.get("update") or {}))
        return error

    def _rolled_back(self, reason: str, again: List[health.Check]) -> PressluftError:
        return self.tell(super()._rolled_back(reason, again))

    def telling(self) -> "_Telling":
        return _Telling(self)


class _Telling:
    """Every failure of this job's steps says which components there were, and what became of the update."""

    def __init__(self, update: Update) -> None:
        self.update = update

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        if isinstance(error, PressluftError):
            self.update.tell(error)


class DatabaseReturn(restoring.Restoring):
    """The database of the safety backup, in a new generation and switched to, as a restore of the scope `db` does.

    Visitors see the maintenance page meanwhile: what they wrote would be lost.
    """

    def __init__(self, operation: Operation, safety: Dict[str, Any], entry: Dict[str, Any], seconds: float,
                 reach: Callable[[str], None]) -> None:
        super().__init__(operation)
        self.order = safety
        self.update = entry
        self.seconds = seconds
        self.reach = reach

    def run(self) -> None:
        """:raises PressluftError: when it could not be brought back; the live data is what it was before then"""
        self.stage()
        self.reach("returning")
        self.switch()
        self.finish()

    def _manifest(self, place: Any, order: Optional[Dict[str, Any]] = None) -> Dict[str, Any]:
        manifest = super()._manifest(place, order)
        parts = [part for part in manifest["parts"] if part["role"] == "database"]
        return dict(manifest, scope="db", parts=parts)

    def _begin(self, manifest: Dict[str, Any], live: layout.Live) -> None:
        super()._begin(manifest, live)
        kept = {name: self.update.get(name) for name in ("facts", "from", "to", "touched")}
        self.operation.journal.note(
            update=kept, reason=self.update.get("reason"), failed=self.update.get("failed", []),
            unhealthy_ms=self.update.get("unhealthy_ms"), maintenance=live.release)
        _close(live, self.seconds)
        self.reach("closed")

    def _copy_release(self, live: layout.Live, release: str) -> None:
        super()._copy_release(live, release)
        layout.remove(os.path.join(self.operation.absolute(release), ".maintenance"))


def _close(live: layout.Live, seconds: float) -> None:
    """WordPress's own maintenance page, which ends ten minutes after the time of the file.

    The text is always the same, because PHP may keep it compiled for as long as it runs.
    """
    path = os.path.join(live.release_path, ".maintenance")
    durable.write_text(path, "<?php $upgrading = (int) @filemtime( __FILE__ );\n", 0o644)
    until = time.time() + seconds
    os.utime(path, (until, until))
    like = os.stat(os.path.join(live.release_path, "wp-load.php"))
    if os.geteuid() == 0:
        os.chown(path, like.st_uid, like.st_gid)


def _told(entry: Dict[str, Any]) -> Dict[str, Any]:
    """What the journal knows of an update, in the shape of a result."""
    facts = entry.get("facts", {})
    return {"outcome": "refused", "mode": facts.get("mode"), "components": facts.get("components", []),
            "from": entry.get("from"), "to": entry.get("to"), "health": [], "switch_ms": facts.get("switch_ms"),
            "downtime_ms": facts.get("downtime_ms", 0), "database_restored": False,
            "warnings": facts.get("warnings", [])}


def _mirror(api: Any) -> bool:
    if not isinstance(api, str) or len(api) > 1000 or any(ord(char) <= 32 for char in api):
        return False
    parts = urlsplit(api)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc \
        and not parts.query and not parts.fragment


def _owner(live: layout.Live) -> Any:
    facts = os.lstat(live.release_path)
    return updater.commands.Account(facts.st_uid, facts.st_gid)


def _free(path: str, needed: int, whose: str) -> None:
    facts = os.statvfs(path)
    free = facts.f_bavail * facts.f_frsize
    if free < needed:
        raise PressluftError("DISK_SPACE_LOW", "The disk of %s has %d MiB free, and the update needs about %d MiB. "
                             "Nothing was changed." % (whose, free >> 20, needed >> 20))


STEPS = ("prepare", "stage", "update", "check", "switch", "finish", "recover")


def step(name: str, operation: Operation, variables: Dict[str, Any], *more: Any) -> Dict[str, Any]:
    """Runs one of STEPS for the section `update` of the variables."""
    return getattr(Update(operation, variables["update"], variables.get("program") or "", *more), name)()
