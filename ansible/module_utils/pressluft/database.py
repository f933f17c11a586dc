"""The MariaDB server as the playbooks' variables describe it, spoken to through its own client programs.

No password is ever in an argument vector, in the environment or on a disk: the account goes into an option file that
lives in memory (memfd, mode 0600), is named to the client by its descriptor, is the only option file that is read, and
is gone with this process however it ends.
"""
import os
import re
import shutil
import subprocess

from ansible.module_utils.pressluft import streams
from ansible.module_utils.pressluft.errors import PressluftError

# mariadb-dump as the restore needs it; `--databases` never (docs/artifact-format.md).
DUMP_FLAGS = ["--single-transaction", "--quick", "--routines", "--events", "--triggers", "--hex-blob",
              "--default-character-set=utf8mb4", "--max-allowed-packet=1G"]
# Refused, unknown host, lost, access denied, too many connections, shutting down, blocked host.
_UNREACHABLE = {"1040", "1044", "1045", "1053", "1129", "1130", "1203", "1226", "1698", "2002", "2003", "2005",
                "2006", "2012", "2013", "2026"}
_ERROR = re.compile(r"\bError:? (\d{4})\b|ERROR (\d{4})\b|[Ee]rror: (\d{4})\b|\((\d{4})\)")
_TRANSACTIONAL = ("InnoDB", "SEQUENCE", "ROCKSDB", "TokuDB")


def option_file(settings):
    """The text of the client's option file."""
    lines = ["[client]"]
    for option, value in (("user", settings.get("admin_user")), ("password", settings.get("admin_password")),
                          ("socket", settings.get("socket")), ("host", settings.get("host")),
                          ("port", settings.get("port"))):
        if value is not None and value != "":
            quoted = str(value).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
            lines.append('%s="%s"' % (option, quoted))
    return "\n".join(lines) + "\n"


def program(*names):
    """The first of the programs that is installed."""
    for name in names:
        if shutil.which(name):
            return name
    raise PressluftError(None, "The program %s is not installed on the node." % names[0])


def explain(said):
    """A client's standard error as (code of ours, one sentence); the statement it echoes is left out."""
    numbers = [next(group for group in groups if group) for groups in _ERROR.findall(said)]
    line = next((line for line in said.splitlines() if _ERROR.search(line)), said.strip().splitlines()[-1:] or [""])
    line = (line if isinstance(line, str) else line[0])[:300]
    if "1049" in numbers:
        return "LAYOUT_UNSUPPORTED", "The database that the live configuration names does not exist: %s" % line
    if any(number in _UNREACHABLE for number in numbers):
        return "DATABASE_UNREACHABLE", "The database server does not answer or refuses the account: %s" % line
    if "1356" in numbers:
        return "DUMP_REFUSED", ("A view is broken, so the database cannot be dumped. Repair or drop the view and run "
                                "this again: %s" % line)
    return None, "The database could not be read: %s" % line


def identifier(name):
    """The name in backticks."""
    return "`%s`" % name.replace("`", "``")


def literal(value):
    """The value as a string literal, whatever the server's mode: in hexadecimal."""
    return "CONVERT(0x%s USING utf8mb4)" % value.encode("utf-8").hex() if value else "''"


class Database:
    """Questions to one server, described by the `database` section of the playbooks' variables."""

    def __init__(self, settings):
        # The descriptor of the option file, to be kept open in children (`keep` of streams.Child).
        self.descriptor = os.memfd_create("client.cnf")
        # The clients ignore an option file that others may write.
        os.fchmod(self.descriptor, 0o600)
        streams.write_all(self.descriptor, option_file(settings).encode("utf-8"))

    def close(self):
        """Forgets the account."""
        os.close(self.descriptor)

    def command(self, name, *arguments):
        """The argument vector of a client program for this server; run it with `descriptor` kept open."""
        alias = {"mariadb-dump": "mysqldump", "mariadb": "mysql"}[name]
        return [program(name, alias), "--defaults-file=/dev/fd/%d" % self.descriptor] + list(arguments)

    def query(self, sql, timeout=60):
        """The rows of the statements, each a list of strings; NULL is None.

        Raises DATABASE_UNREACHABLE, or a failure without a code for anything else.
        """
        argv = self.command("mariadb", "--batch", "--skip-column-names", "--default-character-set=utf8mb4",
                            "--connect-timeout=10")
        try:
            done = subprocess.run(argv, input=sql.encode("utf-8"), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                  timeout=timeout, pass_fds=(self.descriptor,),
                                  env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"})
        except subprocess.TimeoutExpired:
            raise PressluftError("DATABASE_UNREACHABLE", "The database did not answer within %d seconds." % timeout)
        if done.returncode != 0:
            code, message = explain(done.stderr.decode("utf-8", "replace"))
            raise PressluftError(code, message)
        return [[_value(field) for field in line.split("\t")]
                for line in done.stdout.decode("utf-8", "replace").split("\n")[:-1]]

    def facts(self, name):
        """What the manifest and the dump need to know of a database, asked at once."""
        schema = literal(name)
        rows = self.query(
            "SELECT 'server', VERSION(), NULL, NULL;"
            "SELECT 'schema', default_character_set_name, default_collation_name, NULL FROM information_schema.schemata"
            "  WHERE schema_name = %(s)s;"
            "SELECT 'other', schema_name, NULL, NULL FROM information_schema.schemata WHERE schema_name <> %(s)s;"
            "SELECT 'bytes', COALESCE(SUM(data_length), 0), NULL, NULL FROM information_schema.tables"
            "  WHERE table_schema = %(s)s;"
            "SELECT 'table', table_name, COALESCE(engine, ''), table_type FROM information_schema.tables"
            "  WHERE table_schema = %(s)s AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED');" % {"s": schema})
        found = {"server": "", "charset": None, "collation": None, "others": [], "bytes": 0, "plain": [],
                 "versioned": False}
        for kind, first, second, third in rows:
            if kind == "server":
                found["server"] = first
            elif kind == "schema":
                found["charset"], found["collation"] = first, second
            elif kind == "other":
                found["others"].append(first)
            elif kind == "bytes":
                found["bytes"] = int(float(first))
            else:
                found["versioned"] = found["versioned"] or third == "SYSTEM VERSIONED"
                if second not in _TRANSACTIONAL:
                    found["plain"].append((first, second))
        if found["charset"] is None:
            raise PressluftError("LAYOUT_UNSUPPORTED", "The database %s, which the live configuration names, does not "
                                 "exist or the account may not see it." % name)
        return found

    def dump(self, name, versioned, keep=()):
        """Starts the dump; the child's standard output is the stream."""
        flags = list(DUMP_FLAGS) + (["--dump-history"] if versioned else [])
        return streams.Child(self.command("mariadb-dump", *(flags + ["--", name])), stdout=subprocess.PIPE,
                             keep=[self.descriptor, *keep])


def _value(field):
    if field == "NULL":
        return None
    return re.sub(r"\\(.)", lambda found: {"n": "\n", "t": "\t", "0": "\0"}.get(found.group(1), found.group(1)), field)
