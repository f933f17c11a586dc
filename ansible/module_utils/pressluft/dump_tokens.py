"""The words of a dump's statements."""
import re

TOKEN = re.compile(rb"""
  (?P<space>[ \t\r\n]+)
| (?P<code>/\*M?!\d*|\*/)
| (?P<comment>/\*.*?\*/|--(?=[ \t\r\n])[^\n]*\n?|\#[^\n]*\n?)
| (?P<string>'[^'\\]*(?:(?:\\.|'')[^'\\]*)*'|"[^"\\]*(?:(?:\\.|"")[^"\\]*)*")
| (?P<name>`(?:[^`]|``)*`)
| (?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?(?![0-9A-Za-z_$\x80-\xff]))
| (?P<word>@{0,2}[0-9A-Za-z_$\x80-\xff]+)
| (?P<sign>.)
""", re.VERBOSE | re.DOTALL)


class Token:
    """One word of a statement: `kind` is word, name (in backticks), string, number or sign."""

    __slots__ = ("kind", "text", "low")

    def __init__(self, kind, text):
        self.kind = kind
        self.text = text
        self.low = text.lower()


NOTHING = Token("none", b"")


def text(raw):
    return raw.decode("utf-8", "replace")


def unquote(token):
    return text(token.text[1:-1].replace(b"``", b"`")) if token.kind == "name" else text(token.text)


def is_name(token):
    return token.kind in ("word", "name")


def begin(tokens):
    words = b" ".join(token.text for token in tokens[:6])
    return " ".join(text(words).split())[:80]


def threes(tokens):
    """Each token with its neighbours."""
    padded = [NOTHING] + list(tokens) + [NOTHING]
    return zip(padded, padded[1:], padded[2:])


def split(tokens):
    clause = []
    for token in tokens:
        if token.text == b"," and token.kind == "sign":
            yield clause
            clause = []
        else:
            clause.append(token)
    yield clause


def session(tokens):
    """The tokens with `@@session.name` as `@@name`."""
    plain = []
    for token in tokens:
        if len(plain) > 1 and plain[-1].text == b"." and plain[-2].low == b"@@session":
            plain[-2:] = [Token("word", b"@@" + token.text)]
        else:
            plain.append(token)
    return plain
