"""How far a module is, in a small file that the controller's action plugin reads about once a second."""
import json
import os
import threading
import time

_EVERY_SECONDS = 0.5


class Progress:
    """Counts bytes, rows or files and writes them to the file at most twice a second.

    `path` may be None: then nothing is written. The file is world-readable, as it holds nothing but numbers, and is
    replaced by rename so that a reader never sees half of it.
    """

    def __init__(self, path, stage, total=None, unit="bytes"):
        self.stage = stage
        self.total = total
        self.unit = unit
        self.done = 0
        self._path = path
        self._begun = time.monotonic()
        self._next = 0.0
        self._lock = threading.Lock()

    def add(self, count):
        """So much more is done."""
        with self._lock:
            self.done += count
            now = time.monotonic()
            if now < self._next:
                return
            self._next = now + _EVERY_SECONDS
        self.write()

    def enter(self, stage, total=None, unit="bytes"):
        """Another stage begins; counting starts at nothing."""
        with self._lock:
            self.stage, self.total, self.unit, self.done = stage, total, unit, 0
            self._begun = time.monotonic()
        self.write()

    def write(self):
        """Writes the file now. A full disk or a vanished directory must not end the work, so errors are not raised."""
        if self._path is None:
            return
        seconds = time.monotonic() - self._begun
        # The total is often an estimate; one that was passed says nothing any more.
        total = None if self.total is not None and self.done > self.total else self.total
        state = {"stage": self.stage, "done": self.done, "total": total, "unit": self.unit,
                 "rate": int(self.done / seconds) if seconds > 0.2 else None}
        temporary = "%s.new.%d" % (self._path, threading.get_ident())
        try:
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o644)
            try:
                os.write(descriptor, json.dumps(state).encode("ascii"))
            finally:
                os.close(descriptor)
            os.rename(temporary, self._path)
        except OSError:
            try:
                os.unlink(temporary)
            except OSError:
                pass

    def remove(self):
        """The work has ended, well or not."""
        if self._path is None:
            return
        path, self._path = self._path, None
        try:
            os.unlink(path)
        except OSError:
            pass


def path(environment, job, state=".pressluft"):
    """Where the progress of a job of this environment stands."""
    return os.path.join(environment, state, "progress-%s.json" % job)
