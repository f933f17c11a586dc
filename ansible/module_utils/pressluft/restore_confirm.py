"""What a restore relies on besides the bytes that it unpacks: that its backup is whole, and that there is a way back.

With a safety backup that is made first, the artifact is read before that work is begun. With a stored one there is no reason
to wait: both are read back beside the load, which mostly waits for the database server. A load can take an hour and the reading
takes a minute, so what is damaged is told long before the load would have met it, and ends the load.
"""

from __future__ import annotations

import contextlib
from typing import Any, Dict, Iterator, Optional, Tuple

from ansible.module_utils.pressluft import artifact, streams
from ansible.module_utils.pressluft.errors import PressluftError
from ansible.module_utils.pressluft.restore_base import RestoreBase


class Confirming(RestoreBase):
    """The step `verify`, and what of it is done in the step `stage`."""

    def verify(self) -> Dict[str, Any]:
        """Makes sure of the artifact, and of the stored backup that is the way back; changes nothing.

        Where the step `stage` reads them back, this one looks whether all parts are there and have their size. A way back that
        has to be examined is examined here, since that takes programs, and those are started by the main thread.

        :raises PressluftError: of the artifact; PRE_BACKUP_FAILED when it is whole and the way back is not
        """
        with contextlib.ExitStack() as opened:
            place = opened.enter_context(self._place())
            manifest = self._manifest(place)
            artifact.look(place, manifest)
            size = sum(part["size"] for part in manifest["parts"])
            if not self._relies_on_stored():
                if self.progress:
                    self.progress.enter("verify", size)
                artifact.read_back(place, manifest, self.progress.add if self.progress else None)
            return {
                "verify": {
                    "backup_id": self.order["backup_id"],
                    "bytes": size,
                    "read": not self._relies_on_stored(),
                    "safety": self._examine_safety(opened),
                }
            }

    def _relies_on_stored(self) -> bool:
        """Whether the way back is a backup that was made before this restore."""
        return (self.order.get("safety") or {}).get("mode") == "verify" and not self.order.get("destination")

    def _safety(self, opened: contextlib.ExitStack) -> Optional[Tuple[Any, Dict[str, Any]]]:
        """The stored backup that is the way back and its manifest; None when there is none beside the restored one."""
        order = self.order.get("safety") or {}
        if not self._relies_on_stored() or self._is_restored(order):
            return None
        place = opened.enter_context(self._place(order))
        return place, self._manifest(place, order)

    def _is_restored(self, order: Dict[str, Any]) -> bool:
        return all(order.get(name) == self.order[name] for name in ("backup_id", "storage_path"))

    def _examine_safety(self, opened: contextlib.ExitStack) -> Optional[Dict[str, Any]]:
        """What was seen of a way back that has to be examined; None where reading it back is enough."""
        with _the_way_back():
            safety = self._safety(opened)
            if safety is None:
                return None
            place, manifest = safety
            artifact.look(place, manifest)
            if artifact.judged(manifest):
                return None
            return dict(artifact.confirm(place, manifest), backup_id=manifest["backup_id"])

    def _confirm(self, place: Any, manifest: Dict[str, Any], opened: contextlib.ExitStack) -> Optional["Confirmation"]:
        """Begins to read back, beside the load, what the step `verify` did not read."""
        if not self._relies_on_stored():
            return None
        with _the_way_back():
            safety = self._safety(opened)
        if safety is not None and not artifact.judged(safety[1]):
            safety = None
        return Confirmation((place, manifest), safety)


class Confirmation:
    """Reads the restored backup and then the way back, and leaves a contested processor to the load."""

    def __init__(self, restored: Tuple[Any, Dict[str, Any]], safety: Optional[Tuple[Any, Dict[str, Any]]]) -> None:
        self._left = False
        self._reading = streams.Strand(self._read, restored, safety, yields=True)

    def check(self) -> None:
        """Raises what was found so far."""
        if not self._reading.is_alive():
            self._reading.result()

    def result(self) -> Dict[str, Any]:
        """Waits until all is read: the numbers, those of the way back only where it is another backup."""
        return self._reading.result()

    def leave(self) -> None:
        """The load has failed: ends the reading. Harmless after `result`."""
        self._left = True
        self._reading.join()

    def _read(
        self, restored: Tuple[Any, Dict[str, Any]], safety: Optional[Tuple[Any, Dict[str, Any]]]
    ) -> Dict[str, Any]:
        found = {"restored": artifact.read_back(*restored, self._moved), "safety": None}
        if safety is not None:
            with _the_way_back():
                found["safety"] = dict(artifact.read_back(*safety, self._moved), backup_id=safety[1]["backup_id"])
        return found

    def _moved(self, _count: int) -> None:
        if self._left:
            raise PressluftError(None, "The reading was ended with the load.")


@contextlib.contextmanager
def _the_way_back() -> Iterator[None]:
    """Says of a failure that has a code that it is the way back's; one without is an accident, which may pass."""
    try:
        yield
    except PressluftError as failed:
        if failed.code is None:
            raise
        raise PressluftError(
            "PRE_BACKUP_FAILED", "The safety backup failed, so nothing was changed: %s" % failed.message, **failed.facts
        ) from failed
