"""What a restore was about to do, so that the next worker can finish it or clear it away.

The journal never decides which release is live: `current` does. It tells what was made for a new generation
and how far the worker had come. Every write is one synced rename. Phases, in order:

    staging    something of `made` may exist; nothing live was touched
    staged     all of it exists and was checked
    switching  written before the rename: `current` says whether the rename happened
    switched   the rename is durable; health is not known yet
    reverting  the new release was not healthy; `current` is to be (or was) put back
    healthy    the new release is live and passed; only finishing is left, nothing goes back from here
    done       finished
    reverted   put back and cleared; what was made is gone
    cleared    never switched and cleared; what was made is gone
"""

from __future__ import annotations

import os
from typing import Any, Dict, Optional

from ansible.module_utils.pressluft import durable

AT_REST = ("done", "reverted", "cleared")
BEFORE_THE_SWITCH = ("staging", "staged")


class Journal:
    """The journal of one environment. `entry` is the operation that is under way or was the last; None if none."""

    def __init__(self, env_path: str) -> None:
        self.path = os.path.join(env_path, ".pressluft", "journal.json")
        self.entry: Optional[Dict[str, Any]] = durable.read_json(self.path)

    @property
    def phase(self) -> Optional[str]:
        return None if self.entry is None else self.entry["phase"]

    @property
    def at_rest(self) -> bool:
        """Whether nothing is left to finish or to clear."""
        return self.entry is None or self.entry["phase"] in AT_REST

    def begin(self, entry: Dict[str, Any]) -> None:
        """Starts an operation; the one before must be at rest."""
        if not self.at_rest:
            raise AssertionError("an unfinished operation is in the journal")
        self.entry = dict(entry)
        self._write()

    def advance(self, phase: str, **changes: Any) -> None:
        """Writes the next phase and whatever became known with it."""
        assert self.entry is not None
        self.entry.update(changes)
        self.entry["phase"] = phase
        self._write()

    def note(self, **changes: Any) -> None:
        """Writes more facts within the same phase."""
        assert self.entry is not None
        self.advance(self.entry["phase"], **changes)

    def _write(self) -> None:
        durable.write_json(self.path, self.entry)
