"""The database server as a restore uses it: a new database beside the live one, filled by an account that can
touch nothing else.

The administrator's account only makes and drops whole things (a database, an account, a grant) and reads. What is in
a dump is executed by the loader alone. Passwords reach the client through an anonymous file (memfd, 0600) that
has no name on any disk.
"""

from __future__ import annotations

import os
import re
import secrets
import subprocess
from typing import Any, Dict, Iterable, List, NamedTuple, Optional, Sequence, Tuple

from ansible.module_utils.pressluft.errors import PressluftError
from ansible.module_utils.pressluft.streams import Child

NAME_LIMIT = 64
LOADER_PREFIX = "pressluft_"
_GENERATION = re.compile(r"_g[1-9][0-9]*\Z")
_LOADER = re.compile(r"pressluft_[0-9a-f]{12}\Z")
_ERROR = re.compile(r"^ERROR (\d+)(?: \((\w+)\))?(?: at line (\d+)[^:]*)?: ?(.*)$", re.MULTILINE)
# Client and server errors that mean "no connection" (2xxx) or "these credentials do not open it".
_UNREACHABLE = {2002, 2003, 2005, 2006, 2013, 2026, 1040, 1044, 1045, 1129, 1130, 1203, 1698}
_FULL = {1021, 1114}
_NOT_ALLOWED = {1044, 1045, 1142, 1143, 1227, 1370, 1410, 1419}
_QUERY_OPTIONS = ["--batch", "--skip-column-names", "--default-character-set=utf8mb4"]
# The client of a dump: no command of its own but DELIMITER, no file of this machine, no program.
_LOAD_OPTIONS = [
    "--batch",
    "--binary-mode",
    "--sandbox",
    "--local-infile=0",
    "--skip-auto-rehash",
    "--skip-reconnect",
    "--default-character-set=utf8mb4",
    "--max-allowed-packet=1G",
]
_EVENT_STATE = re.compile(
    rb"(?P<quoted>`(?:[^`]|``)*`|'(?:[^'\\]|\\.|'')*'|\"(?:[^\"\\]|\\.|\"\")*\")"
    rb"|(?P<keep>\bON\s+COMPLETION\s+(?:NOT\s+)?PRESERVE\s+)(?P<state>ENABLE\b|DISABLE\s+ON\s+SLAVE\b|DISABLE\b)",
    re.IGNORECASE | re.DOTALL,
)


class ServerError(Exception):
    """What the server said, without the data it may have quoted."""

    def __init__(self, number: int, line: Optional[int], message: str) -> None:
        super().__init__(message)
        self.number = number
        self.line = line
        self.message = message


class Event(NamedTuple):
    """A scheduled event and the account it runs as."""

    name: str
    definer: str


def identifier(name: str) -> str:
    return "`%s`" % name.replace("`", "``")


def literal(value: str) -> str:
    return "'%s'" % value.replace("\\", "\\\\").replace("'", "''")


def exact(name: str) -> str:
    """A database's name for GRANT, where `_` and `%` are patterns unless they are escaped."""
    return identifier(name.replace("\\", "\\\\").replace("_", "\\_").replace("%", "\\%"))


def account(definer: str) -> str:
    """`user@host` as SQL; a role has no host."""
    user, at, host = definer.rpartition("@")
    return "%s@%s" % (literal(user), literal(host)) if at else literal(definer)


def generation_name(base: str, number: int) -> str:
    """The database of a generation."""
    name = "%s_g%d" % (base, number)
    if len(name) > NAME_LIMIT:
        raise PressluftError(
            "LAYOUT_UNSUPPORTED",
            "The database's name %s is too long: Pressluft needs %d more characters for its generations."
            % (base, len(name) - NAME_LIMIT),
        )
    return name


def said(child_says: str) -> ServerError:
    """The first error of the client's output, with everything in quotes (names, but also row data) left out."""
    found = _ERROR.search(child_says)
    if found is None:
        return ServerError(0, None, "the client ended without a message")
    text = re.sub(r"'[^']*'?|\"[^\"]*\"?|near .*", "…", found.group(4))[:200]
    line = int(found.group(3)) if found.group(3) else None
    return ServerError(int(found.group(1)), line, "error %s: %s" % (found.group(1), text))


class Server:
    """The administrator's connection, as the `database` section of the variables describes it.

    :param keep: descriptors that the clients inherit: the lease's lock
    """

    def __init__(self, settings: Dict[str, Any], keep: Sequence[int] = ()) -> None:
        self.socket = settings.get("socket")
        self.host = settings.get("host")
        self.port = settings.get("port")
        self.user = settings.get("admin_user") or "root"
        self.password = settings.get("admin_password")
        self.keep = list(keep)

    # Asking

    def query(self, sql: str, database: Optional[str] = None) -> List[List[str]]:
        """The rows of statements; NULL is the string NULL. Raises PressluftError or ServerError."""
        return [
            [_unescaped(cell) for cell in line.split("\t")]
            for line in self._run(sql, database, _QUERY_OPTIONS).splitlines()
        ]

    def run(self, sql: str, database: Optional[str] = None) -> None:
        self._run(sql, database, _QUERY_OPTIONS)

    def one(self, sql: str) -> Optional[str]:
        rows = self.query(sql)
        return rows[0][0] if rows else None

    def _run(self, sql: str, database: Optional[str], options: List[str]) -> str:
        defaults = self._defaults(self.user, self.password)
        try:
            child = Child(
                self._argv(defaults, database, options),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                keep=[defaults, *self.keep],
            )
        finally:
            os.close(defaults)
        try:
            try:
                child.process.stdin.write(sql.encode("utf-8", "surrogateescape"))
                child.process.stdin.close()
            except BrokenPipeError:
                pass
            output = child.process.stdout.read().decode("utf-8", "surrogateescape")
            status = child.wait()
        finally:
            child.kill()
            child.close()
        if status != 0:
            error = said(child.said())
            if error.number in _UNREACHABLE or error.number == 0:
                raise PressluftError(
                    "DATABASE_UNREACHABLE",
                    "The database server does not let %s in or does not answer (%s). Check that it runs and "
                    "that the account of the registry may administer it." % (self.user, error.message),
                )
            if error.number in _FULL:
                raise full()
            raise error
        return output

    def _argv(self, defaults: int, database: Optional[str], options: List[str]) -> List[str]:
        # --defaults-file must come first, and keeps every other option file of the machine out.
        argv = ["mariadb", "--defaults-file=/proc/self/fd/%d" % defaults, *options]
        return argv + ["--database=%s" % database] if database else argv

    def _defaults(self, user: str, password: Optional[str]) -> int:
        lines = ["[client]", "user=%s" % _option(user)]
        if password is not None:
            lines.append("password=%s" % _option(password))
        if self.socket:
            lines.append("socket=%s" % _option(self.socket))
        else:
            lines.append("host=%s" % _option(self.host or "localhost"))
            if self.port:
                lines.append("port=%d" % int(self.port))
        descriptor = os.memfd_create("defaults", 0)
        os.fchmod(descriptor, 0o600)
        os.write(descriptor, ("\n".join(lines) + "\n").encode())
        return descriptor

    # What is there

    def exists(self, database: str) -> bool:
        return self.one("SELECT 1 FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = %s" % literal(database)) == "1"

    def databases(self) -> List[str]:
        return [row[0] for row in self.query("SELECT SCHEMA_NAME FROM information_schema.SCHEMATA")]

    def generation_numbers(self, base: str) -> List[int]:
        """The numbers of the databases that carry a generation's name, so that none is given twice."""
        pattern = re.compile(re.escape(base) + r"_g([0-9]{1,9})\Z", re.IGNORECASE)
        return [int(found.group(1)) for found in map(pattern.match, self.databases()) if found]

    def rows(self, database: str) -> Dict[str, int]:
        """The exact number of rows of every base table."""
        names = [
            row[0]
            for row in self.query(
                "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = %s "
                "AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED')" % literal(database)
            )
        ]
        sql = ";\n".join("SELECT COUNT(*) FROM %s.%s" % (identifier(database), identifier(name)) for name in names)
        counts = self.query(sql) if names else []
        return {name: int(row[0]) for name, row in zip(names, counts)}

    def size(self, database: str) -> Tuple[int, int]:
        """Tables and their bytes, as the server estimates them."""
        rows = self.query(
            "SELECT COUNT(*), COALESCE(SUM(DATA_LENGTH + INDEX_LENGTH), 0) FROM information_schema.TABLES "
            "WHERE TABLE_SCHEMA = %s AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED')" % literal(database)
        )
        return int(rows[0][0]), int(float(rows[0][1]))

    def programs(self, database: str) -> Dict[str, int]:
        """How many views, triggers, routines and events a database has."""
        name = literal(database)
        rows = self.query(
            "SELECT COUNT(*) FROM information_schema.VIEWS WHERE TABLE_SCHEMA = {0};"
            "SELECT COUNT(*) FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = {0};"
            "SELECT COUNT(*) FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = {0};"
            "SELECT COUNT(*) FROM information_schema.EVENTS WHERE EVENT_SCHEMA = {0}".format(name)
        )
        return dict(zip(("views", "triggers", "routines", "events"), (int(row[0]) for row in rows)))

    def missing_accounts(self, definers: Iterable[str]) -> List[str]:
        """Those of the definers that this server does not know."""
        known = {
            "%s@%s" % (row[0], row[1])
            for row in self.query("SELECT User, Host FROM mysql.global_priv")
        }
        # A role has an empty host; as a definer it is written without one.
        return sorted(definer for definer in definers if definer not in known and "%s@" % definer not in known)

    def free_bytes(self) -> Optional[int]:
        """Free space where the server keeps its data; None when that is not on this node."""
        directory = self.data_directory()
        if directory is None:
            return None
        facts = os.statvfs(directory)
        return facts.f_bavail * facts.f_frsize

    def data_directory(self) -> Optional[str]:
        if not self.socket and self.host not in ("localhost", "127.0.0.1", "::1"):
            return None
        directory = self.one("SELECT @@datadir")
        return directory if directory and os.path.isdir(directory) else None

    def flush(self) -> None:
        """Writes the redo log to the disk even where commits do not (innodb_flush_log_at_trx_commit 0 or 2)."""
        self.run("FLUSH LOCAL ENGINE LOGS")

    # Making and dropping

    def create_like(self, live: str, new: str) -> None:
        """Makes an empty database with the live one's character set, and the live one's accounts let into it.

        Only exact grants: a pattern such as `q2\\_g%` would also open the database of another site.
        """
        rows = self.query(
            "SELECT DEFAULT_CHARACTER_SET_NAME, DEFAULT_COLLATION_NAME FROM information_schema.SCHEMATA "
            "WHERE SCHEMA_NAME = %s" % literal(live)
        )
        if not rows:
            raise PressluftError(
                "LAYOUT_UNSUPPORTED",
                "The site's configuration names the database %s, which does not exist on the server." % live,
            )
        statements = ["CREATE DATABASE %s CHARACTER SET %s COLLATE %s" % (identifier(new), rows[0][0], rows[0][1])]
        for grantee, (privileges, grantable) in sorted(self._grants(live).items()):
            statements.append(
                "GRANT %s ON %s.* TO %s%s"
                % (", ".join(privileges), exact(new), grantee, " WITH GRANT OPTION" if grantable else "")
            )
        self.run(";\n".join(statements))

    def _grants(self, database: str) -> Dict[str, Tuple[List[str], bool]]:
        rows = self.query(
            "SELECT GRANTEE, TABLE_SCHEMA, PRIVILEGE_TYPE, IS_GRANTABLE FROM information_schema.SCHEMA_PRIVILEGES "
            "WHERE %s LIKE TABLE_SCHEMA" % literal(database)
        )
        by_grantee: Dict[str, Dict[str, List[Tuple[str, bool]]]] = {}
        for grantee, pattern, privilege, grantable in rows:
            if privilege != "USAGE" and not _LOADER.match(grantee.split("'")[1]):
                by_grantee.setdefault(grantee, {}).setdefault(pattern, []).append((privilege, grantable == "YES"))
        grants = {}
        for grantee, patterns in by_grantee.items():
            # As the server does it: an exact grant hides a pattern.
            named = [p for p in patterns if re.sub(r"\\(.)", r"\1", p) == database] or list(patterns)
            entries = [entry for pattern in named for entry in patterns[pattern]]
            who = grantee[:-3] if grantee.endswith("@''") else grantee
            grants[who] = (sorted({p for p, _ in entries}), any(g for _, g in entries))
        return grants

    def drop_database(self, name: str) -> None:
        """Drops a database, and of one that Pressluft made also the exact grants, which nothing else would.

        The grants on the database that the site came with are left to whoever made them.
        """
        self.run("SET SESSION lock_wait_timeout = 60;\nDROP DATABASE IF EXISTS %s" % identifier(name))
        if not _GENERATION.search(name):
            return
        statements = []
        for row in self.query(
            "SELECT DISTINCT GRANTEE FROM information_schema.SCHEMA_PRIVILEGES WHERE TABLE_SCHEMA = %s"
            % literal(name.replace("_", "\\_").replace("%", "\\%"))
        ):
            who = row[0][:-3] if row[0].endswith("@''") else row[0]
            statements.append("REVOKE ALL PRIVILEGES ON %s.* FROM %s" % (exact(name), who))
            statements.append("REVOKE GRANT OPTION ON %s.* FROM %s" % (exact(name), who))
        for statement in statements:
            try:
                self.run(statement)
            except ServerError as error:
                # 1141: there is no such grant.
                if error.number != 1141:
                    raise

    # Events run by themselves, so only those of the live generation may be enabled.

    def enabled_events(self, database: str) -> List[Event]:
        return [
            Event(row[0], row[1])
            for row in self.query(
                "SELECT EVENT_NAME, DEFINER FROM information_schema.EVENTS "
                "WHERE EVENT_SCHEMA = %s AND STATUS = 'ENABLED'" % literal(database)
            )
        ]

    def set_events(self, database: str, events: Iterable[Event], enabled: bool) -> None:
        """Enables or disables events, each under its own definer; one that is gone is passed over."""
        for event in events:
            try:
                # Without DEFINER the event would run as the administrator from now on.
                self.run(
                    "ALTER DEFINER = %s EVENT %s.%s %s"
                    % (account(event.definer), identifier(database), identifier(event.name),
                       "ENABLE" if enabled else "DISABLE")
                )
            except ServerError as error:
                # 1539: unknown event (a one-time event that has run); 1049: its database is gone.
                if error.number not in (1539, 1049):
                    raise


class Loader:
    """An account for one load, allowed to do anything in one new database and nothing anywhere else."""

    def __init__(self, server: Server, database: str, name: Optional[str] = None) -> None:
        self.server = server
        self.database = database
        self.name = name or LOADER_PREFIX + secrets.token_hex(6)
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

    def start(self) -> Child:
        """A client that executes what it reads; the caller feeds it, waits, and hands it to `check`."""
        return self._client([])

    def check(self, child: Child, status: int) -> None:
        """Says in one sentence why a load failed."""
        if status == 0:
            return
        raise load_error(said(child.said()))

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
        child = self._client([])
        try:
            try:
                for program in programs:
                    child.process.stdin.write(script(program))
                child.process.stdin.close()
            except BrokenPipeError:
                pass
            self.check(child, child.wait())
        finally:
            child.kill()

    def _client(self, options: List[str]) -> Child:
        defaults = self.server._defaults(self.name, self._password)
        try:
            return Child(
                self.server._argv(defaults, self.database, _LOAD_OPTIONS + options),
                stdin=subprocess.PIPE,
                keep=[defaults, *self.server.keep],
            )
        finally:
            os.close(defaults)

    def drop(self) -> None:
        drop_loader(self.server, self.name)


def drop_loader(server: Server, name: str) -> None:
    """Removes a loader, also one that a killed worker left: first its right to connect, then its connections."""
    if not _LOADER.match(name):
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


def full() -> PressluftError:
    return PressluftError(
        "DISK_SPACE_LOW",
        "The disk of the database server is full. Free space and run this again; the live site was not touched.",
    )


def load_error(error: ServerError) -> PressluftError:
    """What a failed load means for the operator."""
    where = " at line %d of the dump" % error.line if error.line else ""
    if error.number in _FULL or "errno: 28" in error.message:
        return full()
    if error.number in (2002, 2003, 2006, 2013):
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


def compare(expected: List[Dict[str, Any]], found: Dict[str, int]) -> Optional[str]:
    """How the loaded tables differ from the manifest's; None when they do not."""
    wanted = {table["name"]: table["rows"] for table in expected}
    for name in sorted(set(wanted) | set(found)):
        if name not in found:
            return "the table %s is missing" % name
        if name not in wanted:
            return "there is a table %s that the manifest does not name" % name
        if wanted[name] != found[name]:
            return "the table %s has %d rows instead of %d" % (name, found[name], wanted[name])
    return None


def _option(value: str) -> str:
    if "\n" in value or "\r" in value or "\0" in value:
        raise PressluftError("DATABASE_UNREACHABLE", "The settings of the database contain a line break.")
    return '"%s"' % value.replace("\\", "\\\\").replace('"', '\\"')


_ESCAPED = {"n": "\n", "t": "\t", "0": "\0", "\\": "\\"}


def _unescaped(cell: str) -> str:
    return re.sub(r"\\([nt0\\])", lambda found: _ESCAPED[found.group(1)], cell)


def general(error: ServerError) -> PressluftError:
    """For what the server refused outside of a load; the controller may try again."""
    return PressluftError(None, "The database server refused a statement of the restore (%s)." % error.message)
