"""Processes of this node, named so that a recycled process id can never be mistaken for the old one."""

from __future__ import annotations

import os
import signal
import time
from typing import Dict, Iterable, List, Optional, Tuple


def boot_id() -> str:
    """The kernel's id of this boot; process start times only compare within one."""
    with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as source:
        return source.read().strip()


def start_time(pid: int) -> Optional[int]:
    """When the process began, in clock ticks since boot; None when it is gone or only a zombie."""
    try:
        with open("/proc/%d/stat" % pid, encoding="utf-8", errors="replace") as source:
            fields = source.read().rpartition(")")[2].split()
    except OSError:
        return None
    # After the command's closing parenthesis: state is field 0, the start time field 19 (proc(5): 3 and 22).
    return None if fields[0] in ("Z", "X") else int(fields[19])


def parent(pid: int) -> int:
    """The parent's id, 0 when the process is gone."""
    try:
        with open("/proc/%d/stat" % pid, encoding="utf-8", errors="replace") as source:
            return int(source.read().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def all_pids() -> List[int]:
    """Every process id that can be seen from here."""
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def own_line() -> List[int]:
    """This process and its ancestors: the ones that must never be stopped from in here."""
    line = []
    pid = os.getpid()
    while pid > 0 and pid not in line:
        line.append(pid)
        pid = parent(pid)
    return line


def lock_holders(device: int, inode: int) -> List[int]:
    """The processes that have an open file on which a flock of that file is held.

    A child that inherited the descriptor counts, a process that merely waits for the lock does
    not: the kernel shows the lock only under the descriptors that carry it.
    """
    holders = []
    for pid in all_pids():
        try:
            descriptors = os.listdir("/proc/%d/fd" % pid)
        except OSError:
            continue
        for descriptor in descriptors:
            try:
                facts = os.stat("/proc/%d/fd/%s" % (pid, descriptor))
                if (facts.st_dev, facts.st_ino) != (device, inode):
                    continue
                with open("/proc/%d/fdinfo/%s" % (pid, descriptor), encoding="ascii") as source:
                    if "FLOCK" in source.read():
                        holders.append(pid)
                        break
            except OSError:
                continue
    return holders


def group_members(group: int) -> List[int]:
    """The processes of one process group."""
    members = []
    for pid in all_pids():
        try:
            if os.getpgid(pid) == group:
                members.append(pid)
        except OSError:
            continue
    return members


def stop(pids: Iterable[int], patience: float) -> int:
    """Kills the processes and waits until they are gone, at most `patience` seconds.

    KILL at once: everything that runs under the lease must survive that anyway, and a TERM would
    give the old worker time to act. Returns how many were alive; each is verified by its start time.
    """
    spared = set(own_line())
    targets: Dict[int, Tuple[int, int]] = {}
    for pid in pids:
        begun = start_time(pid)
        if begun is not None and pid not in spared:
            targets[pid] = (pid, begun)
    for pid, begun in targets.values():
        try:
            if start_time(pid) == begun:
                os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if not any(start_time(pid) == begun for pid, begun in targets.values()):
            break
        time.sleep(0.02)
    return len(targets)
