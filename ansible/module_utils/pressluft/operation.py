"""What every step of a restore works on: the variables of the run, and the node's truth beside them."""

from __future__ import annotations

import os
from datetime import datetime, timezone
from typing import Any, Callable, Dict, List, Optional

from ansible.module_utils.pressluft import health, layout
from ansible.module_utils.pressluft.errors import PressluftError
from ansible.module_utils.pressluft.generations import Generations
from ansible.module_utils.pressluft.journal import Journal
from ansible.module_utils.pressluft.lease import Lease
from ansible.module_utils.pressluft.server import Server


def utc_now() -> datetime:
    return datetime.now(timezone.utc)


def no_progress(_role: str, _bytes: int) -> None:
    """For steps whose progress nobody watches."""


class Operation:
    """One step's surroundings. `warnings` collects what the operator should know and what stopped nothing."""

    def __init__(
        self,
        variables: Dict[str, Any],
        lease: Lease,
        moved: Callable[[str, int], None] = no_progress,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self.job = variables["job"]
        self.environment = variables["environment"]
        self.database = variables.get("database") or {}
        self.restore = variables.get("restore") or {}
        self.path = os.path.realpath(self.environment["path"])
        self.lease = lease
        self.moved = moved
        self.now = now
        self.warnings: List[str] = []
        self.server = Server(self.database, lease.pass_fds)
        self.journal = Journal(self.path)
        self.generations = Generations(self.path)
        self.site = health.Site(
            self.path,
            self.environment.get("preview_url") or "",
            self.environment.get("fastcgi") or "",
            health.declared(self.environment.get("health_checks")),
        )

    @property
    def undo_window(self) -> int:
        """Seconds for which a replaced generation is kept."""
        return int(self.environment.get("undo_window_seconds") or 0)

    @property
    def state(self) -> str:
        return os.path.join(self.path, ".pressluft")

    def live(self) -> layout.Live:
        return layout.read(self.path)

    def absolute(self, relative: str) -> str:
        return os.path.join(self.path, relative)

    def warn(self, sentence: Optional[str]) -> None:
        if sentence:
            self.warnings.append(sentence)


def made_before(order: Dict[str, Any]) -> str:
    """What is left to do for the way back where an earlier attempt of the job has done all the work.

    Nobody may have heard of that attempt's end (its controller died), nor of the backup that it made first.
    """
    return "made" if (order.get("safety") or {}).get("mode") == "create" else "none"


def live_facts(env_path: str, under_lease: bool) -> Dict[str, Any]:
    """What is live, for results. Proven only when it was read under the lease, so that nobody changes it meanwhile."""
    try:
        return dict(layout.read(env_path).facts(), proven=under_lease)
    except PressluftError:
        pass
    try:
        return {"release": layout.current_release(env_path), "generation": None, "database": None, "proven": False}
    except PressluftError:
        return {"release": None, "generation": None, "database": None, "proven": False}
