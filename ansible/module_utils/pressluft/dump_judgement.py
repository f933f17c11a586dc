"""Judges the statements of a dump: all but rows must be one of the few shapes that a dump of a single database has."""

from ansible.module_utils.pressluft.dump_bodies import READABLE, Bodies
from ansible.module_utils.pressluft.dump_tokens import NOTHING, begin, is_name, session, split, text, threes, unquote
from ansible.module_utils.pressluft.errors import PressluftError

_REFUSALS_KEPT = 20
_ENGINES = {"innodb", "aria", "myisam", "memory", "archive", "csv", "rocksdb", "mroonga", "columnstore", "tokudb"}
_PROGRAMS = {"trigger": "trigger", "procedure": "routine", "function": "routine", "package": "routine",
             "event": "event", "view": "view"}
_DROPPED = {word: True for word in (b"table", b"view", b"sequence", b"event", b"procedure", b"function", b"package",
                                    b"trigger")}
_VARIABLES = {b"time_zone", b"unique_checks", b"foreign_key_checks", b"sql_mode", b"sql_notes", b"note_verbosity",
              b"character_set_client", b"character_set_results", b"collation_connection", b"autocommit",
              b"system_versioning_insert_history"}
_PROGRAM_SETTINGS = {b"time_zone", b"sql_mode", b"character_set_client", b"character_set_results",
                     b"collation_connection"}
_ANSI_MODES = (b"ansi", b"oracle", b"postgresql", b"db2", b"maxdb", b"mssql")


class Program:
    """A view, trigger, routine or event: what runs later with the rights of its definer."""

    def __init__(self, kind, name, definer, sql, settings):
        self.kind = kind
        self.name = name
        # "user@host", or None where the statement names none.
        self.definer = definer
        # The statement without its delimiter, and the SET statements that were in force for it.
        self.sql = sql
        self.settings = settings


class Judgement:
    """What is known of a dump so far. `tables` has the rows of each (the reader counts them), `ordered` those whose
    rows must go in one after the other: without a primary key, or in an engine that keeps their order.

    `strict`: raise at the first thing that is refused (DUMP_REFUSED); otherwise go on and list it in `refusals`.
    """

    def __init__(self, database, others, strict):
        self.tables = {}
        self.ordered = set()
        self.programs = []
        self.refusals = []
        self.ansi_quotes = False
        self._strict = strict
        self._settings = {}
        foreign = {name.lower() for name in others if name.lower() not in READABLE} | {database.lower()}
        self._bodies = Bodies(foreign, self.refuse)

    def refuse(self, reason):
        """Raises or remembers that the dump cannot be restored safely."""
        reason = reason if len(reason) <= 300 else reason[:300] + "…"
        if self._strict:
            raise PressluftError("DUMP_REFUSED", "The dump cannot be restored safely: %s." % reason)
        if len(self.refusals) < _REFUSALS_KEPT and reason not in self.refusals:
            self.refusals.append(reason)

    def judge(self, tokens, sql):
        """Judges one statement, whose text is `sql`; the Program that it makes, or None."""
        for token in tokens:
            if token.kind == "sign" and token.text == b"\\":
                return self.refuse("it holds a command of the client program")
        first = tokens[0].low
        second = tokens[1].low if len(tokens) > 1 else b""
        shape = [token.low if token.kind in ("word", "sign") else b"`" if token.kind == "name" else b"0"
                 for token in tokens]
        if first == b"set":
            return self._set(tokens)
        if first == b"create" and second not in (b"database", b"schema"):
            return self._create(tokens, sql)
        if first == b"drop" and _DROPPED.get(second) is not None and _drop_shape(shape):
            return None
        if first in (b"lock", b"unlock", b"alter", b"do", b"start", b"commit") and _known(shape):
            return None
        if first == b"use" or second in (b"database", b"schema"):
            return self.refuse("it names a database (%s)" % begin(tokens))
        return self.refuse("`%s` is not a statement of a dump of one database" % begin(tokens))

    def _set(self, tokens):
        if len(tokens) == 3 and tokens[1].low == b"names":
            return
        for clause in split(session(tokens[1:])):
            if len(clause) != 3 or clause[0].kind != "word" or clause[1].text != b"=" or (
                    clause[2].kind not in ("word", "string", "number")):
                return self.refuse("`%s` is not a setting of a dump" % begin(tokens))
            name = clause[0].low
            if name.startswith(b"@@"):
                name = name[2:]
            elif name.startswith(b"@"):
                continue
            if name not in _VARIABLES:
                return self.refuse("it sets %s" % text(name)[:64])
            saved = clause[2].text.startswith(b"@")
            if name in _PROGRAM_SETTINGS:
                if saved:
                    self._settings.pop(name, None)
                else:
                    self._settings[name] = b"SET " + b" ".join(token.text for token in clause)
            if name == b"sql_mode":
                mode = b"" if saved else clause[2].low
                self.ansi_quotes = any(word in mode for word in _ANSI_MODES)
                if b"no_backslash_escapes" in mode:
                    self.refuse("a trigger, routine or event was made with the mode NO_BACKSLASH_ESCAPES")

    def _create(self, tokens, sql):
        definer, at = _options(tokens)
        kind = text(tokens[at].low) if at < len(tokens) else ""
        rest = tokens[at + 1:]
        if kind == "package" and rest and rest[0].low == b"body":
            rest = rest[1:]
        if not rest or rest[0].kind not in ("word", "name"):
            return self.refuse("`%s` is not a statement of a dump of one database" % begin(tokens))
        name = unquote(rest[0])
        if len(rest) > 1 and rest[1].text == b".":
            return self.refuse("it names the database %s (%s)" % (name, begin(tokens)))
        if kind == "table":
            return self._table(name, rest)
        if kind == "sequence":
            return None
        if kind not in _PROGRAMS:
            return self.refuse("`%s` is not a statement of a dump of one database" % begin(tokens))
        if kind == "view" and definer is None and not any(token.low == b"from" for token in rest):
            # The stand-in that mariadb-dump makes first, so that views may use each other.
            return None
        program = Program(_PROGRAMS[kind], name, definer, sql, list(self._settings.values()))
        self.programs.append(program)
        self._bodies.judge(program, rest)
        return program

    def _table(self, name, tokens):
        if name in self.tables:
            self.refuse("it creates the table %s twice" % name)
        self.tables[name] = 0
        words = [token.low for token in tokens]
        if b"innodb" not in words or b"primary" not in words:
            self.ordered.add(name)
        for before, token, after in threes(tokens):
            if token.text == b"." and is_name(before) and is_name(after):
                self.refuse("the table %s refers to the database %s" % (name, unquote(before)))
            elif token.kind != "word":
                continue
            elif token.low == b"engine" and after.text == b"=":
                continue
            elif token.low == b"directory" and before.low in (b"data", b"index"):
                self.refuse("the table %s has its data in a directory of its own" % name)
            elif (token.low in (b"connection", b"union") and after.text == b"=") or token.low == b"select":
                self.refuse("the table %s takes its rows from elsewhere" % name)
        engines = [text(after.low) for token, _, after in threes(tokens) if token.low == b"engine"]
        if any(engine not in _ENGINES for engine in engines):
            self.refuse("the table %s has the engine %s" % (name, engines[0][:40]))


def _drop_shape(shape):
    rest = shape[2:]
    if rest and rest[0] == b"body":
        rest = rest[1:]
    return rest == [b"if", b"exists", b"`"]


def _known(shape):
    if shape[:2] == [b"do", b"setval"]:
        return all(word in (b"`", b"0", b",", b"-", b"(", b")") for word in shape[2:]) and shape.count(b"`") == 1
    return shape in ([b"lock", b"tables", b"`", b"write"], [b"unlock", b"tables"], [b"commit"],
                     [b"start", b"transaction"], [b"alter", b"table", b"`", b"disable", b"keys"],
                     [b"alter", b"table", b"`", b"enable", b"keys"])


def _options(tokens):
    """What stands between CREATE and the kind: (definer or None, index of the kind)."""
    definer = None
    at = 1
    while at < len(tokens):
        word = tokens[at].low
        if word == b"or":
            at += 2
        elif word == b"aggregate":
            at += 1
        elif word in (b"algorithm", b"sql"):
            at += 3
        elif word == b"definer":
            definer, at = _definer(tokens, at + 2)
        else:
            break
    return definer, at


def _definer(tokens, at):
    def part(index):
        token = tokens[index] if index < len(tokens) else NOTHING
        return unquote(token) if token.kind == "name" else text(token.text.strip(b"'\"@"))

    user = part(at)
    after = tokens[at + 1] if at + 1 < len(tokens) else NOTHING
    if after.text == b"@":
        return "%s@%s" % (user, part(at + 2)), at + 3
    if after.text.startswith(b"@"):
        return "%s@%s" % (user, part(at + 1)), at + 2
    return user, at + 1
