"""Reads a MariaDB dump as it streams by: counts rows exactly and refuses what could leave the new database.

Two speeds. Row data, nearly all of a dump, is never taken apart: mariadb-dump writes each row on a line of its own
that begins with `(`, escapes line breaks inside values, and ends the statement with `);` (seen on 10.11). So the first line that does not
begin with `(` is the end, found by one search in C, and the rows are one count in C; if `);` does not stand before that
line, the dump is refused, which proves the assumption on every dump. Everything else is split into statements and must be one
of the few shapes that a dump of a single database has.

What the restricted account of a restore does not stop is checked here: names of other databases inside triggers,
routines, events and views (measured: they were accepted and wrote to the old database later).
"""
import re

from ansible.module_utils.pressluft.errors import PressluftError

# The largest statement that is not row data: MariaDB's own limit for a routine's body is far below.
STATEMENT_LIMIT = 32 * 1024 * 1024
_REFUSALS_KEPT = 20

_SPACE = re.compile(rb"[ \t\r\n]+")
_SANDBOX = re.compile(rb"/\*M?!999999\\- [^\n*]*\*/[ \t]*\r?\n")
_DELIMITER = re.compile(rb"DELIMITER[ \t]+([^ \t\r\n]+)[ \t]*\r?\n", re.IGNORECASE)
_NAME = rb"`((?:[^`\n]|``)+)`"
_COLUMN = rb"(?:`(?:[^`\n]|``)+`|row_start|row_end)"
# With a list of columns (versioned tables) the first row stands behind VALUES, the others on lines of their own.
_INSERT = re.compile(rb"INSERT INTO " + _NAME + rb"(?: VALUES(?=\n)| \(" + _COLUMN + rb"(?:, ?" + _COLUMN
                     + rb")*\) VALUES(?:(?=\n)| (?=(\())))")
_LINE_OF_NO_ROW = re.compile(rb"\n[^(]")
_LINE_COMMENT = re.compile(rb"(?:--(?=[ \t\r\n])|#)[^\n]*\n?")
_COMPLETED = re.compile(rb"-- Dump completed(?: on [0-9: -]+)?\r?\n?\Z")
_TOKEN = re.compile(rb"""
  (?P<space>[ \t\r\n]+)
| (?P<code>/\*M?!\d*|\*/)
| (?P<comment>/\*.*?\*/|--(?=[ \t\r\n])[^\n]*\n?|\#[^\n]*\n?)
| (?P<string>'[^'\\]*(?:(?:\\.|'')[^'\\]*)*'|"[^"\\]*(?:(?:\\.|"")[^"\\]*)*")
| (?P<name>`(?:[^`]|``)*`)
| (?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?(?![0-9A-Za-z_$\x80-\xff]))
| (?P<word>@{0,2}[0-9A-Za-z_$\x80-\xff]+)
| (?P<sign>.)
""", re.VERBOSE | re.DOTALL)

_ENGINES = {"innodb", "aria", "myisam", "memory", "archive", "csv", "rocksdb", "mroonga", "columnstore", "tokudb"}
_PROGRAMS = {"trigger": "trigger", "procedure": "routine", "function": "routine", "package": "routine",
             "event": "event", "view": "view"}
_CUTTERS = {b"extract", b"trim", b"substring", b"substr", b"mid", b"overlay"}
_READABLE = {"information_schema", "performance_schema"}


class Token:
    """One word of a statement: `kind` is word, name (in backticks), string, number or sign."""

    __slots__ = ("kind", "text", "low")

    def __init__(self, kind, text):
        self.kind = kind
        self.text = text
        self.low = text.lower()


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


def _text(raw):
    return raw.decode("utf-8", "replace")


def _unquote(token):
    return _text(token.text[1:-1].replace(b"``", b"`")) if token.kind == "name" else _text(token.text)


class DumpReader:
    """Feed it blocks of any size, then call `finish`.

    `database`: the name that the dump was made from; it must not appear as a qualifier in it.
    `others`: names of further databases that are known to exist.
    `sink`: called with the bytes that were checked, in order, for a client to load.
    `hold`: kinds of programs (`event`, `trigger`, `routine`, `view`) that do not reach the sink; they are in
    `programs` for the caller to load when it is time.
    `strict`: raise at the first thing that is refused (DUMP_REFUSED); otherwise go on and list it in `refusals`.
    """

    def __init__(self, database, others=(), sink=None, hold=(), strict=True):
        self.database = database
        self.tables = {}
        self.programs = []
        self.refusals = []
        self.bytes = 0
        self.rows = 0
        self.completed = False
        self._foreign = {name.lower() for name in others if name.lower() not in _READABLE} | {database.lower()}
        self._sink = sink
        self._hold = frozenset(hold)
        self._strict = strict
        self._buffer = b""
        self._delimiter = b";"
        self._table = None
        self._settings = {}
        self._ansi_quotes = False
        self._first = True
        self._enough = 0
        self._last = False

    # The stream

    def feed(self, block):
        """Takes the next bytes of the dump."""
        self.bytes += len(block)
        self._buffer = self._buffer + block if self._buffer else block
        self._advance()
        if not isinstance(self._buffer, bytes):
            # The caller uses its buffer again.
            self._buffer = bytes(self._buffer)

    def finish(self):
        """The dump has ended: it must be whole. Returns the reader."""
        self._last = True
        self._advance()
        if self._buffer or self._table is not None:
            raise PressluftError("ARTIFACT_UNREADABLE", "The dump ends in the middle of a statement.")
        if not self.completed:
            raise PressluftError("ARTIFACT_UNREADABLE", "The dump does not end with `-- Dump completed`, so it is "
                                 "not known to be whole.")
        return self

    def count(self, kind):
        """How many programs of a kind there are."""
        return sum(1 for program in self.programs if program.kind == kind)

    def definers(self):
        """The accounts (`user@host`) that views, triggers, routines and events run as, each with one example."""
        found = {}
        for program in self.programs:
            if program.definer is not None:
                found.setdefault(program.definer, "%s %s" % (program.kind, program.name))
        return found

    def _advance(self):
        position = 0
        while True:
            step = self._rows(position) if self._table is not None else self._statement(position)
            if step is None:
                break
            position = step
        if position:
            self._buffer = self._buffer[position:]
        if self._table is None and len(self._buffer) > STATEMENT_LIMIT:
            raise PressluftError("DUMP_REFUSED", "The dump holds a statement of more than %d MiB that is not row data."
                                 % (STATEMENT_LIMIT >> 20))

    def _pass(self, start, end):
        if self._sink is not None and end > start:
            self._sink(memoryview(self._buffer)[start:end])

    # Row data

    def _rows(self, position):
        buffer = self._buffer
        found = _LINE_OF_NO_ROW.search(buffer, position)
        if found:
            end = found.start()
        elif self._last:
            end = len(buffer) - 1
        else:
            # All but the last byte, which may be the line break before a row.
            safe = len(buffer) - 1
            # The two bytes that tell whether a statement has ended stay together with what follows.
            safe = max(position, safe - 2)
            if safe <= position:
                return None
            if buffer[safe - 1] == 10:
                safe -= 1
            return self._take_rows(position, safe)
        if end - position < 2 or buffer[end - 2:end] != b");" or buffer[end:end + 1] != b"\n":
            if not found:
                return None
            self._refuse("the rows of the table %s are not one on each line" % self._table)
        self._take_rows(position, end)
        self._table = None
        return end

    def _take_rows(self, start, end):
        if end <= start:
            return None
        rows = self._buffer.count(b"\n(", start, end)
        self.tables[self._table] += rows
        self.rows += rows
        self._pass(start, end)
        return end

    # Statements

    def _statement(self, position):
        buffer = self._buffer
        if position >= len(buffer) or (len(buffer) - position < 16 and not self._last):
            return None
        if self._first:
            if buffer.startswith(b"/*", position) and buffer.find(b"\n", position) < 0 and not self._last:
                return None
            self._first = False
            sandbox = _SANDBOX.match(buffer, position)
            if sandbox:
                self._pass(position, sandbox.end())
                return sandbox.end()
        space = _SPACE.match(buffer, position)
        if space:
            self._pass(position, space.end())
            return space.end()
        comment = _LINE_COMMENT.match(buffer, position)
        if comment:
            return self._comment(position, comment)
        if self.completed:
            self._refuse("there are statements after `-- Dump completed`")
        if buffer.startswith(b"INSERT INTO ", position):
            header = _INSERT.match(buffer, position)
            if header:
                return self._begin_rows(position, header)
            if buffer.find(b"\n", position) < 0 and not self._last:
                return None
            self._refuse("it inserts rows in a form that cannot be counted exactly")
        if buffer[position:position + 10].lower() in (b"delimiter ", b"delimiter\t"):
            line = _DELIMITER.match(buffer, position)
            if line:
                return self._set_delimiter(position, line)
        return self._lex(position)

    def _comment(self, position, comment):
        if comment.end() >= len(self._buffer) and not self._last:
            return None
        if _COMPLETED.match(comment.group()):
            self.completed = True
        self._pass(position, comment.end())
        return comment.end()

    def _begin_rows(self, position, header):
        self._table = _text(header.group(1).replace(b"``", b"`"))
        if self._table not in self.tables:
            self._refuse("it inserts into %s, which it does not create" % self._table)
            self.tables[self._table] = 0
        if header.group(2):
            self.tables[self._table] += 1
            self.rows += 1
        self._pass(position, header.end())
        return header.end()

    def _set_delimiter(self, position, line):
        if line.group(1) not in (b";", b";;"):
            self._refuse("it sets the delimiter %s" % _text(line.group(1))[:20])
        self._delimiter = line.group(1)
        self._pass(position, line.end())
        return line.end()

    def _lex(self, position):
        """Splits off one statement and judges it; None when its end is not in the buffer yet."""
        size = len(self._buffer)
        if size - position < self._enough and not self._last:
            return None
        end = self._split_off(position, size)
        # A long statement is read again only when there is twice as much of it.
        self._enough = 2 * (size - position) if end is None and size - position > 65536 else 0
        return end

    def _split_off(self, position, size):
        buffer = self._buffer
        tokens = []
        depth = 0
        here = position
        while True:
            if buffer.startswith(self._delimiter, here):
                end = here + len(self._delimiter)
                if end >= size and not self._last:
                    return None
                break
            found = _TOKEN.match(buffer, here)
            if found is None or (found.end() >= size and not self._last):
                return None
            kind = found.lastgroup
            text = found.group()
            if kind == "sign" and (text in b"'\"`" or buffer.startswith(b"/*", here)):
                # The quote or comment is not closed yet.
                return None
            here = found.end()
            if kind == "code":
                if text != b"*/":
                    depth += 1
                elif depth:
                    depth -= 1
                else:
                    tokens.append(Token("sign", b"*"))
                    here -= 1
            elif kind == "string" and self._ansi_quotes and text[:1] == b'"':
                tokens.append(Token("name", b"`" + text[1:-1].replace(b'""', b'"').replace(b"`", b"``") + b"`"))
            elif kind not in ("space", "comment"):
                tokens.append(Token(kind, text))
        program = self._judge(tokens, position, here) if tokens else None
        if program is None or program.kind not in self._hold:
            self._pass(position, end)
        return end

    # Judgement

    def _refuse(self, reason):
        reason = reason if len(reason) <= 300 else reason[:300] + "…"
        if self._strict:
            raise PressluftError("DUMP_REFUSED", "The dump cannot be restored safely: %s." % reason)
        if len(self.refusals) < _REFUSALS_KEPT and reason not in self.refusals:
            self.refusals.append(reason)

    def _judge(self, tokens, start, end):
        for token in tokens:
            if token.kind == "sign" and token.text == b"\\":
                return self._refuse("it holds a command of the client program")
        first = tokens[0].low
        second = tokens[1].low if len(tokens) > 1 else b""
        shape = [token.low if token.kind in ("word", "sign") else b"`" if token.kind == "name" else b"0"
                 for token in tokens]
        if first == b"set":
            return self._judge_set(tokens, start, end)
        if first == b"create" and second not in (b"database", b"schema"):
            return self._judge_create(tokens, start, end)
        if first == b"drop" and _DROPPED.get(second) is not None and _drop_shape(shape):
            return None
        if first in (b"lock", b"unlock", b"alter", b"do", b"start", b"commit") and _known(shape):
            return None
        if first == b"use" or second in (b"database", b"schema"):
            return self._refuse("it names a database (%s)" % _begin(tokens))
        return self._refuse("`%s` is not a statement of a dump of one database" % _begin(tokens))

    def _judge_set(self, tokens, start, end):
        if len(tokens) == 3 and tokens[1].low == b"names":
            return
        for clause in _split(_session(tokens[1:])):
            if len(clause) != 3 or clause[0].kind != "word" or clause[1].text != b"=" or (
                    clause[2].kind not in ("word", "string", "number")):
                return self._refuse("`%s` is not a setting of a dump" % _begin(tokens))
            name = clause[0].low
            if name.startswith(b"@@"):
                name = name[2:]
            elif name.startswith(b"@"):
                continue
            if name not in _VARIABLES:
                return self._refuse("it sets %s" % _text(name)[:64])
            saved = clause[2].text.startswith(b"@")
            if name in _PROGRAM_SETTINGS:
                if saved:
                    self._settings.pop(name, None)
                else:
                    self._settings[name] = b"SET " + b" ".join(token.text for token in clause)
            if name == b"sql_mode":
                mode = b"" if saved else clause[2].low
                self._ansi_quotes = any(word in mode for word in _ANSI_MODES)
                if b"no_backslash_escapes" in mode:
                    self._refuse("a trigger, routine or event was made with the mode NO_BACKSLASH_ESCAPES")

    def _judge_create(self, tokens, start, end):
        definer, at = _options(tokens)
        kind = _text(tokens[at].low) if at < len(tokens) else ""
        rest = tokens[at + 1:]
        if kind == "package" and rest and rest[0].low == b"body":
            rest = rest[1:]
        if not rest or rest[0].kind not in ("word", "name"):
            return self._refuse("`%s` is not a statement of a dump of one database" % _begin(tokens))
        name = _unquote(rest[0])
        if len(rest) > 1 and rest[1].text == b".":
            return self._refuse("it names the database %s (%s)" % (name, _begin(tokens)))
        if kind == "table":
            return self._judge_table(name, rest)
        if kind == "sequence":
            return None
        if kind not in _PROGRAMS:
            return self._refuse("`%s` is not a statement of a dump of one database" % _begin(tokens))
        if kind == "view" and definer is None and not any(token.low == b"from" for token in rest):
            # The stand-in that mariadb-dump makes first, so that views may use each other.
            return None
        program = Program(_PROGRAMS[kind], name, definer, self._buffer[start:end], list(self._settings.values()))
        self.programs.append(program)
        self._judge_body(program, rest)
        return program

    def _judge_table(self, name, tokens):
        if name in self.tables:
            self._refuse("it creates the table %s twice" % name)
        self.tables[name] = 0
        for before, token, after in _threes(tokens):
            if token.text == b"." and _is_name(before) and _is_name(after):
                self._refuse("the table %s refers to the database %s" % (name, _unquote(before)))
            elif token.kind != "word":
                continue
            elif token.low == b"engine" and after.text == b"=":
                continue
            elif token.low == b"directory" and before.low in (b"data", b"index"):
                self._refuse("the table %s has its data in a directory of its own" % name)
            elif (token.low in (b"connection", b"union") and after.text == b"=") or token.low == b"select":
                self._refuse("the table %s takes its rows from elsewhere" % name)
        engines = [_text(after.low) for token, _, after in _threes(tokens) if token.low == b"engine"]
        if any(engine not in _ENGINES for engine in engines):
            self._refuse("the table %s has the engine %s" % (name, engines[0][:40]))

    def _judge_body(self, program, tokens):
        """No name of another database, nor of the dump's own, may qualify anything in what runs later."""
        where = "the %s %s" % (program.kind, program.name)
        plain = {_unquote(token).lower() for before, token, after in _threes(tokens)
                 if _is_name(token) and before.text != b"." and after.text != b"."}
        functions = []
        dynamic = False
        for index, token in enumerate(tokens):
            before = tokens[index - 1] if index else _NOTHING
            after = tokens[index + 1] if index + 1 < len(tokens) else _NOTHING
            if token.kind == "sign":
                if token.text == b"(":
                    functions.append(before.low)
                elif token.text == b")" and functions:
                    functions.pop()
                elif token.text == b"." and _is_name(before) and (_is_name(after) or after.text == b"*"):
                    self._judge_qualifier(where, tokens, index, plain, functions)
            elif token.kind == "word":
                if token.low in (b"database", b"schema") and after.text != b"(" and any(
                        word.low in (b"create", b"drop", b"alter") for word in tokens[max(0, index - 3):index]):
                    self._refuse("%s creates, changes or drops a database" % where)
                elif token.low in (b"outfile", b"dumpfile") and before.low == b"into":
                    self._refuse("%s writes to a file" % where)
                elif token.low == b"load" and after.low in (b"data", b"xml"):
                    self._refuse("%s loads from a file" % where)
                elif token.low == b"prepare" or (token.low == b"execute" and after.low == b"immediate"):
                    dynamic = True
        if dynamic:
            self._judge_literals(where, tokens)

    def _judge_qualifier(self, where, tokens, dot, plain, functions):
        def at(index):
            return tokens[index] if 0 <= index < len(tokens) else _NOTHING

        head = at(dot - 1)
        name = _unquote(head)
        low = name.lower()
        if head.text.startswith(b"@@") or low in _READABLE:
            return
        if at(dot - 2).text == b"." and _is_name(at(dot - 3)):
            # The middle of a.b.c; a alone decides.
            return
        longer = at(dot + 2).text == b"." and _is_name(at(dot + 3))
        if low in self._foreign or longer:
            return self._refuse("%s refers to the database %s" % (where, name))
        if low in ("new", "old"):
            return
        place = dot - 2
        while at(place).low in _MODIFIERS:
            place -= 1
        if at(place).text == b"(" and at(place - 1).low in (b"from", b"join"):
            place -= 1
        word = at(place).low
        table = word in _BEFORE_TABLE
        if word == b"from" and functions and functions[-1] in _CUTTERS:
            table = False
        if word == b"update" and at(place - 1).low == b"key":
            table = False
        if table or at(dot + 2).text == b"(" or low not in plain:
            self._refuse("%s refers to the database %s" % (where, name))

    def _judge_literals(self, where, tokens):
        names = b"|".join(re.escape(name.encode("utf-8")) for name in self._foreign)
        pattern = re.compile(rb"(?<![0-9a-z_$])`?(?:" + names + rb")`?\s*\.", re.IGNORECASE)
        for token in tokens:
            if token.kind == "string" and pattern.search(token.text):
                self._refuse("%s builds a statement that names another database" % where)


_NOTHING = Token("none", b"")
_DROPPED = {word: True for word in (b"table", b"view", b"sequence", b"event", b"procedure", b"function", b"package",
                                    b"trigger")}
_VARIABLES = {b"time_zone", b"unique_checks", b"foreign_key_checks", b"sql_mode", b"sql_notes", b"note_verbosity",
              b"character_set_client", b"character_set_results", b"collation_connection", b"autocommit",
              b"system_versioning_insert_history"}
_PROGRAM_SETTINGS = {b"time_zone", b"sql_mode", b"character_set_client", b"character_set_results",
                     b"collation_connection"}
_ANSI_MODES = (b"ansi", b"oracle", b"postgresql", b"db2", b"maxdb", b"mssql")
_BEFORE_TABLE = {b"from", b"join", b"into", b"update", b"call", b"table", b"truncate", b"insert", b"replace", b"exists",
                 b"view", b"procedure", b"function", b"handler"}
_MODIFIERS = {b"low_priority", b"high_priority", b"delayed", b"ignore", b"quick"}


def _is_name(token):
    return token.kind in ("word", "name")


def _begin(tokens):
    words = b" ".join(token.text for token in tokens[:6])
    return " ".join(_text(words).split())[:80]


def _threes(tokens):
    """Each token with its neighbours."""
    padded = [_NOTHING] + list(tokens) + [_NOTHING]
    return zip(padded, padded[1:], padded[2:])


def _split(tokens):
    clause = []
    for token in tokens:
        if token.text == b"," and token.kind == "sign":
            yield clause
            clause = []
        else:
            clause.append(token)
    yield clause


def _session(tokens):
    """The tokens with `@@session.name` as `@@name`."""
    plain = []
    for token in tokens:
        if len(plain) > 1 and plain[-1].text == b"." and plain[-2].low == b"@@session":
            plain[-2:] = [Token("word", b"@@" + token.text)]
        else:
            plain.append(token)
    return plain


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
        token = tokens[index] if index < len(tokens) else _NOTHING
        return _unquote(token) if token.kind == "name" else _text(token.text.strip(b"'\"@"))

    user = part(at)
    after = tokens[at + 1] if at + 1 < len(tokens) else _NOTHING
    if after.text == b"@":
        return "%s@%s" % (user, part(at + 2)), at + 3
    if after.text.startswith(b"@"):
        return "%s@%s" % (user, part(at + 1)), at + 2
    return user, at + 1
