"""Runs the build commands that an environment declares, in the staged release and as its owner.

Each is a list of arguments, run without a shell and with nothing of this process's environment. They get neither
the site's configuration nor its uploads: the release is only bound to them afterwards.
"""

from __future__ import annotations

import os
from typing import Any, Dict, List, Sequence

from ansible.module_utils.pressluft import commands
from ansible.module_utils.pressluft.errors import PressluftError

_COMMANDS = 50
_ARGUMENTS = 200
_LENGTH = 8192


def check(build: Any) -> List[List[str]]:
    """Refuses whatever is not a list of argument lists."""
    for command in build or []:
        if (
            not isinstance(command, list) or not command or len(command) > _ARGUMENTS
            or not all(isinstance(part, str) and "\0" not in part and len(part) <= _LENGTH for part in command)
            or not command[0] or command[0].startswith("-")
        ):
            raise PressluftError("BUILD_FAILED", "A build command is declared as a list of a program and its "
                                 "arguments, for example [composer, install].")
    if len(build or []) > _COMMANDS:
        raise PressluftError("BUILD_FAILED", "More than %d build commands are declared." % _COMMANDS)
    return list(build or [])


def run(build: List[List[str]], tree: str, home: str, account: commands.Account, timeout: float,
        lock: Sequence[int]) -> List[Dict[str, Any]]:
    """Runs one after the other, each at most `timeout` seconds; returns what each said and how long it took.

    :param home: a directory of the owner's for caches, removed by the caller
    :raises PressluftError: BUILD_FAILED with the end of the output
    """
    done: List[Dict[str, Any]] = []
    for command in build:
        shown = " ".join(command)[:200]
        try:
            ended = commands.run(
                command, timeout, tree,
                {"HOME": home, "COMPOSER_HOME": os.path.join(home, "composer"), "COMPOSER_NO_INTERACTION": "1",
                 "TMPDIR": home, "CI": "true", "USER": account.name, "LOGNAME": account.name},
                account, pass_fds=lock)
        except (FileNotFoundError, PermissionError, NotADirectoryError) as missing:
            raise PressluftError("BUILD_FAILED", "The build command `%s` cannot be run on the node (%s)." %
                                 (shown, missing.strerror), build=done) from missing
        finally:
            for descriptor in lock:
                commands.escaped(descriptor)
        done.append({"command": shown, "seconds": round(ended.seconds, 1), "status": ended.status,
                     "output": ended.output})
        if ended.timed_out:
            raise PressluftError("BUILD_FAILED", "The build command `%s` was stopped after %d seconds." %
                                 (shown, timeout), build=done)
        if not ended.ok:
            raise PressluftError("BUILD_FAILED", "The build command `%s` ended with status %d: %s" %
                                 (shown, ended.status, ended.last_words() or "it said nothing"), build=done)
    return done
