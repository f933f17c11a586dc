"""The programs of a dump (views, triggers, routines, events): judged before they are made, and made by the loader.

They run later with the rights of their definers, so a definer that this server does not have, or an event whose
state is not said, is refused before anything is changed.
"""

from __future__ import annotations

from typing import Any, List

from ansible.module_utils.pressluft import program_sql, server
from ansible.module_utils.pressluft.errors import PressluftError
from ansible.module_utils.pressluft.loader import Loader
from ansible.module_utils.pressluft.operation import Operation


def check(operation: Operation, reader: Any) -> None:
    """:raises PressluftError: DUMP_REFUSED with what could not be made on this server"""
    for program in reader.programs:
        if program.kind == "event":
            program_sql.event_state(program)
            if program.definer is None:
                raise PressluftError(
                    "DUMP_REFUSED",
                    "The dump cannot be restored safely: the event %s names no definer." % program.name,
                )
    definers = reader.definers()
    missing = operation.server.missing_accounts(definers)
    if missing:
        raise PressluftError(
            "DUMP_REFUSED",
            "The dump holds programs that run as accounts this server does not have: %s. Create the accounts, or "
            "change the definers, and run this again."
            % ", ".join("%s (%s)" % (who, definers[who]) for who in missing[:10]),
        )


def load(operation: Operation, loader: Loader, reader: Any) -> List[server.Event]:
    """Makes them in the loader's database; returns the events that are to be enabled after the switch."""
    check(operation, reader)
    operation.lease.check()
    loader.load_programs(reader.programs)
    return [
        server.Event(program.name, program.definer)
        for program in reader.programs
        if program.kind == "event" and program_sql.event_state(program) == "ENABLE"
    ]
