"""Executes the statements of a dump over several connections at once, in an order that cannot matter.

Loading is the server's work, and one connection is one processor to it. So the INSERT statements of a table are dealt to
the connections as each becomes free, while every other statement is a barrier: it waits until all rows before it are
in, and rows behind it wait for it. Only where the order of rows means something (a table without a primary key, an
engine without transactions) do they go one after the other as well.

The first failure on any connection ends all: nothing is sent any more, and whoever feeds the next statement gets it.
"""

from __future__ import annotations

import os
import queue
import threading
from typing import List, Optional, Sequence

from ansible.module_utils.pressluft.errors import PressluftError
from ansible.module_utils.pressluft.server_errors import ServerError, load_error
from ansible.module_utils.pressluft.wire import Connection

# What one statement may hold; a server takes no more (max_allowed_packet), and so much is kept in memory here.
STATEMENT_LIMIT = 1 << 30
# Settings and ends of transactions concern every connection.
_EVERYWHERE = (b"set", b"start", b"commit")
# A lock on a table would keep the other connections out; nobody else may write to the new database.
_LEFT_OUT = (b"lock", b"unlock")
# With these off, the first rows of each table would lock it as a whole (InnoDB's bulk insert), and every commit would wait for the end.
_OURS = b"SET SESSION unique_checks = 1, autocommit = 1"


def connections() -> int:
    """How many connections are worth it on this machine: two at least, since one of them waits for the disk now and then."""
    return max(2, min(4, len(os.sched_getaffinity(0))))


class Load:
    """Takes statements in the order of the dump; feed it from one thread.

    :param opened: connections of an account that may touch nothing but the new database; closed by `end`
    """

    def __init__(self, opened: Sequence[Connection]) -> None:
        self._connections = list(opened)
        self._settled = False
        self._pieces: List[bytes] = []
        self._size = 0
        self._error: Optional[BaseException] = None
        self._work: "queue.Queue[Optional[List[bytes]]]" = queue.Queue(len(self._connections))
        self._threads = [
            threading.Thread(target=self._run, args=(connection,), daemon=True) for connection in self._connections
        ]
        for thread in self._threads:
            thread.start()

    # What the dump reader calls

    def statement(self, word: bytes, sql: bytes) -> None:
        """Any statement but rows, without its delimiter; `word` is its first word in small letters."""
        self._barrier()
        if word in _LEFT_OUT:
            return
        everywhere = word in _EVERYWHERE
        for connection in self._connections if everywhere else self._connections[:1]:
            self._execute(connection, [sql])
        if everywhere:
            self._settled = False

    def rows(self, piece: bytes) -> None:
        """The next piece of an INSERT statement."""
        self._size += len(piece)
        if self._size > STATEMENT_LIMIT:
            raise PressluftError("DUMP_REFUSED", "The dump holds a statement of more than %d MiB, which no server takes."
                                 % (STATEMENT_LIMIT >> 20))
        self._pieces.append(piece)

    def rows_end(self, ordered: bool) -> None:
        """The INSERT statement is whole. `ordered`: after the rows before it and before those behind it."""
        pieces, self._pieces, self._size = self._pieces, [], 0
        if not self._settled:
            self._barrier()
            for connection in self._connections:
                self._execute(connection, [_OURS])
            self._settled = True
        if ordered:
            self._barrier()
        self._raise()
        self._work.put(pieces)

    # The end

    def finish(self) -> None:
        """Waits until everything is executed; raises what failed."""
        self._barrier()

    def end(self) -> None:
        """Ends what still runs and closes the connections; harmless after `finish` and when called again."""
        if self._error is None:
            self._error = ServerError(0, None, "the load was ended")
        for connection in self._connections:
            connection.shut()
        # Counted before the first is told: whichever is free takes the word and may be gone when the next one is looked at.
        working = [thread for thread in self._threads if thread.is_alive()]
        for _ in working:
            self._work.put(None)
        for thread in working:
            thread.join()
        for connection in self._connections:
            connection.close()
        self._connections = []

    # Inside

    def _run(self, connection: Connection) -> None:
        while True:
            pieces = self._work.get()
            try:
                if pieces is None:
                    return
                # After a failure what is queued is taken and thrown away, so that nobody waits for ever.
                if self._error is None:
                    connection.execute(pieces)
            except BaseException as error:
                self._failed(error)
            finally:
                self._work.task_done()

    def _execute(self, connection: Connection, pieces: List[bytes]) -> None:
        try:
            connection.execute(pieces)
        except BaseException as error:
            self._failed(error)
        self._raise()

    def _barrier(self) -> None:
        self._work.join()
        self._raise()

    def _failed(self, error: BaseException) -> None:
        if self._error is None:
            self._error = error

    def _raise(self) -> None:
        error = self._error
        if isinstance(error, ServerError):
            raise load_error(error) from error
        if error is not None:
            raise error
