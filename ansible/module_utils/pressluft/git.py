"""Fetches one commit of a repository without giving the repository a say in how.

git runs with a configuration of our own and nobody else's: no hooks, no templates, no credential prompts, no
protocol but the ones the source itself uses, and host keys only from the file that the caller gave. Submodules are
taken one level at a time, so that each of their URLs passes the same checks as the source's.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import stat
import time
from typing import Dict, List, NamedTuple, Optional, Sequence

from ansible.module_utils.pressluft import commands
from ansible.module_utils.pressluft.errors import PressluftError
from ansible.module_utils.pressluft.source import COMMIT, SHORT_COMMIT, GitSource, check_text, git_url, refused

# Below this many seconds another command of git is not worth starting.
_LEAST = 1.0
_SUBMODULE_LEVELS = 8
_SUBMODULES = 200
# Bytes of a listing of the whole index.
_LISTING = 64 * 1024 * 1024


class Keys(NamedTuple):
    """What ssh needs; both are files of this node with mode 0600 or less."""

    private_key: Optional[str]
    known_hosts: Optional[str]

    def check(self) -> "Keys":
        for path, what in ((self.private_key, "private key"), (self.known_hosts, "known hosts")):
            if path is None:
                continue
            try:
                facts = os.stat(path)
            except OSError as missing:
                raise refused("The file of the %s cannot be read (%s)." % (what, missing.strerror)) from missing
            if not stat.S_ISREG(facts.st_mode) or (what == "private key" and facts.st_mode & 0o077):
                raise refused("The file of the %s must be a regular file that only its owner can read." % what)
        return self


class Checkout(NamedTuple):
    """What was fetched: the resolved commit, and how many submodules came with it."""

    commit: str
    submodules: int


class Git:
    """One fetch. `workspace` is an empty private directory for git's own files, removed by the caller.

    :param timeout: seconds for everything together
    :param file_size: bytes that one file written by git may have, a pack included
    :param pass_fds: see commands.run
    """

    def __init__(self, workspace: str, keys: Keys, timeout: float, file_size: int, pass_fds: Sequence[int] = ()):
        self.workspace = workspace
        self.keys = keys.check()
        self.timeout = timeout
        self.deadline = time.monotonic() + timeout
        self.file_size = file_size
        self.pass_fds = pass_fds

    def fetch(self, source: GitSource, target: str) -> Checkout:
        """Checks the source's commit out into the new directory `target`, without any `.git`.

        :raises PressluftError: SOURCE_NOT_FOUND with a sentence for the operator
        """
        if source.transport == "file" and not os.path.isdir(source.path):
            raise refused("There is no repository at %s on the node." % source.path)
        self._configure(source)
        os.mkdir(target, 0o700)
        self._git(target, "init", "--quiet", "--template=")
        self._git(target, "remote", "add", "origin", source.url)
        commit = self._resolve(source, target)
        self._git(target, "checkout", "--quiet", "--force", "--detach", commit, "--")
        submodules = self._submodules(source, target, source.url, 1)
        _remove_git(target)
        return Checkout(commit, submodules)

    # The one configuration that git sees

    def _configure(self, source: GitSource) -> None:
        home = os.path.join(self.workspace, "home")
        empty = os.path.join(self.workspace, "empty")
        for directory in (home, empty):
            os.mkdir(directory, 0o700)
        allowed = {"file": ["file", "https", "ssh"], "http": ["http", "https", "ssh"]}.get(
            source.transport, ["https", "ssh"])
        lines = [
            "[core]", "\thooksPath = %s" % empty, "\tattributesFile = /dev/null", "\tfsmonitor = false",
            "\tautocrlf = false", "\tfileMode = true", "\tsymlinks = true",
            "[credential]", "\thelper =",
            "[protocol]", "\tallow = never", "\tversion = 2",
            "[fetch]", "\tfsckObjects = true", "\trecurseSubmodules = false", "\tparallel = 1",
            "[gc]", "\tauto = 0", "[maintenance]", "\tauto = false",
            "[advice]", "\tdetachedHead = false",
            "[http]", "\tfollowRedirects = initial", "\tlowSpeedLimit = 1000", "\tlowSpeedTime = 60",
            "[submodule]", "\trecurse = false",
        ]
        for protocol in allowed:
            lines += ['[protocol "%s"]' % protocol, "\tallow = always"]
        lines += ['[protocol "ext"]', "\tallow = never"]
        if source.transport == "file":
            # Repositories of a deploy account belong to that account; reading them runs nothing of theirs.
            lines += ["[safe]", "\tdirectory = *"]
        self.config = os.path.join(self.workspace, "gitconfig")
        with open(self.config, "w", encoding="utf-8") as target:
            target.write("\n".join(lines) + "\n")

    def _environment(self) -> Dict[str, str]:
        return {
            "HOME": os.path.join(self.workspace, "home"),
            "GIT_CONFIG_GLOBAL": self.config,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_ATTR_NOSYSTEM": "1",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_ASKPASS": "/bin/false",
            "SSH_ASKPASS": "/bin/false",
            "SSH_ASKPASS_REQUIRE": "never",
            "GIT_SSH_COMMAND": self._ssh(),
            "GIT_SSH_VARIANT": "ssh",
            "GIT_PROTOCOL_FROM_USER": "0",
            "GIT_NO_REPLACE_OBJECTS": "1",
            "GIT_LFS_SKIP_SMUDGE": "1",
        }

    def _ssh(self) -> str:
        options = [
            "ssh", "-F", "/dev/null", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes",
            "-o", "PasswordAuthentication=no", "-o", "KbdInteractiveAuthentication=no",
            "-o", "ForwardAgent=no", "-o", "ForwardX11=no", "-o", "PermitLocalCommand=no",
            "-o", "ClearAllForwardings=yes",
            "-o", "ConnectTimeout=15", "-o", "ServerAliveInterval=15", "-o", "ServerAliveCountMax=2",
            "-o", "GlobalKnownHostsFile=%s" % ("/dev/null" if self.keys.known_hosts else "/etc/ssh/ssh_known_hosts"),
            "-o", "UserKnownHostsFile=%s" % (self.keys.known_hosts or "/dev/null"),
            "-o", "IdentityAgent=none", "-o", "IdentitiesOnly=yes",
            "-o", "IdentityFile=%s" % (self.keys.private_key or "none"),
        ]
        return " ".join(shlex.quote(option) for option in options)

    # Commands

    def _run(self, directory: str, *arguments: str, limit: int = commands.OUTPUT_LIMIT) -> commands.Ended:
        left = self.deadline - time.monotonic()
        if left < _LEAST:
            raise self._late()
        try:
            ended = commands.run(
                ["git", *arguments], left, directory, self._environment(),
                pass_fds=self.pass_fds, file_size=self.file_size, output_limit=limit)
        except FileNotFoundError:
            raise PressluftError(None, "The program git is not installed on the node.") from None
        if ended.timed_out:
            raise self._late()
        return ended

    def _git(self, directory: str, *arguments: str, limit: int = commands.OUTPUT_LIMIT) -> str:
        ended = self._run(directory, *arguments, limit=limit)
        if not ended.ok:
            raise self._failed(ended)
        return ended.output

    def _late(self) -> PressluftError:
        return refused("The repository could not be fetched within %d seconds." % self.timeout)

    def _failed(self, ended: commands.Ended) -> PressluftError:
        said = _without_noise(ended.output)
        low = said.lower()
        if "no space left" in low or "disk quota" in low:
            return PressluftError("DISK_SPACE_LOW", "The node's disk is full: the repository could not be fetched.")
        if "file too large" in low or "signal 25" in low or ended.status in (-25, 153):
            return PressluftError("ARTIFACT_UNSAFE", "The repository holds more than a release may have (%d bytes)."
                                  % self.file_size)
        if "submodule url" in low or "submodule name" in low or "submodule path" in low:
            why = "a submodule in it is named in a way that git itself refuses"
        elif "host key verification failed" in low or "no matching host key" in low:
            why = "the host's key is not among the known hosts that were given"
        elif "permission denied" in low or "authentication failed" in low or "could not read username" in low:
            why = "it refused the login; check the deploy key"
        elif "could not resolve host" in low or "name or service not known" in low:
            why = "its host's name is not known"
        elif "not allowed" in low and "transport" in low:
            why = "it uses a protocol that is not allowed"
        elif "connection refused" in low or "timed out" in low or "unreachable" in low:
            why = "its host cannot be reached"
        else:
            why = "git could not read it"
        return refused("The repository could not be fetched: %s. git says: %s" % (why, said[-500:] or "nothing"))

    # Names become commits

    def _resolve(self, source: GitSource, target: str) -> str:
        ref = source.ref
        candidates = [ref] if ref.startswith("refs/") else ["refs/heads/" + ref, "refs/tags/" + ref]
        found = self._advertised(target, candidates)
        named = [name for name in candidates if name in found]
        commits = {found.get(name + "^{}", found[name]) for name in named}
        if len(commits) > 1:
            raise refused("%s is the name of a branch and of a tag in the repository. Write refs/heads/%s or "
                          "refs/tags/%s." % (ref, ref, ref))
        if named:
            # By the full name, not by the commit: every server serves that.
            self._git(target, "fetch", "--quiet", "--no-tags", "--depth=1", "--", "origin", named[0])
            return self._commit(target, "FETCH_HEAD", source)
        low = ref.lower()
        if COMMIT.match(low):
            return self._whole_commit(target, low, source)
        if SHORT_COMMIT.match(low):
            return self._short_commit(target, low, source)
        raise refused("The repository has no branch, tag or commit %s." % ref)

    def _advertised(self, target: str, names: List[str]) -> Dict[str, str]:
        """What the repository has of these full names; an annotated tag's commit stands under `<name>^{}`."""
        found = {}
        asked = names + [name + "^{}" for name in names]
        for line in self._git(target, "ls-remote", "--quiet", "--", "origin", *asked).splitlines():
            commit, tab, name = line.partition("\t")
            if tab and COMMIT.match(commit):
                found[name] = commit
        return found

    def _whole_commit(self, target: str, commit: str, source: GitSource) -> str:
        ended = self._run(target, "fetch", "--quiet", "--no-tags", "--depth=1", "--", "origin", commit)
        if not ended.ok:
            self._fetch_all(target)
        return self._commit(target, commit, source)

    def _short_commit(self, target: str, commit: str, source: GitSource) -> str:
        self._fetch_all(target)
        return self._commit(target, commit, source)

    def _fetch_all(self, target: str) -> None:
        self._git(target, "fetch", "--quiet", "--no-tags", "--", "origin",
                  "+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/remotes/tags/*")

    def _commit(self, target: str, name: str, source: GitSource) -> str:
        ended = self._run(target, "rev-parse", "--quiet", "--verify", "--end-of-options", name + "^{commit}")
        commit = ended.output.strip()
        if not ended.ok or not COMMIT.match(commit):
            ambiguous = "ambiguous" in ended.output
            raise refused("The repository has %s %s." % (
                "more than one commit whose id begins with" if ambiguous else "no branch, tag or commit", source.ref))
        return commit

    # Submodules

    def _submodules(self, source: GitSource, directory: str, base: str, level: int) -> int:
        listed = os.path.join(directory, ".gitmodules")
        if not os.path.lexists(listed):
            return 0
        if os.path.islink(listed) or level > _SUBMODULE_LEVELS:
            raise refused("The repository's submodules lie more than %d levels deep, or are listed in a link."
                          % _SUBMODULE_LEVELS)
        urls = self._submodule_lines(directory, "url")
        paths = self._submodule_lines(directory, "path")
        wanted = self._gitlinks(directory)
        names = [name for name, path in sorted(paths.items()) if path in wanted]
        if len(names) > _SUBMODULES:
            raise refused("The repository has more than %d submodules." % _SUBMODULES)
        count = 0
        for name in names:
            url = _below(base, urls.get(name, ""))
            self._check_submodule(source, url)
            self._git(directory, "config", "submodule.%s.url" % name, url)
            self._git(directory, "config", "submodule.%s.active" % name, "true")
            self._git(directory, "config", "submodule.%s.update" % name, "checkout")
            self._submodule_checkout(directory, paths[name])
            below = os.path.join(directory, paths[name])
            count += 1 + self._submodules(source, below, url, level + 1)
        return count

    def _submodule_checkout(self, directory: str, path: str) -> None:
        arguments = ["submodule", "--quiet", "update", "--checkout", "--force", "--no-recommend-shallow"]
        ended = self._run(directory, *arguments, "--depth=1", "--", path)
        if not ended.ok:
            # A server that does not serve single commits, and a pinned commit that no branch points at.
            ended = self._run(directory, *arguments, "--", path)
        if not ended.ok:
            raise self._failed(ended)

    def _submodule_lines(self, directory: str, key: str) -> Dict[str, str]:
        ended = self._run(directory, "config", "--file", ".gitmodules", "--null", "--get-regexp",
                          r"^submodule\..*\.%s$" % key, limit=_LISTING)
        found = {}
        for entry in ended.output.split("\0"):
            name, line, value = entry.partition("\n")
            if line:
                found[name[len("submodule."):-len(key) - 1]] = value
        return found

    def _gitlinks(self, directory: str) -> List[str]:
        entries = self._git(directory, "ls-files", "--stage", "-z", limit=_LISTING).split("\0")
        return [entry.partition("\t")[2] for entry in entries if entry.startswith("160000 ")]

    def _check_submodule(self, source: GitSource, url: str) -> None:
        try:
            _, transport = git_url(check_text(url, "submodule's URL"))
        except PressluftError as wrong:
            raise refused("A submodule of the repository is refused. %s" % wrong.message) from wrong
        if transport in ("file", "http") and transport != source.transport:
            raise refused("A submodule of the repository is refused: %s is only followed from a repository that is "
                          "fetched that way itself." % transport)


def _below(base: str, url: str) -> str:
    """What a submodule's relative URL means, seen from its parent's."""
    if not re.match(r"\.\.?(/|\Z)", url):
        return url
    scp = None if "://" in base else re.match(r"([^/]+:)(.*)\Z", base)
    head, path = (scp.group(1), scp.group(2)) if scp else ("", base)
    while True:
        if url.startswith("./"):
            url = url[2:]
        elif url.startswith("../"):
            url = url[3:]
            path = path.rstrip("/").rpartition("/")[0]
        else:
            break
    return "%s%s/%s" % (head, path, url)


def _without_noise(output: str) -> str:
    lines = [line.strip() for line in re.split(r"[\r\n]+", output)]
    return " / ".join(line for line in lines if line and not line.startswith(("warning: ", "hint: ")))


def _remove_git(target: str) -> None:
    """Removes what git keeps beside the files, of submodules too; nothing of it belongs into a web root."""
    for directory, names, files in os.walk(target):
        if ".git" in names:
            path = os.path.join(directory, ".git")
            if os.path.islink(path):
                os.unlink(path)
            else:
                shutil.rmtree(path)
            names.remove(".git")
        if ".git" in files:
            os.unlink(os.path.join(directory, ".git"))
