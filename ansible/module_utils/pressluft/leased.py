"""How a module works under the lease: every result and every failure says what is live."""

from __future__ import annotations

from typing import Any, Callable, Dict

from ansible.module_utils.pressluft.errors import PressluftError
from ansible.module_utils.pressluft.lease import Lease
from ansible.module_utils.pressluft.operation import Operation, live_facts
from ansible.module_utils.pressluft.runtime import Stopped
from ansible.module_utils.pressluft.server_errors import ServerError, general
from ansible.module_utils.pressluft.streams import disk_full


def leased(
    given: Dict[str, Any],
    work: Callable[[Operation], Dict[str, Any]],
    warn: Callable[[str], None],
    read_only: bool = False,
    settle: bool = False,
) -> Dict[str, Any]:
    """Runs `work` under the lease; its facts with `live` among them.

    :raises PressluftError: with `live` in its facts, proven when it was read while the lease was still held
    """
    job, path = given["job"], given["environment"]["path"]
    lease = Lease(path, job["id"], job["fence"], job.get("attempt") or 1, read_only=read_only, settle=settle)
    try:
        with lease:
            try:
                operation = Operation(given, lease)
                try:
                    facts = work(operation)
                finally:
                    for sentence in operation.warnings:
                        warn(sentence)
                return dict(facts, live=live_facts(path, True))
            except (PressluftError, ServerError, OSError, ValueError, Stopped) as failed:
                error = _ours(failed)
                error.facts.setdefault("live", live_facts(path, _still_ours(lease)))
                raise error from failed
    except PressluftError as failed:
        failed.facts.setdefault("live", live_facts(path, False))
        raise


def _still_ours(lease: Lease) -> bool:
    try:
        lease.check()
    except PressluftError:
        return False
    return True


def _ours(failed: BaseException) -> PressluftError:
    if isinstance(failed, PressluftError):
        return failed
    if isinstance(failed, ServerError):
        return general(failed)
    if isinstance(failed, Stopped):
        return PressluftError(None, "The work was stopped by a signal.")
    if isinstance(failed, OSError) and disk_full(failed):
        return PressluftError("DISK_SPACE_LOW", "There is no space left on the node (%s)." % failed.filename)
    if isinstance(failed, OSError):
        return PressluftError(None, "The node failed: %s (%s)." % (failed.strerror or failed, failed.filename))
    return PressluftError(None, "The step failed: %s" % str(failed)[:300])
