"""What the database server says when it refuses, without the data it may have quoted, and what that means for the operator."""

from __future__ import annotations

import re
from typing import Optional

from ansible.module_utils.pressluft.errors import PressluftError

# Client and server errors that mean "no connection" (2xxx) or "these credentials do not open it".
UNREACHABLE = {2002, 2003, 2005, 2006, 2013, 2026, 1040, 1044, 1045, 1129, 1130, 1203, 1698}
DISK_FULL = {1021, 1114}
_NOT_ALLOWED = {1044, 1045, 1142, 1143, 1227, 1370, 1410, 1419}
_GONE = {1053, 1927, 2002, 2003, 2006, 2013}
_ERROR = re.compile(r"^ERROR (\d+)(?: \((\w+)\))?(?: at line (\d+)[^:]*)?: ?(.*)$", re.MULTILINE)


class ServerError(Exception):
    """What the server said, without the data it may have quoted."""

    def __init__(self, number: int, line: Optional[int], message: str) -> None:
        super().__init__(message)
        self.number = number
        self.line = line
        self.message = message


def answered(number: int, text: str, line: Optional[int] = None) -> ServerError:
    """An error of the server, with everything in quotes (names, but also row data) left out of its text."""
    text = re.sub(r"'[^']*'?|\"[^\"]*\"?|near .*", "…", text, flags=re.DOTALL)[:200]
    return ServerError(number, line, "error %d: %s" % (number, text))


def said(child_says: str) -> ServerError:
    """The first error in what a client program wrote."""
    found = _ERROR.search(child_says)
    if found is None:
        return ServerError(0, None, "the client ended without a message")
    return answered(int(found.group(1)), found.group(4), int(found.group(3)) if found.group(3) else None)


def full() -> PressluftError:
    return PressluftError(
        "DISK_SPACE_LOW",
        "The disk of the database server is full. Free space and run this again; the live site was not touched.",
    )


def load_error(error: ServerError) -> PressluftError:
    """What a failed load means for the operator."""
    where = " at line %d of the dump" % error.line if error.line else ""
    if error.number in DISK_FULL or "errno: 28" in error.message:
        return full()
    if error.number in _GONE:
        return PressluftError(
            "DATABASE_UNREACHABLE", "The database server went away while the backup was loaded (%s)." % error.message
        )
    if error.number in _NOT_ALLOWED:
        return PressluftError(
            "DUMP_REFUSED",
            "The dump wanted to do something outside its new database%s, and the server refused it (%s)."
            % (where, error.message),
        )
    return PressluftError("DUMP_REFUSED", "The dump could not be loaded%s: %s." % (where, error.message))


def general(error: ServerError) -> PressluftError:
    """For what the server refused outside of a load; the controller may try again."""
    return PressluftError(None, "The database server refused a statement of the restore (%s)." % error.message)
