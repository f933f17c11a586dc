"""Judges what runs later: the bodies of triggers, routines, events and views, which the loader's account does not restrain.

Measured: names of other databases in them were accepted by the server, and wrote to the old database later.
"""
import re

from ansible.module_utils.pressluft.dump_tokens import NOTHING, is_name, threes, unquote

READABLE = {"information_schema", "performance_schema"}
_CUTTERS = {b"extract", b"trim", b"substring", b"substr", b"mid", b"overlay"}
_BEFORE_TABLE = {b"from", b"join", b"into", b"update", b"call", b"table", b"truncate", b"insert", b"replace", b"exists",
                 b"view", b"procedure", b"function", b"handler"}
_MODIFIERS = {b"low_priority", b"high_priority", b"delayed", b"ignore", b"quick"}


class Bodies:
    """Judges one body after the other.

    `foreign`: names of databases in small letters that nothing may name; `refuse`: called with the reason.
    """

    def __init__(self, foreign, refuse):
        self._foreign = foreign
        self._refuse = refuse

    def judge(self, program, tokens):
        """No name of another database, nor of the dump's own, may qualify anything in what runs later."""
        where = "the %s %s" % (program.kind, program.name)
        plain = {unquote(token).lower() for before, token, after in threes(tokens)
                 if is_name(token) and before.text != b"." and after.text != b"."}
        functions = []
        dynamic = False
        for index, token in enumerate(tokens):
            before = tokens[index - 1] if index else NOTHING
            after = tokens[index + 1] if index + 1 < len(tokens) else NOTHING
            if token.kind == "sign":
                if token.text == b"(":
                    functions.append(before.low)
                elif token.text == b")" and functions:
                    functions.pop()
                elif token.text == b"." and is_name(before) and (is_name(after) or after.text == b"*"):
                    self._qualifier(where, tokens, index, plain, functions)
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
            self._literals(where, tokens)

    def _qualifier(self, where, tokens, dot, plain, functions):
        def at(index):
            return tokens[index] if 0 <= index < len(tokens) else NOTHING

        head = at(dot - 1)
        name = unquote(head)
        low = name.lower()
        if head.text.startswith(b"@@") or low in READABLE:
            return
        if at(dot - 2).text == b"." and is_name(at(dot - 3)):
            # The middle of a.b.c; a alone decides.
            return
        longer = at(dot + 2).text == b"." and is_name(at(dot + 3))
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

    def _literals(self, where, tokens):
        names = b"|".join(re.escape(name.encode("utf-8")) for name in self._foreign)
        pattern = re.compile(rb"(?<![0-9a-z_$])`?(?:" + names + rb")`?\s*\.", re.IGNORECASE)
        for token in tokens:
            if token.kind == "string" and pattern.search(token.text):
                self._refuse("%s builds a statement that names another database" % where)
