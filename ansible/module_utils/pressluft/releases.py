"""Which releases a node has, where each came from, and which of them may go.

`.pressluft/releases.json` keeps the origin of each release beside the releases and not in them: a file in a web
root can be asked for by anybody. It never says which release is live; `current` does. A release that it does not
list (it was there before Pressluft) is known by its directory alone.
"""

from __future__ import annotations

import os
import re
from typing import Any, Dict, List, Optional, Set

from ansible.module_utils.pressluft import durable, layout
from ansible.module_utils.pressluft.errors import PressluftError
from ansible.module_utils.pressluft.generations import Generations

_OURS = re.compile(r"releases/[0-9]{8}T[0-9]{6}Z(?:-[0-9]+)?\Z")


class Releases:
    """The list. Read by anyone, written only under the lease."""

    def __init__(self, env_path: str) -> None:
        self.root = os.path.realpath(env_path)
        self.path = os.path.join(self.root, ".pressluft", "releases.json")
        self.entries: Dict[str, Dict[str, Any]] = (durable.read_json(self.path) or {"releases": {}})["releases"]

    def write(self) -> None:
        durable.write_json(self.path, {"releases": self.entries})

    def add(self, release: str, **origin: Any) -> None:
        """Lists a release before its directory gets its name."""
        self.entries[release] = origin
        self.write()

    def forget_missing(self) -> None:
        """Drops what has no directory any more."""
        present = set(self.present())
        if set(self.entries) - present:
            self.entries = {release: entry for release, entry in self.entries.items() if release in present}
            self.write()

    def present(self) -> List[str]:
        """Every release that is there, the oldest first: names only ever grow."""
        root = os.path.join(self.root, "releases")
        names = [
            name for name in (os.listdir(root) if os.path.isdir(root) else [])
            if layout.RELEASE_NAME.match(name) and os.path.isdir(os.path.join(root, name))
            and not os.path.islink(os.path.join(root, name))
        ]
        return ["releases/%s" % name for name in sorted(names, key=layout.order)]

    def previous(self, live: layout.Live) -> Optional[str]:
        """What was live before `live` and is there still, in the same generation; None when there is nothing.

        By the records first: after a rollback the previous release is the one before, never the bad one. For releases
        that are not listed, the newest that is older.
        """
        present = self.present()
        seen: Set[str] = {live.release}
        release = live.release
        while release in self.entries:
            release = self.entries[release].get("replaces") or ""
            if not release or release in seen:
                break
            seen.add(release)
            if release in present and self._generation(release) == live.generation:
                return release
        older = [name for name in present if layout.order(name) < layout.order(live.release) and name not in seen]
        for name in reversed(older):
            if self._generation(name) == live.generation:
                return name
        return None

    def superfluous(self, live: layout.Live, also_kept: Set[str], generations: Generations, keep: int) -> List[str]:
        """The releases that may go: neither among the newest `keep`, nor live, nor the one before, nor needed.

        Only directories that look like ours are ever named.
        """
        present = self.present()
        needed = {live.release, *also_kept, *[entry["release"] for entry in generations.entries.values()]}
        before = self.previous(live)
        if before:
            needed.add(before)
        newest = set(present[-max(int(keep), 1):])
        return [name for name in present
                if name not in needed and name not in newest and (name in self.entries or _OURS.match(name))]

    def _generation(self, release: str) -> Optional[int]:
        try:
            return layout.read_release(self.root, release).generation
        except PressluftError:
            return None


def rollback_target(
    releases: Releases, live: layout.Live, generations: Generations, named: Optional[str]
) -> layout.Live:
    """The release to go back to.

    :raises PressluftError: RELEASE_NOT_FOUND when there is none; RELEASE_NOT_USABLE when its data was dropped or
        it does not fit the layout
    """
    release = named if named else releases.previous(live)
    if release is None:
        raise PressluftError(
            "RELEASE_NOT_FOUND", "There is no release to go back to: %s is the first one of its data. To go back "
            "behind a restore, undo the restore." % live.release)
    if not isinstance(release, str) or release[:9] != "releases/" or not layout.RELEASE_NAME.match(release[9:]):
        raise PressluftError("RELEASE_NOT_FOUND", "%r is not the name of a release; they look like "
                             "releases/20260102T030405Z." % str(release)[:100])
    if release == live.release:
        raise PressluftError("RELEASE_NOT_USABLE", "%s is the release that is live now." % release)
    if release not in releases.present():
        raise PressluftError("RELEASE_NOT_FOUND", "The release %s is not on the node any more." % release)
    try:
        target = layout.read_release(live.path, release)
    except PressluftError as unfit:
        raise PressluftError("RELEASE_NOT_USABLE", "The release %s cannot be used: its data was dropped, or it was "
                             "changed by hand. %s" % (release, unfit.message)) from unfit
    if target.generation != live.generation:
        entry = generations.entries.get(target.generation)
        if entry is None or entry.get("sweeping"):
            raise PressluftError("RELEASE_NOT_USABLE", "The release %s belongs to data that was replaced by a restore "
                                 "and is not kept any more." % release)
    return target
