"""The database server as a restore uses it: a new database beside the live one, filled by an account that can
touch nothing else.

The administrator's account only makes and drops whole things (a database, an account, a grant) and reads. What is in
a dump is executed by the loader alone. Passwords reach the client through an anonymous file (memfd, 0600) that
has no name on any disk.
"""

from __future__ import annotations

import os
import re
import subprocess
from typing import Any, Dict, Iterable, List, NamedTuple, Optional, Sequence, Tuple

from ansible.module_utils.pressluft.errors import PressluftError
from ansible.module_utils.pressluft.server_errors import DISK_FULL, UNREACHABLE, ServerError, full, said
from ansible.module_utils.pressluft.sql_names import account, exact, identifier, literal
from ansible.module_utils.pressluft.streams import Child

_GENERATION = re.compile(r"_g[1-9][0-9]*\Z")
# The accounts of loads (loader.py), which are nobody's visitors.
LOADER = re.compile(r"pressluft_[0-9a-f]{12}\Z")
_QUERY_OPTIONS = ["--batch", "--skip-column-names", "--default-character-set=utf8mb4"]


class Event(NamedTuple):
    """A scheduled event and the account it runs as."""

    name: str
    definer: str


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
        defaults = self.defaults(self.user, self.password)
        try:
            child = Child(
                self.argv(defaults, database, options),
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
            if error.number in UNREACHABLE or error.number == 0:
                raise PressluftError(
                    "DATABASE_UNREACHABLE",
                    "The database server does not let %s in or does not answer (%s). Check that it runs and "
                    "that the account of the registry may administer it." % (self.user, error.message),
                )
            if error.number in DISK_FULL:
                raise full()
            raise error
        return output

    def argv(self, defaults: int, database: Optional[str], options: List[str]) -> List[str]:
        # --defaults-file must come first, and keeps every other option file of the machine out.
        argv = ["mariadb", "--defaults-file=/proc/self/fd/%d" % defaults, *options]
        return argv + ["--database=%s" % database] if database else argv

    def defaults(self, user: str, password: Optional[str]) -> int:
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
        tables = self.query(
            "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = %s "
            "AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED')" % literal(database)
        )
        names = [row[0] for row in tables]
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
            if privilege != "USAGE" and not LOADER.match(grantee.split("'")[1]):
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
