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

from ansible.module_utils.pressluft.dump_judgement import Judgement
from ansible.module_utils.pressluft.dump_tokens import TOKEN, Token, text
from ansible.module_utils.pressluft.errors import PressluftError

# The largest statement that is not row data: MariaDB's own limit for a routine's body is far below.
STATEMENT_LIMIT = 32 * 1024 * 1024

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


class DumpReader:
    """Feed it blocks of any size, then call `finish`.

    `database`: the name that the dump was made from; it must not appear as a qualifier in it.
    `others`: names of further databases that are known to exist.
    `sink`: called with the bytes that were checked, in order, for a file to hold.
    `into`: a Load, or what is like one, that is given the statements one by one instead.
    `hold`: kinds of programs (`event`, `trigger`, `routine`, `view`) that do not reach the sink; they are in
    `programs` for the caller to load when it is time.
    `strict`: raise at the first thing that is refused (DUMP_REFUSED); otherwise go on and list it in `refusals`.
    """

    def __init__(self, database, others=(), sink=None, hold=(), strict=True, into=None):
        self.database = database
        self._judgement = Judgement(database, others, strict)
        self.tables = self._judgement.tables
        self.programs = self._judgement.programs
        self.refusals = self._judgement.refusals
        self.bytes = 0
        self.rows = 0
        self.completed = False
        self._sink = sink
        self._into = into
        self._hold = frozenset(hold)
        self._buffer = b""
        self._delimiter = b";"
        self._table = None
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

    def _pass_rows(self, start, end):
        self._pass(start, end)
        if self._into is not None:
            self._into.rows(bytes(memoryview(self._buffer)[start:end]))

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
            self._judgement.refuse("the rows of the table %s are not one on each line" % self._table)
        self._take_rows(position, end)
        if self._into is not None:
            self._into.rows_end(self._table in self._judgement.ordered)
        self._table = None
        return end

    def _take_rows(self, start, end):
        if end <= start:
            return None
        rows = self._buffer.count(b"\n(", start, end)
        self.tables[self._table] += rows
        self.rows += rows
        self._pass_rows(start, end)
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
            self._judgement.refuse("there are statements after `-- Dump completed`")
        if buffer.startswith(b"INSERT INTO ", position):
            header = _INSERT.match(buffer, position)
            if header:
                return self._begin_rows(position, header)
            if buffer.find(b"\n", position) < 0 and not self._last:
                return None
            self._judgement.refuse("it inserts rows in a form that cannot be counted exactly")
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
        self._table = text(header.group(1).replace(b"``", b"`"))
        if self._table not in self.tables:
            self._judgement.refuse("it inserts into %s, which it does not create" % self._table)
            self.tables[self._table] = 0
        if header.group(2):
            self.tables[self._table] += 1
            self.rows += 1
        self._pass_rows(position, header.end())
        return header.end()

    def _set_delimiter(self, position, line):
        if line.group(1) not in (b";", b";;"):
            self._judgement.refuse("it sets the delimiter %s" % text(line.group(1))[:20])
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
            found = TOKEN.match(buffer, here)
            if found is None or (found.end() >= size and not self._last):
                return None
            kind = found.lastgroup
            word = found.group()
            if kind == "sign" and (word in b"'\"`" or buffer.startswith(b"/*", here)):
                # The quote or comment is not closed yet.
                return None
            here = found.end()
            if kind == "code":
                if word != b"*/":
                    depth += 1
                elif depth:
                    depth -= 1
                else:
                    tokens.append(Token("sign", b"*"))
                    here -= 1
            elif kind == "string" and self._judgement.ansi_quotes and word[:1] == b'"':
                tokens.append(Token("name", b"`" + word[1:-1].replace(b'""', b'"').replace(b"`", b"``") + b"`"))
            elif kind not in ("space", "comment"):
                tokens.append(Token(kind, word))
        if not tokens:
            self._pass(position, end)
            return end
        sql = bytes(buffer[position:here])
        program = self._judgement.judge(tokens, sql)
        if program is None or program.kind not in self._hold:
            self._pass(position, end)
            if self._into is not None:
                self._into.statement(tokens[0].low, sql)
        return end
