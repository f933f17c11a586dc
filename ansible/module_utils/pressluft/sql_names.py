"""Names and values as they are written in SQL, and the names of the databases of generations."""

from __future__ import annotations

from ansible.module_utils.pressluft.errors import PressluftError

NAME_LIMIT = 64


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
