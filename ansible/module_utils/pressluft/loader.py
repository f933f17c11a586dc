"""The account that executes what is in a dump: it may do anything in one new database and nothing anywhere else."""

from __future__ import annotations

import os
import secrets
import subprocess
from typing import Any, Dict, List, Optional, Sequence

from ansible.module_utils.pressluft.errors import PressluftError
from ansible.module_utils.pressluft.loading import Load, connections
from ansible.module_utils.pressluft.program_sql import script
from ansible.module_utils.pressluft.server import LOADER, Server
from ansible.module_utils.pressluft.server_errors import ServerError, load_error, said
from ansible.module_utils.pressluft.sql_names import exact, literal
from ansible.module_utils.pressluft.streams import Child
from ansible.module_utils.pressluft.wire import Address, Connection

_PREFIX = "pressluft_"
_PORT = 3306
# Too many connections: of the server, of this account, of any account.
_TOO_MANY = {1040, 1203, 1226}
# One connection may have nothing to do while another one fills a large table; some servers end such soon.
_PATIENT = b"SET SESSION wait_timeout = 28800, net_read_timeout = 3600, net_write_timeout = 3600"
# The client of the programs of a dump: no command of its own but DELIMITER, no file of this machine, no program.
_CLIENT_OPTIONS = [
    "--batch",
    "--binary-mode",
    "--sandbox",
    "--local-infile=0",
    "--skip-auto-rehash",
    "--skip-reconnect",
    "--default-character-set=utf8mb4",
    "--max-allowed-packet=1G",
]


class Loader:
    """An account for one load, allowed to do anything in one new database and nothing anywhere else."""

    def __init__(self, server: Server, database: str, name: Optional[str] = None) -> None:
        self.server = server
        self.database = database
        self.name = name or _PREFIX + secrets.token_hex(6)
        # Fulfils the usual password rules: every class of character.
        self._password = secrets.token_urlsafe(24) + "aA1!"
        self._host: Optional[str] = None

    @property
    def host(self) -> str:
        """Where the server sees us coming from."""
        if self._host is None:
            self._host = (self.server.one("SELECT USER()") or "root@localhost").rpartition("@")[2]
        return self._host

    @property
    def account(self) -> str:
        return "%s@%s" % (literal(self.name), literal(self.host))

    def create(self) -> None:
        self.server.run(
            "CREATE USER %s IDENTIFIED BY %s;\nGRANT ALL PRIVILEGES ON %s.* TO %s"
            % (self.account, literal(self._password), exact(self.database), self.account)
        )

    def load(self) -> Load:
        """What executes the statements of a dump, over as many connections as are worth it; the caller ends it.

        :raises PressluftError: DATABASE_UNREACHABLE when not even one can be opened
        """
        address = self._address()
        opened: List[Connection] = []
        try:
            for _ in range(connections()):
                try:
                    opened.append(Connection(address, self.name, self._password, self.database))
                    opened[-1].execute([_PATIENT])
                except ServerError as error:
                    # A server that takes no more of them is content with fewer.
                    if opened and error.number in _TOO_MANY:
                        break
                    raise PressluftError(
                        "DATABASE_UNREACHABLE",
                        "The database server does not let the account of this load in (%s)." % error.message,
                    ) from error
            return Load(opened)
        except BaseException:
            for connection in opened:
                connection.close()
            raise

    def _address(self) -> Address:
        """Where the client programs would connect to by the same settings."""
        server = self.server
        if server.socket:
            return Address(server.socket)
        host = server.host or "localhost"
        if host == "localhost" and not server.port:
            return Address(server.one("SELECT @@socket"))
        return Address(None, host, int(server.port or _PORT))

    def load_programs(self, programs: Sequence[Any]) -> None:
        """Makes the held views, triggers, routines and events, with their own definers.

        The right to name a foreign definer (SET USER) is global, so it is granted for this moment only, after
        everything was scanned. Views may use each other in any order; each round makes those whose tables exist.
        """
        if not programs:
            return
        self.server.run("GRANT SET USER ON *.* TO %s" % self.account)
        try:
            by_kind: Dict[str, List[Any]] = {"routine": [], "view": [], "trigger": [], "event": []}
            for program in programs:
                by_kind[program.kind].append(program)
            self._execute(by_kind["routine"])
            self._execute_views(by_kind["view"])
            self._execute(by_kind["trigger"])
            self._execute(by_kind["event"])
        finally:
            self.server.run("REVOKE SET USER ON *.* FROM %s" % self.account)

    def _execute_views(self, views: List[Any]) -> None:
        while views:
            left = []
            problem: Optional[PressluftError] = None
            for view in views:
                try:
                    self._execute([view])
                except PressluftError as error:
                    problem = error
                    left.append(view)
            if problem is not None and len(left) == len(views):
                raise problem
            views = left

    def _execute(self, programs: List[Any]) -> None:
        if not programs:
            return
        child = self._client()
        try:
            try:
                for program in programs:
                    child.process.stdin.write(script(program))
                child.process.stdin.close()
            except BrokenPipeError:
                pass
            if child.wait() != 0:
                raise load_error(said(child.said()))
        finally:
            child.kill()

    def _client(self) -> Child:
        """A client that executes what it reads."""
        defaults = self.server.defaults(self.name, self._password)
        try:
            return Child(
                self.server.argv(defaults, self.database, _CLIENT_OPTIONS),
                stdin=subprocess.PIPE,
                keep=[defaults, *self.server.keep],
            )
        finally:
            os.close(defaults)

    def drop(self) -> None:
        drop_loader(self.server, self.name)


def drop_loader(server: Server, name: str) -> None:
    """Removes a loader, also one that a killed worker left: first its right to connect, then its connections."""
    if not LOADER.match(name):
        raise AssertionError("not a loader's name: %s" % name)
    for row in server.query("SELECT Host FROM mysql.global_priv WHERE User = %s" % literal(name)):
        server.run("DROP USER IF EXISTS %s@%s" % (literal(name), literal(row[0])))
    for row in server.query("SELECT ID FROM information_schema.PROCESSLIST WHERE USER = %s" % literal(name)):
        try:
            server.run("KILL CONNECTION %d" % int(row[0]))
        except ServerError as error:
            # 1094: it has ended by itself.
            if error.number != 1094:
                raise
