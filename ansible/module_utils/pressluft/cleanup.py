"""Deletes what nobody needs any more of one environment: expired artifacts, partial ones, generations past their window.

The controller names every backup; nothing is deleted because of how it looks. What is gone already is as good as
deleted, so an attempt that follows a kill ends like an ordinary one.
"""

from __future__ import annotations

import os
from typing import Any, Dict, List, Tuple

from ansible.module_utils.pressluft import recovery
from ansible.module_utils.pressluft.errors import PressluftError
from ansible.module_utils.pressluft.operation import Operation
from ansible.module_utils.pressluft.storage_file import ArtifactDirectory


def clean(operation: Operation, order: Dict[str, Any]) -> Dict[str, Any]:
    """All of it, under the lease; facts for the result.

    A path that is refused does not keep the others from being deleted, but it fails the step in the end.

    :raises PressluftError: ARTIFACT_UNREADABLE for a path that leads out of the storage or is a link;
        ARTIFACT_MISSING when the storage itself is not there
    """
    deleted: List[str] = []
    missing: List[str] = []
    refused: List[PressluftError] = []
    freed = 0
    for backup in order.get("backups") or []:
        try:
            size = _delete(operation, backup)
        except PressluftError as error:
            if error.code == "LEASE_LOST":
                raise
            refused.append(error)
            continue
        (missing if size is None else deleted).append(backup["backup_id"])
        freed += size or 0
    partials = sum(_clear_partials(operation, backup) for backup in order.get("unfinished") or [])
    dropped, kept = _sweep(operation)
    facts = {
        "cleanup": {
            "deleted": deleted,
            "missing": missing,
            "bytes": freed,
            "partials": partials,
            "generations": dropped,
            # What the controller may not count as dropped yet.
            "kept": kept,
        }
    }
    if refused:
        others = "" if len(refused) == 1 else " The same goes for %d more." % (len(refused) - 1)
        raise PressluftError(refused[0].code, refused[0].message + others, **facts)
    return facts


def _delete(operation: Operation, backup: Dict[str, Any]) -> Any:
    """The bytes of the deleted artifact with its partial ones, or None when nothing of it was there."""
    root = _root(backup)
    if backup["storage_path"].rpartition("/")[2] != backup["backup_id"]:
        # A path that was cut short would name a directory full of other backups.
        raise PressluftError("ARTIFACT_UNREADABLE", "The path of backup %s does not end in its id." % backup["backup_id"])
    try:
        with ArtifactDirectory(root, backup["storage_path"]) as place:
            operation.lease.check()
            place.clear_partials(operation.lease.fence - 1, refuse_newer=False)
            return place.delete(operation.lease.check)
    except PressluftError as error:
        if error.code != "ARTIFACT_MISSING":
            raise
    # The directories above are never removed by us. Where even they are gone, a share that is not mounted must not pass
    # for a storage in which everything is deleted.
    if not os.path.isdir(root) or not os.listdir(root):
        raise PressluftError(
            "ARTIFACT_MISSING",
            "The storage %s is not there or is empty, so nothing was deleted in it; is it mounted?" % root,
        )
    return None


def _clear_partials(operation: Operation, backup: Dict[str, Any]) -> int:
    """What attempts before this one left of a backup that never became whole."""
    try:
        with ArtifactDirectory(_root(backup), backup["storage_path"]) as place:
            operation.lease.check()
            return place.clear_partials(operation.lease.fence - 1, refuse_newer=False)
    except PressluftError as error:
        if error.code == "LEASE_LOST":
            raise
        if error.code != "ARTIFACT_MISSING":
            operation.warn(error.message)
        return 0


def _root(backup: Dict[str, Any]) -> str:
    storage = backup["storage"]
    if storage.get("type") != "file":
        raise PressluftError(None, "The storage type %r is not known to this version." % storage.get("type"))
    return storage["path"]


def _sweep(operation: Operation) -> Tuple[List[int], List[int]]:
    """Generations that were dropped now, and those that are kept still."""
    listed = operation.generations
    if not listed.entries:
        return [], []
    if not operation.journal.at_rest:
        # Whatever is unfinished may still need any of them.
        operation.warn("An unfinished restore is in the journal, so no generation was dropped; settle it first.")
        return [], sorted(listed.entries)
    now = operation.now()
    dropped = recovery.sweep(operation, now)
    live = operation.live()
    going = listed.expired(live, now)
    return dropped, sorted(n for n in listed.entries if n != live.generation and n not in going)
