"""Appends events to the file that the controller follows: one JSON object a line, numbered, never torn.

The callback plugin writes from Ansible's main process and the action plugins from its workers, so the number of the
last event is kept beside the file (`<file>.seq`) under a lock.
"""
import datetime
import fcntl
import json
import os

VARIABLE = "PRESSLUFT_EVENTS"


class Events:
    """`path` may be None: then nothing is recorded (a playbook run by hand)."""

    def __init__(self, path=None):
        self._path = path if path is not None else os.environ.get(VARIABLE) or None

    def emit(self, event, **fields):
        """Records one event; fields that are None are left out."""
        if self._path is None:
            return
        record = {"seq": 0, "at": _now(), "event": event}
        record.update((name, value) for name, value in fields.items() if value is not None)
        lock = os.open(self._path + ".seq", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            record["seq"] = int(os.pread(lock, 20, 0) or b"0") + 1
            line = (json.dumps(record, ensure_ascii=False, separators=(",", ":"), default=str) + "\n").encode(
                "utf-8", "backslashreplace")
            target = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                while line:
                    line = line[os.write(target, line):]
            finally:
                os.close(target)
            os.pwrite(lock, b"%d" % record["seq"], 0)
        finally:
            os.close(lock)


def _now():
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
