"""Runs WordPress's own updater in a release that nobody is served from.

WP-CLI where it is installed, otherwise the program that the controller sends (files/update.php). Both run as an
account that is not root, with a time limit, and with guards: no mail, no scheduled task, no request to the live site.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import stat
import time
from typing import Any, Dict, List, NamedTuple, Optional

from ansible.module_utils.pressluft import code_tree, commands, layout
from ansible.module_utils.pressluft.errors import PressluftError
from ansible.module_utils.pressluft.operation import Operation

_OUTPUT = 4 * 1024 * 1024
_PHP = ["php", "-d", "memory_limit=512M", "-d", "max_execution_time=0", "-d", "allow_url_fopen=1",
        "-d", "sendmail_path=/bin/true", "-d", "display_errors=1", "-d", "html_errors=0", "-d", "opcache.enable_cli=0"]
# What is asked for, in the order in which WordPress does it by itself; core has a process of its own, because
# afterwards a process would have loaded half of its files from the old one.
_RUNS = {"plugins": ["plugins"], "themes": ["themes"], "core": ["core"], "all": ["both", "core"]}
_WP_CLI_KINDS = {"plugins": ["plugin"], "themes": ["theme"], "both": ["plugin", "theme"], "core": []}


class Order(NamedTuple):
    """What is to be updated, and how."""

    scope: str
    api: Optional[str]
    seconds: float
    wp_cli: Optional[str]


def account(live: layout.Live) -> commands.Account:
    """Whom the updater runs as: the code's owner, or the uploads' where the code belongs to root.

    It must be able to read the site's configuration, or there is no WordPress to ask.

    :raises PressluftError: UPDATE_FAILED when there is no such account
    """
    if os.geteuid() != 0:
        return commands.Account(os.geteuid(), os.getegid())
    config = live.absolute(live.config)
    for path in (live.release_path, live.absolute(live.uploads)):
        found = commands.Account.owning(path)
        if found.uid != 0 and _readable(config, found):
            return found
    raise PressluftError(
        "UPDATE_FAILED", "Neither the owner of the release nor that of the uploads is an account other than root that "
        "may read %s, and an update is not run as root. Nothing was changed." % live.config)


def _readable(path: str, who: commands.Account) -> bool:
    facts = os.stat(path)
    if facts.st_uid == who.uid:
        return bool(facts.st_mode & stat.S_IRUSR)
    if facts.st_gid in [who.gid, *who.groups()]:
        return bool(facts.st_mode & stat.S_IRGRP)
    return bool(facts.st_mode & stat.S_IROTH)


class Updater:
    """The updater of one release.

    :param program: the text of files/update.php
    :param home: a directory for it alone, removed by the caller
    """

    def __init__(self, operation: Operation, live: layout.Live, target: layout.Live, order: Order, program: str,
                 home: str) -> None:
        self.operation = operation
        self.live = live
        self.target = target
        self.order = order
        self.home = home
        self.account = account(live)
        self.deadline = time.monotonic() + order.seconds
        self.program = os.path.join(home, "update.php")
        os.mkdir(home, 0o700)
        with open(self.program, "w", encoding="utf-8") as script:
            script.write(program)
        os.chmod(self.program, 0o600)
        if os.geteuid() == 0:
            for path in (self.program, home):
                os.chown(path, self.account.uid, self.account.gid)

    def components(self) -> List[Dict[str, Any]]:
        """Updates what is to be updated; each with `type`, `slug`, `name`, `from`, `to`, `ok` and `error`.

        :raises PressluftError: UPDATE_FAILED when the updater itself failed
        """
        found: List[Dict[str, Any]] = []
        for what in _RUNS[self.order.scope]:
            found += self._wp_cli(what) if self.order.wp_cli else self._php(what).get("components", [])
            if not all(part["ok"] for part in found):
                break
        return found

    def database(self) -> None:
        """Brings the database up to the release's code, as a visit to wp-admin/upgrade.php does."""
        self._php("database")

    def _php(self, what: str) -> Dict[str, Any]:
        token = "pressluft:%s:" % secrets.token_hex(16)
        ended = self._run(_PHP + ["-f", self.program], dict(self._environment(), PRESSLUFT_TOKEN=token,
                                                            PRESSLUFT_DO=what))
        text = ended.output.rpartition(token)
        if not text[1]:
            raise failed("it ended with status %d before it was through: %s" %
                         (ended.status, _words(ended)))
        try:
            answer: Dict[str, Any] = json.loads(text[2].splitlines()[0])
        except (ValueError, IndexError) as broken:
            raise failed("its answer cannot be read") from broken
        if answer.get("error"):
            raise failed(str(answer["error"])[:400])
        return answer

    def _environment(self) -> Dict[str, str]:
        return {"HOME": self.home, "TMPDIR": self.home, "USER": self.account.name, "LOGNAME": self.account.name,
                "PRESSLUFT_RELEASE": self.target.release_path, "PRESSLUFT_DATABASE": self.target.database,
                "PRESSLUFT_URL": self.operation.site.preview_url, "PRESSLUFT_API": self.order.api or ""}

    def _run(self, argv: List[str], environment: Dict[str, str]) -> commands.Ended:
        lock = self.operation.lease.pass_fds
        try:
            ended = commands.run(argv, max(self.deadline - time.monotonic(), 1.0), self.target.release_path,
                                 environment, self.account, pass_fds=lock, output_limit=_OUTPUT)
        except (FileNotFoundError, PermissionError) as missing:
            raise failed("%s cannot be run on the node (%s)" % (argv[0], missing.strerror)) from missing
        finally:
            for descriptor in lock:
                commands.escaped(descriptor)
        if ended.timed_out:
            raise failed("it was stopped after %d seconds" % self.order.seconds)
        return ended

    # WP-CLI: what there is before and after, as it lists it; what it says in between is for people

    def _wp_cli(self, what: str) -> List[Dict[str, Any]]:
        if what == "core":
            return self._wp_cli_core()
        # All lists before the first update: from then on no plugin and no theme may be run, since it may be a new one.
        kinds = {kind: self._wp_listed(kind, False) for kind in _WP_CLI_KINDS[what]}
        found: List[Dict[str, Any]] = []
        for number, (kind, listed) in enumerate(kinds.items()):
            due = [each for each in listed if each.get("update") == "available"]
            if not due:
                continue
            ended = self._wp([kind, "update", *[each["name"] for each in due]], bare=number > 0, allow_failure=True)
            now = {each["name"]: str(each.get("version")) for each in self._wp_listed(kind, True)}
            found += [self._part(kind, each["name"], each.get("title") or each["name"], str(each.get("version")),
                                 str(each.get("update_version")), now.get(each["name"], ""), ended) for each in due]
        return found

    def _wp_listed(self, kind: str, bare: bool) -> List[Dict[str, Any]]:
        return self._wp_list([kind, "list", "--fields=name,title,version,update,update_version", "--format=json"], bare)

    def _wp_cli_core(self) -> List[Dict[str, Any]]:
        offers = self._wp_list(["core", "check-update", "--format=json"], True)
        before = code_tree.wordpress_version(self.target.release_path) or ""
        if not offers:
            return []
        ended = self._wp(["core", "update"], bare=True, allow_failure=True)
        now = code_tree.wordpress_version(self.target.release_path) or ""
        if now == before and ended.ok:
            return []
        # It takes the newest of what is offered to it.
        wanted = now if now != before else str(offers[-1].get("version"))
        return [self._part("core", "wordpress", "WordPress", before, wanted, now, ended)]

    @staticmethod
    def _part(kind: str, slug: str, name: str, before: str, wanted: str, now: str,
              ended: commands.Ended) -> Dict[str, Any]:
        done = now == wanted
        return {"type": kind, "slug": slug, "name": name, "from": before, "to": wanted, "ok": done,
                "error": "" if done else ended.last_words() or "its version is %s afterwards" % now}

    def _wp_list(self, arguments: List[str], bare: bool) -> List[Dict[str, Any]]:
        output = self._wp(arguments, bare).output
        for line in reversed(output.splitlines()):
            if line.startswith("["):
                try:
                    return list(json.loads(line))
                except ValueError:
                    break
        # `core check-update` writes nothing, or a sentence, when there is nothing.
        if arguments[0] == "core":
            return []
        raise failed("WP-CLI's list of %ss cannot be read" % arguments[0])

    def _wp(self, arguments: List[str], bare: bool, allow_failure: bool = False) -> commands.Ended:
        """:param bare: without running any plugin or theme"""
        assert self.order.wp_cli is not None
        ended = self._run(
            [self.order.wp_cli, "--path=" + self.target.release_path, "--require=" + self.program, "--no-color",
             "--url=" + self.operation.site.preview_url, *(["--skip-plugins", "--skip-themes"] if bare else []),
             *arguments],
            dict(self._environment(), WP_CLI_CACHE_DIR=os.path.join(self.home, "cache"),
                 WP_CLI_DISABLE_AUTO_CHECK_UPDATE="1", WP_CLI_PHP_ARGS="-d memory_limit=512M"))
        if not ended.ok and not allow_failure:
            raise failed("WP-CLI ended with status %d: %s" % (ended.status, ended.last_words() or "it said nothing"))
        return ended


def _words(ended: commands.Ended) -> str:
    """PHP names the error before its stack trace."""
    for line in ended.output.splitlines():
        if "rror: " in line:
            return line.strip()[:300]
    return ended.last_words() or "it said nothing"


def wp_cli(named: Optional[str]) -> Optional[str]:
    """The path of WP-CLI: the one that is named, which must be there, or the one that is found; None for none."""
    if named:
        if not os.path.isabs(named) or not os.access(named, os.X_OK):
            raise failed("there is no program %s on the node" % named)
        return named
    return shutil.which("wp", path=commands.PATH)


def failed(why: str) -> PressluftError:
    return PressluftError("UPDATE_FAILED", "The updater failed: %s." % why.rstrip("."))


def give_back(release: str, live: str, owner: commands.Account) -> None:
    """After the updater: everything belongs to whom it belongs in the live release, what is new to `owner`.

    Modes of what was there are the live ones too, so an update opens nothing.
    """
    layout.Like.of(live).apply(release)
    for directory, names, files, descriptor in os.fwalk(release, follow_symlinks=False):
        for name in [*names, *files]:
            if directory == release and name == "wp-config.php":
                continue
            facts = os.stat(name, dir_fd=descriptor, follow_symlinks=False)
            try:
                was: Optional[os.stat_result] = os.lstat(
                    os.path.join(live, os.path.relpath(os.path.join(directory, name), release)))
            except (FileNotFoundError, NotADirectoryError):
                was = None
            uid, gid = (was.st_uid, was.st_gid) if was else (owner.uid, owner.gid)
            if os.geteuid() == 0 and (facts.st_uid, facts.st_gid) != (uid, gid):
                os.chown(name, uid, gid, dir_fd=descriptor, follow_symlinks=False)
            if stat.S_ISLNK(facts.st_mode):
                continue
            mode = stat.S_IMODE(facts.st_mode)
            wanted = stat.S_IMODE(was.st_mode) if was and stat.S_IFMT(was.st_mode) == stat.S_IFMT(facts.st_mode) \
                else mode & 0o775
            if mode != wanted:
                os.chmod(name, wanted, dir_fd=descriptor)


def hand_over(release: str, to: commands.Account) -> None:
    """Lets the updater write every file of the release; its configuration stays whose it is."""
    if os.geteuid() != 0:
        return
    os.chown(release, to.uid, to.gid)
    for directory, names, files, descriptor in os.fwalk(release, follow_symlinks=False):
        for name in [*names, *files]:
            if directory == release and name == "wp-config.php":
                continue
            facts = os.stat(name, dir_fd=descriptor, follow_symlinks=False)
            if (facts.st_uid, facts.st_gid) != (to.uid, to.gid):
                os.chown(name, to.uid, to.gid, dir_fd=descriptor, follow_symlinks=False)
