"""How a held program of a dump (view, trigger, routine, event) is written for the client that makes it."""

from __future__ import annotations

import re
import secrets
from typing import Any, List

from ansible.module_utils.pressluft.errors import PressluftError

_EVENT_STATE = re.compile(
    rb"(?P<quoted>`(?:[^`]|``)*`|'(?:[^'\\]|\\.|'')*'|\"(?:[^\"\\]|\\.|\"\")*\")"
    rb"|(?P<keep>\bON\s+COMPLETION\s+(?:NOT\s+)?PRESERVE\s+)(?P<state>ENABLE\b|DISABLE\s+ON\s+SLAVE\b|DISABLE\b)",
    re.IGNORECASE | re.DOTALL,
)


def script(program: Any) -> bytes:
    """A held program as the client reads it: its settings, then itself, with a delimiter it cannot contain."""
    sql = bytes(disabled(program) if program.kind == "event" else program.sql).rstrip()
    # The client silently cuts a delimiter after 15 characters.
    delimiter = b"//%s//" % secrets.token_hex(4).encode()
    while delimiter in sql:
        delimiter = b"//%s//" % secrets.token_hex(4).encode()
    settings = b"".join(setting + b";\n" for setting in program.settings)
    return settings + b"DELIMITER " + delimiter + b"\n" + sql + b"\n" + delimiter + b"\nDELIMITER ;\n"


def event_state(program: Any) -> str:
    """ENABLE, DISABLE or DISABLE ON SLAVE, as the statement of an event says it."""
    for found in _EVENT_STATE.finditer(bytes(program.sql)):
        if found.group("state"):
            return " ".join(found.group("state").decode().upper().split())
    raise PressluftError(
        "DUMP_REFUSED",
        "The dump cannot be restored safely: the event %s does not say whether it is enabled." % program.name,
    )


def disabled(program: Any) -> bytes:
    """The statement of an event, disabled: an enabled one would run in the new database while the old is live."""
    done: List[bool] = []

    def change(found: "re.Match[bytes]") -> bytes:
        if not found.group("state") or done:
            return found.group()
        done.append(True)
        return found.group("keep") + b"DISABLE"

    event_state(program)
    return _EVENT_STATE.sub(change, bytes(program.sql))
