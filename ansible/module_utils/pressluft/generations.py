"""Which generations are kept, for how long, and what of them nobody needs any more.

`.pressluft/generations.json` lists every generation that was ever live under Pressluft and is not swept yet.
It does not say which one is live; `current` does. A generation may share its uploads or its database
with another one (a restore of half a backup), so things are dropped one by one, each only when no generation
that is kept or live still names it.
"""

from __future__ import annotations

import os
from datetime import datetime, timedelta, timezone
from typing import Any, Dict, List, NamedTuple, Optional

from ansible.module_utils.pressluft import durable
from ansible.module_utils.pressluft.layout import Live

_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


def timestamp(moment: datetime) -> str:
    """UTC with Z, whole seconds."""
    return moment.astimezone(timezone.utc).strftime(_FORMAT)


def moment(text: str) -> datetime:
    return datetime.strptime(text, _FORMAT).replace(tzinfo=timezone.utc)


class Remains(NamedTuple):
    """What of an expired generation can go now."""

    generation: int
    database: Optional[str]
    release: Optional[str]
    uploads: Optional[str]
    # Nothing of it is needed any more: the entry goes as well.
    whole: bool


class Generations:
    """The list. Read by anyone, written only under the lease."""

    def __init__(self, env_path: str) -> None:
        self.path = os.path.join(env_path, ".pressluft", "generations.json")
        listed = durable.read_json(self.path) or {"generations": {}}
        self.entries: Dict[int, Dict[str, Any]] = {int(n): entry for n, entry in listed["generations"].items()}

    def write(self) -> None:
        durable.write_json(self.path, {"generations": {str(n): entry for n, entry in self.entries.items()}})

    def live_now(self, live: Live, job: Optional[str] = None, previous: Optional[int] = None) -> None:
        """Lists the live generation, and notes which one it replaced and by which job."""
        entry = self.entries.setdefault(live.generation, {"job": job, "previous": previous})
        entry.update(release=live.release, database=live.database, uploads=live.uploads, keep_until=None)

    def keep(self, replaced: Live, until: datetime) -> None:
        """Keeps the generation that was live until now; a second call does not make it longer."""
        self.live_now_if_missing(replaced)
        if not self.entries[replaced.generation].get("keep_until"):
            self.entries[replaced.generation]["keep_until"] = timestamp(until)

    def live_now_if_missing(self, live: Live) -> None:
        if live.generation not in self.entries:
            self.live_now(live)

    def undo_target(self, live: Live, now: datetime) -> Optional[Dict[str, Any]]:
        """The generation that the live one replaced, when it is still whole and its time is not over."""
        previous = self.entries.get(live.generation, {}).get("previous")
        entry = self.entries.get(previous) if previous is not None else None
        if entry is None or entry.get("sweeping") or not entry.get("keep_until"):
            return None
        if moment(entry["keep_until"]) <= now:
            return None
        return dict(entry, generation=previous)

    def expired(self, live: Live, now: datetime) -> List[int]:
        """The generations whose time is over, the live one never among them."""
        return sorted(
            number
            for number, entry in self.entries.items()
            if number != live.generation
            and (entry.get("sweeping") or (entry.get("keep_until") and moment(entry["keep_until"]) <= now))
        )

    def remains(self, number: int, live: Live, expired: List[int]) -> Remains:
        """What can go of an expired generation: nothing that the live one or a kept one still names."""
        entry = self.entries[number]
        kept = [other for n, other in self.entries.items() if n not in expired and n != live.generation]
        databases = {other["database"] for other in kept} | {live.database}
        uploads = {other["uploads"] for other in kept} | {live.uploads}
        releases = {other["release"] for other in kept} | {live.release}
        own_uploads = "shared/uploads" if number == 0 else "data/%d/uploads" % number
        # The directory of the generation is needed as long as somebody's uploads really lie in it.
        whole = own_uploads not in uploads
        return Remains(
            generation=number,
            database=entry["database"] if entry["database"] not in databases else None,
            release=entry["release"] if entry["release"] not in releases else None,
            uploads=own_uploads if whole else None,
            whole=whole,
        )


def window(seconds: int, now: datetime) -> datetime:
    return now + timedelta(seconds=int(seconds))
