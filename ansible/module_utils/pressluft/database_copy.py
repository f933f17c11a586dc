"""Copies the live database into a new one, the way a backup reads it and a restore loads it, with nothing between.

The same dump, the same reader that refuses what could leave the new database, and the same account that may touch
nothing else. The live database is only read.
"""

from __future__ import annotations

import hashlib
import re
import time
from typing import Any, Callable, Dict, List, NamedTuple, Optional

from ansible.module_utils.pressluft import database, loader, programs, server, sql_names, staging, streams
from ansible.module_utils.pressluft.dump import DumpReader
from ansible.module_utils.pressluft.errors import PressluftError
from ansible.module_utils.pressluft.operation import Operation

_LEASE_EVERY_SECONDS = 1.0
_NUMBERED = re.compile(r" AUTO_INCREMENT=[0-9]+")


class Copied(NamedTuple):
    """Tables and rows that were copied, and the events that are to be enabled after the switch."""

    tables: int
    rows: int
    events: List[server.Event]


def copy(operation: Operation, source: str, target: str, loader_name: str,
         moved: Optional[Callable[[int], None]] = None) -> Copied:
    """Makes the database `target` as a copy of `source`; both names are in the journal before.

    :param moved: called with the bytes of each block of the dump
    :raises PressluftError: DUMP_REFUSED, DATABASE_UNREACHABLE, DISK_SPACE_LOW
    """
    operation.server.create_like(source, target)
    account = loader.Loader(operation.server, target, loader_name)
    account.create()
    connection = database.Database(operation.database)
    try:
        reader = _stream(operation, connection, source, account, moved)
    finally:
        connection.close()
    events = programs.load(operation, account, reader)
    account.drop()
    _compare(operation, reader, target)
    return Copied(len(reader.tables), reader.rows, events)


def _stream(operation: Operation, connection: database.Database, source: str, account: loader.Loader,
            moved: Optional[Callable[[int], None]]) -> DumpReader:
    keep = list(operation.lease.pass_fds)
    facts = connection.facts(source)
    target = staging.Database(account)
    dump = connection.dump(source, facts["versioned"], keep)
    reader = DumpReader(source, operation.server.databases(), hold=staging.HELD, into=target.load)
    checked = time.monotonic()
    try:
        for block in streams.blocks(dump.process.stdout.fileno()):
            reader.feed(block)
            if moved:
                moved(len(block))
            if time.monotonic() - checked > _LEASE_EVERY_SECONDS:
                operation.lease.check()
                checked = time.monotonic()
        status = dump.wait()
        if status != 0:
            code, message = database.explain(dump.said())
            raise PressluftError(code, message)
        reader.finish()
        target.finish()
        return reader
    finally:
        dump.kill()
        dump.close()
        target.kill()


def _compare(operation: Operation, reader: DumpReader, target: str) -> None:
    expected = [{"name": name, "rows": rows} for name, rows in reader.tables.items()]
    difference = server.compare(expected, operation.server.rows(target))
    counted = operation.server.programs(target)
    for kind, plural in (("view", "views"), ("trigger", "triggers"), ("routine", "routines"), ("event", "events")):
        if difference is None and counted[plural] != reader.count(kind):
            difference = "there are %d %s instead of %d" % (counted[plural], plural, reader.count(kind))
    if difference:
        raise PressluftError(None, "The copy of the database is not like the live one: %s." % difference)


def schema(operation: Operation, name: str, prefix: str) -> Dict[str, Any]:
    """What a database looks like without its rows: a hash over all tables, its programs, and WordPress's own version."""
    ask = operation.server
    kinds = dict(
        (row[0], row[1])
        for row in ask.query("SELECT TABLE_NAME, TABLE_TYPE FROM information_schema.TABLES WHERE TABLE_SCHEMA = %s"
                             % sql_names.literal(name))
    )
    tables = sorted(table for table, kind in kinds.items() if kind in ("BASE TABLE", "SYSTEM VERSIONED"))
    sql = ";\n".join("SHOW CREATE TABLE %s.%s" % (sql_names.identifier(name), sql_names.identifier(table))
                     for table in tables)
    digest = hashlib.sha256()
    for row in ask.query(sql) if tables else []:
        # A counter grows with every row and is no part of the schema.
        digest.update(_NUMBERED.sub("", "\t".join(row)).encode("utf-8", "surrogateescape") + b"\n")
    version = ask.query("SELECT option_value FROM %s.%s WHERE option_name = 'db_version'" % (
        sql_names.identifier(name), sql_names.identifier(prefix + "options")))
    return {"tables": len(tables), "hash": digest.hexdigest(), "programs": ask.programs(name),
            "db_version": version[0][0] if version else None}
