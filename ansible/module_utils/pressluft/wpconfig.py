"""Reads and rewrites `wp-config.php` by its tokens, without running it.

The file is PHP and may do anything; what Pressluft must know (which database, which prefix) is only
believed when it is said exactly once and as a plain string. Everything else is refused with a sentence,
because a guess here would load a backup into the wrong database.
"""

from __future__ import annotations

import re
from typing import Dict, Iterator, List, NamedTuple, Optional, Tuple

from ansible.module_utils.pressluft.errors import PressluftError

CONSTANTS = ("DB_NAME", "DB_USER", "DB_PASSWORD", "DB_HOST")
_REQUIRES = ("require", "require_once", "include", "include_once")
_OPEN_TAG = re.compile(r"<\?(?:php\b|=)", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z_\x80-\U0010ffff\\][\w\\\x80-\U0010ffff]*")
_VARIABLE = re.compile(r"\$[A-Za-z_]\w*")
_SPACE = re.compile(r"\s+")
_HEREDOC = re.compile(r"<<<[ \t]*([\"']?)([A-Za-z_]\w*)\1\r?\n")


class Token(NamedTuple):
    """A piece of PHP: `kind` is html, comment, space, string, template, word, variable or punctuation."""

    kind: str
    text: str
    start: int
    end: int


class Literal(NamedTuple):
    """A value that the file states once, and where its quoted text stands."""

    value: str
    start: int
    end: int


def unsupported(message: str) -> PressluftError:
    return PressluftError("LAYOUT_UNSUPPORTED", message)


def tokens(text: str) -> Iterator[Token]:
    """Splits PHP source. Strings with variables in them come out as `template`: their value is not known."""
    position = 0
    in_php = False
    while position < len(text):
        start = position
        if not in_php:
            opening = _OPEN_TAG.search(text, position)
            position = opening.end() if opening else len(text)
            in_php = True
            yield Token("html", text[start:position], start, position)
            continue
        kind, position = _next(text, position)
        if kind == "close":
            in_php = False
            kind = "punctuation"
        yield Token(kind, text[start:position], start, position)


def _next(text: str, start: int) -> Tuple[str, int]:
    two = text[start:start + 2]
    if two == "?>":
        return "close", start + 2
    if two == "/*":
        end = text.find("*/", start + 2)
        return "comment", len(text) if end < 0 else end + 2
    if two == "//" or (text[start] == "#" and two != "#["):
        # A one-line comment also ends at the closing tag.
        end = re.compile(r"\n|(?=\?>)").search(text, start)
        return "comment", end.end() if end else len(text)
    heredoc = _HEREDOC.match(text, start)
    if heredoc:
        closing = re.compile(r"^[ \t]*%s\b" % heredoc.group(2), re.MULTILINE).search(text, heredoc.end())
        return "template", closing.end() if closing else len(text)
    if text[start] in "'\"`":
        return _quoted(text, start)
    for kind, pattern in (("space", _SPACE), ("variable", _VARIABLE), ("word", _WORD)):
        found = pattern.match(text, start)
        if found:
            return kind, found.end()
    return "punctuation", start + 1


def _quoted(text: str, start: int) -> Tuple[str, int]:
    quote = text[start]
    position = start + 1
    plain = quote != "`"
    while position < len(text) and text[position] != quote:
        if text[position] == "\\":
            position += 1
        elif quote == '"' and (_VARIABLE.match(text, position) or text[position:position + 2] in ("{$", "${")):
            plain = False
        position += 1
    return ("string" if plain else "template"), min(position + 1, len(text))


_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "v": "\v", "e": "\x1b", "f": "\f", "\\": "\\", "$": "$", '"': '"'}
_ESCAPE = re.compile(r"\\(u\{[0-9A-Fa-f]+\}|x[0-9A-Fa-f]{1,2}|[0-7]{1,3}|[ntrvef\\$\"])")


def string_value(quoted: str) -> str:
    """What a quoted PHP string without variables means."""
    inner = quoted[1:-1]
    if quoted[0] == "'":
        return re.sub(r"\\([\\'])", r"\1", inner)

    def meaning(found: "re.Match[str]") -> str:
        code = found.group(1)
        if code.startswith("u{"):
            return chr(int(code[2:-1], 16))
        if code.startswith("x"):
            return chr(int(code[1:], 16))
        if code[0] in "01234567":
            return chr(int(code, 8) & 0xFF)
        return _ESCAPES[code]

    return _ESCAPE.sub(meaning, inner)


def quote(value: str) -> str:
    """The value as a single-quoted PHP string."""
    return "'%s'" % value.replace("\\", "\\\\").replace("'", "\\'")


class WpConfig:
    """One parsed configuration. `name` is how sentences call the file; never its content."""

    def __init__(self, text: str, name: str) -> None:
        self.text = text
        self.name = name
        self._code = [token for token in tokens(text) if token.kind not in ("space", "comment")]
        self._constants: Dict[str, Literal] = {}
        for constant in CONSTANTS:
            self._constants[constant] = self._defined(constant)
        self._prefix = self._assigned("$table_prefix")

    @classmethod
    def read(cls, path: str, name: str) -> "WpConfig":
        """Reads the file byte for byte; bytes that are no UTF-8 survive a rewrite."""
        try:
            with open(path, encoding="utf-8", errors="surrogateescape", newline="") as source:
                return cls(source.read(), name)
        except OSError as missing:
            raise unsupported(
                "The configuration %s cannot be read on the node (%s)." % (name, missing.strerror)
            ) from missing

    @property
    def database(self) -> str:
        return self._constants["DB_NAME"].value

    @property
    def user(self) -> str:
        return self._constants["DB_USER"].value

    @property
    def host(self) -> str:
        return self._constants["DB_HOST"].value

    @property
    def table_prefix(self) -> str:
        return self._prefix.value

    def literal(self, constant: str) -> str:
        """The value of one of CONSTANTS."""
        return self._constants[constant].value

    def for_generation(self, access: "WpConfig", database: str, table_prefix: str) -> str:
        """This configuration as a generation's: names `database`, and takes account, password and host from `access`.

        The definition of ABSPATH and the loading of wp-settings.php are left out. The release's own
        wp-config.php does both, because only it knows the directory of the code.
        """
        changes: List[Tuple[int, int, str]] = []
        for constant, literal in self._constants.items():
            value = database if constant == "DB_NAME" else access.literal(constant)
            changes.append((literal.start, literal.end, quote(value)))
        changes.append((self._prefix.start, self._prefix.end, quote(table_prefix)))
        changes.extend((start, end, "") for start, end in self._settings_and_abspath())
        text = self.text
        for start, end, replacement in sorted(changes, reverse=True):
            text = text[:start] + replacement + text[end:]
        return text

    def _is(self, index: int, kind: str, text: Optional[str] = None) -> bool:
        if not 0 <= index < len(self._code):
            return False
        token = self._code[index]
        return token.kind == kind and (text is None or token.text.lower() == text)

    def _string(self, index: int) -> Optional[str]:
        return string_value(self._code[index].text) if self._is(index, "string") else None

    def _definitions(self, constant: str) -> List[int]:
        return [
            index
            for index, token in enumerate(self._code)
            if token.kind == "word"
            and token.text.lstrip("\\").lower() == "define"
            and self._is(index + 1, "punctuation", "(")
            and self._string(index + 2) == constant
        ]

    def _defined(self, constant: str) -> Literal:
        found = self._definitions(constant)
        if len(found) != 1:
            raise unsupported(
                "%s must define %s exactly once, and it does so %d times." % (self.name, constant, len(found))
            )
        at = found[0] + 4
        ends = self._is(at + 1, "punctuation", ")") or self._is(at + 1, "punctuation", ",")
        value = self._string(at)
        if value is None or not ends or not self._is(at - 1, "punctuation", ","):
            raise unsupported(
                "%s must define %s as a plain quoted string; Pressluft does not run PHP to find its value."
                % (self.name, constant)
            )
        return Literal(value, self._code[at].start, self._code[at].end)

    def _assigned(self, variable: str) -> Literal:
        found = [
            index
            for index in range(len(self._code))
            if self._is(index, "variable", variable) and self._is(index + 1, "punctuation", "=")
        ]
        if len(found) != 1:
            raise unsupported(
                "%s must set %s exactly once, and it does so %d times." % (self.name, variable, len(found))
            )
        at = found[0] + 2
        value = self._string(at)
        if value is None or not self._is(at + 1, "punctuation", ";"):
            raise unsupported("%s must set %s to a plain quoted string." % (self.name, variable))
        return Literal(value, self._code[at].start, self._code[at].end)

    def _settings_and_abspath(self) -> List[Tuple[int, int]]:
        spans = []
        for index, token in enumerate(self._code):
            if token.kind == "word" and token.text.lower() in _REQUIRES:
                end = self._statement_end(index)
                names = [self._string(at) or "" for at in range(index, end)]
                if any(name.endswith("wp-settings.php") for name in names):
                    spans.append((token.start, self._code[end].end))
        for index in self._definitions("ABSPATH"):
            first, last = self._with_its_condition(index, self._statement_end(index))
            spans.append((self._code[first].start, self._code[last].end))
        return spans

    def _statement_end(self, index: int) -> int:
        end = index
        while end < len(self._code) - 1 and not self._is(end, "punctuation", ";"):
            end += 1
        return end

    def _with_its_condition(self, first: int, last: int) -> Tuple[int, int]:
        """Widens a definition of ABSPATH by `if ( ! defined( 'ABSPATH' ) )` or `defined( 'ABSPATH' ) ||` before it."""
        # defined ( 'ABSPATH' ) || define…
        if self._is(first - 6, "word", "defined") and self._is(first - 1, "punctuation", "|"):
            return first - 6, last
        if self._is(first - 5, "word", "defined") and self._is(first - 1, "word", "or"):
            return first - 5, last
        braced = self._is(first - 1, "punctuation", "{") and self._is(last + 1, "punctuation", "}")
        condition = first - (9 if braced else 8)
        if (
            self._is(condition, "word", "if")
            and self._is(condition + 3, "word", "defined")
            and self._string(condition + 5) == "ABSPATH"
        ):
            return condition, last + (1 if braced else 0)
        return first, last
