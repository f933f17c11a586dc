"""After the rename: health, the way back, finishing; and the same for what a killed worker left behind.

A restore that runs through and one that is taken up by the journal use these same functions, so every kill ends
in a state that an ordinary run also passes.
"""

from __future__ import annotations

import os
import time
from datetime import datetime
from typing import Any, Dict, List, NamedTuple, Optional

from ansible.module_utils.pressluft import database_copy, durable, generations, health, layout
from ansible.module_utils.pressluft.errors import PressluftError
from ansible.module_utils.pressluft.journal import BEFORE_THE_SWITCH
from ansible.module_utils.pressluft.loader import drop_loader
from ansible.module_utils.pressluft.operation import Operation
from ansible.module_utils.pressluft.releases import Releases
from ansible.module_utils.pressluft.server import Event
from ansible.module_utils.pressluft.server_errors import ServerError


class Recovery(NamedTuple):
    """What became of an earlier worker's operation: none, cleared, finished or rolled_back."""

    outcome: str
    checks: List[health.Check]


def recover(operation: Operation) -> Recovery:
    """Finishes or clears away whatever the journal says is unfinished. Call under the lease."""
    journal = operation.journal
    _remove_probes(operation)
    if journal.at_rest:
        return Recovery("none", [])
    assert journal.entry is not None
    entry = journal.entry
    live = layout.current_release(operation.path)
    if journal.phase in BEFORE_THE_SWITCH or (journal.phase == "switching" and live != entry["to"]["release"]):
        clear(operation)
        journal.advance("cleared")
        _warn_of_schema(operation, entry)
        return Recovery("cleared", [])
    if journal.phase == "healthy":
        finish(operation)
        return Recovery("finished", [])
    if journal.phase == "reverting":
        checks = go_back(operation)
        _warn_of_schema(operation, entry)
        return Recovery("rolled_back", checks)
    # The rename happened, and nobody has said yet whether the new release is healthy.
    if journal.phase == "switching":
        durable.sync_directory(operation.path)
        journal.advance("switched", switched_at=generations.timestamp(operation.now()))
    checks = settle_in(operation)
    if health.healthy(checks):
        finish(operation)
        return Recovery("finished", checks)
    checks = go_back(operation, checks)
    _warn_of_schema(operation, entry)
    return Recovery("rolled_back", checks)


def _warn_of_schema(operation: Operation, entry: Dict[str, Any]) -> None:
    """After an update in place that was cut off: is the database still what the code before it left?"""
    # The entry of a safety backup's return carries that of its update.
    entry = entry.get("update") or entry
    before = entry.get("facts", {}).get("schema")
    if not entry.get("touched") or not before:
        return
    try:
        live = operation.live()
        changed = database_copy.schema(operation, live.database, live.table_prefix) != before
    except (OSError, PressluftError, ServerError) as failed:
        operation.warn("Whether the update had changed the database's schema could not be seen: %s" % failed)
        return
    if changed:
        operation.warn(
            "The update was left again, but it had changed the schema of the database %s. The next attempt of the same "
            "job puts the safety backup's database back; if there is none, restore that backup." % live.database)


def before_switch(operation: Operation, live: layout.Live, staged: layout.Live) -> List[List[str]]:
    """Makes durable what the rename will show; returns the enabled events of the database that is left.

    They are also noted in the list of generations, so that an undo can enable them again.
    """
    events: List[List[str]] = []
    if live.database != staged.database:
        events = [list(event) for event in operation.server.enabled_events(live.database)]
        operation.server.flush()
        datadir = operation.server.data_directory()
        if datadir:
            durable.sync_filesystem(datadir)
    # Without this a power cut after the rename leaves empty files (measured: 2,622 of 2,798).
    durable.sync_filesystem(operation.path)
    listed = operation.generations
    listed.live_now_if_missing(live)
    listed.entries[live.generation]["events"] = events
    listed.write()
    return events


def settle_in(operation: Operation) -> List[health.Check]:
    """After the rename: events, caches, health. Advances the journal to `healthy` when all is well."""
    entry = _entry(operation)
    _events(operation, "from", enabled=False)
    _events(operation, "to", enabled=True)
    live = operation.live()
    operation.warn(health.clear_caches(operation.site, live))
    checks = health.live_checks(operation.site, live)
    if health.healthy(checks):
        operation.lease.check()
        operation.journal.advance("healthy", health=[check.facts() for check in checks])
    elif live.release != entry["to"]["release"]:
        raise PressluftError("ROLLBACK_FAILED", "`current` was changed by somebody else during the switch.")
    return checks


def go_back(operation: Operation, failed: Optional[List[health.Check]] = None) -> List[health.Check]:
    """Renames `current` back to what it was, and clears what was made; returns the health of what is live again.

    The journal then knows why (`reason`, `failed`) and for how long the unhealthy release was what visitors got
    (`unhealthy_ms`, from the one rename to the other; missing when a worker died between the rename back and its note).

    :param failed: the checks that led here; None when the journal knows them already
    :raises PressluftError: ROLLBACK_FAILED when the old release could not be put back
    """
    entry = _entry(operation)
    operation.lease.check()
    why: Dict[str, Any] = {}
    if failed is not None:
        why = {"reason": health.reasons(failed), "failed": [check.facts() for check in failed]}
    try:
        operation.journal.advance("reverting", **why)
        current = os.path.join(operation.path, "current")
        if layout.current_release(operation.path) != entry["from"]["release"]:
            # A rename is the last that changed the link's own inode, whoever made it.
            served = os.lstat(current).st_ctime
            durable.replace_symlink(current, entry["from"]["release"])
            operation.journal.note(unhealthy_ms=max(0, round((time.time() - served) * 1000)))
        end_maintenance(operation)
        live = operation.live()
    except (OSError, PressluftError) as broken:
        raise PressluftError(
            "ROLLBACK_FAILED",
            "The restored release is not healthy (%s), and the previous one could not be put back (%s). Point "
            "`current` at %s by hand." % (entry.get("reason", ""), broken, entry["from"]["release"]),
        ) from broken
    try:
        _events(operation, "to", enabled=False)
        _events(operation, "from", enabled=True)
        operation.warn(health.clear_caches(operation.site, live))
        checks = health.live_checks(operation.site, live)
        clear(operation)
        operation.journal.advance("reverted", health=[check.facts() for check in checks])
    except (OSError, PressluftError, ServerError) as left:
        # What is live is proven; the rest is cleared by the next worker, since the journal says `reverting`.
        operation.warn("The previous release is live again, but not all could be cleared away: %s" % left)
        return []
    return checks


def ending(operation: Operation, again: List[health.Check]) -> Dict[str, Any]:
    """How the operation in the journal ended, in the shape that its own job would have told it; nothing when it did not.

    For whoever settles: the worker that should have told it was lost. `again` is the health of what is live now.
    """
    entry = operation.journal.entry
    if entry is None or entry["kind"] == "destination" or entry["phase"] not in ("done", "reverting", "reverted"):
        return {}
    # The return of a safety backup's database is the end of its update, which was left.
    of = entry.get("update") or entry
    left = of is not entry or entry["phase"] != "done"
    facts = of.get("facts", {})
    told = {
        "job": entry.get("job"), "from": of["from"], "to": of["to"], "commit": facts.get("commit"),
        "switch_ms": facts.get("switch_ms", entry.get("switch_ms")), "undo_until": entry.get("undo_until")}
    if left:
        told.update(outcome="rolled_back", reason=entry.get("reason"), health=entry.get("failed", []),
                    health_after=[check.facts() for check in again], unhealthy_ms=entry.get("unhealthy_ms"))
    else:
        told.update(outcome="undone" if entry["kind"] == "undo" else "succeeded", health=entry.get("health", []))
    if of is not entry:
        told["database_restored"] = entry["phase"] == "done"
    section = "update" if of is not entry else {"undo": "restore"}.get(entry["kind"], entry["kind"])
    return {section: told}


def clear(operation: Operation) -> None:
    """Removes what the operation in the journal made, and nothing that is live or kept."""
    made = _entry(operation).get("made") or {}
    operation.lease.check()
    end_maintenance(operation)
    layout.remove(os.path.join(operation.path, "current.next"))
    live = operation.live()
    if made.get("loader"):
        drop_loader(operation.server, made["loader"])
    database = made.get("database")
    if database and database != live.database and database not in _kept(operation, "database"):
        operation.server.drop_database(database)
    release = made.get("release")
    if release and release != live.release and release not in _kept(operation, "release"):
        layout.remove(operation.absolute(release))
    number = made.get("generation")
    if number and number != live.generation and number not in operation.generations.entries:
        layout.remove(operation.absolute("data/%d" % number))
    if made.get("beside"):
        layout.remove(made["beside"])
    layout.remove(os.path.join(operation.state, "staging"))
    Releases(operation.path).forget_missing()


def end_maintenance(operation: Operation) -> None:
    """Visitors of the release that an update closed are let in again; nothing when none was closed."""
    release = _entry(operation).get("maintenance")
    if release:
        layout.remove(os.path.join(operation.absolute(release), ".maintenance"))


def finish(operation: Operation) -> None:
    """Lists the generations, keeps the replaced one for the undo window, closes the journal.

    What is older stays for a cleanup: dropping a large database takes seconds, and somebody waits for this.
    """
    entry = _entry(operation)
    operation.lease.check()
    end_maintenance(operation)
    live = operation.live()
    replaced = layout.read_release(operation.path, entry["from"]["release"])
    if live.generation == replaced.generation:
        # A deploy: only the code changed. What undo goes back to stays, and what is listed names the new code.
        until = None
        if live.generation in operation.generations.entries:
            operation.generations.live_now(live)
            operation.generations.write()
    else:
        until = _keep(operation, live, replaced)
    layout.remove(os.path.join(operation.state, "staging"))
    operation.journal.advance("done", undo_until=until)


def _keep(operation: Operation, live: layout.Live, replaced: layout.Live) -> str:
    """Lists both generations and says until when the replaced one stays."""
    entry = _entry(operation)
    until = generations.window(operation.undo_window, generations.moment(entry["switched_at"]))
    if entry["kind"] in ("undo", "rollback"):
        operation.generations.live_now(live)
    else:
        operation.generations.live_now(live, entry["job"], replaced.generation)
    operation.generations.keep(replaced, until)
    operation.generations.write()
    return generations.timestamp(until)


def sweep(operation: Operation, now: datetime) -> List[int]:
    """Drops generations whose undo window is over; returns those that are gone entirely.

    The list is marked first: from then on undo refuses them, whatever is left of them after a kill.
    """
    live = operation.live()
    listed = operation.generations
    expired = listed.expired(live, now)
    for number in expired:
        listed.entries[number]["sweeping"] = True
    if expired:
        listed.write()
    gone = []
    for number in expired:
        remains = listed.remains(number, live, expired)
        operation.lease.check()
        if remains.database:
            operation.server.drop_database(remains.database)
        releases = layout.releases_of(operation.path, number) if number else []
        for release in {*releases, *([remains.release] if remains.release else [])} - {live.release}:
            layout.remove(operation.absolute(release))
        if remains.whole:
            _remove_generation(operation, number)
            del listed.entries[number]
            listed.write()
            gone.append(number)
    return gone


def _remove_generation(operation: Operation, number: int) -> None:
    if number:
        layout.remove(operation.absolute("data/%d" % number))
        return
    # Of `shared` only what a generation consists of; whatever else somebody keeps there is not ours.
    layout.remove(operation.absolute("shared/uploads"))
    layout.remove(operation.absolute("shared/wp-config.php"))
    try:
        os.rmdir(operation.absolute("shared"))
    except OSError:
        operation.warn("shared/ holds files that are not of WordPress, so it stays a directory.")
        return
    layout.name_shared(operation.path)


def _events(operation: Operation, side: str, enabled: bool) -> None:
    entry = _entry(operation)
    if entry["from"]["database"] == entry["to"]["database"]:
        return
    events = [Event(*event) for event in entry.get("events", {}).get(side, [])]
    operation.server.set_events(entry[side]["database"], events, enabled)


def _remove_probes(operation: Operation) -> None:
    for name in os.listdir(operation.state):
        if name.startswith("probe-"):
            layout.remove(os.path.join(operation.state, name))


def _kept(operation: Operation, fact: str) -> List[Any]:
    return [entry[fact] for entry in operation.generations.entries.values()]


def _entry(operation: Operation) -> Dict[str, Any]:
    entry: Optional[Dict[str, Any]] = operation.journal.entry
    assert entry is not None
    return entry
