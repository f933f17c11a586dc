"""Does PHP accept every file of a release that the live release does not have just so?

`php -l` costs a process for each file: nine seconds for WordPress's 958. One process that compiles them all into
opcache, running none, needs 0.7 s, but it also stumbles over functions that two files define. So it only sieves:
what passes there is fine, and the few that do not are judged by `php -l` itself.
"""

from __future__ import annotations

import base64
import filecmp
import json
import os
import shutil
import time
from typing import Iterator, List, NamedTuple, Optional, Sequence

from ansible.module_utils.pressluft import commands
from ansible.module_utils.pressluft.errors import PressluftError

_SIEVE = r"""
$refused = array();
foreach ( explode( "\0", stream_get_contents( STDIN ) ) as $file ) {
	if ( '' === $file ) {
		continue;
	}
	try {
		$fine = @opcache_compile_file( $file );
	} catch ( Throwable $error ) {
		$fine = false;
	}
	if ( ! $fine ) {
		$refused[] = base64_encode( $file );
	}
}
echo "\n", 'pressluft:', json_encode( $refused ), "\n";
"""
_OPTIONS = ["-d", "opcache.enable=1", "-d", "opcache.enable_cli=1", "-d", "opcache.memory_consumption=512",
            "-d", "opcache.max_accelerated_files=100000", "-d", "opcache.preload=", "-d", "opcache.file_cache=",
            "-d", "opcache.blacklist_filename=", "-d", "opcache.jit=off", "-d", "display_errors=0",
            "-d", "log_errors=0", "-d", "memory_limit=512M", "-d", "auto_prepend_file=", "-d", "auto_append_file="]
_LINT = ["-d", "display_errors=1", "-d", "log_errors=0", "-d", "html_errors=0", "-l"]
_GOOD = "No syntax errors detected in "
# So many suspects are asked one by one.
_FEW = 20
_ENDINGS = (".php", ".phtml")
_FAULTS_SHOWN = 10


class Verdict(NamedTuple):
    """How many files were asked for, and which PHP refused: `{"file", "message"}`, relative to the release."""

    checked: int
    faults: List["dict[str, str]"]
    # Files that could not be checked within the time, or all of them when the node has no php.
    unchecked: int
    seconds: float


def check(release: str, live: Optional[str], account: commands.Account, timeout: float = 60.0,
          pass_fds: Sequence[int] = ()) -> Verdict:
    """Asks PHP about every changed PHP file of `release`; `live` is the release to compare with, or None."""
    begun = time.monotonic()
    files = list(_changed(release, live))
    if not files or shutil.which("php", path=commands.PATH) is None:
        return Verdict(0, [], len(files), time.monotonic() - begun)
    deadline = begun + timeout
    judge = _Judge(release, account, deadline, pass_fds)
    suspects = judge.many(judge.sieve(files))
    faults: List["dict[str, str]"] = []
    unchecked = 0
    for name in suspects:
        message = judge.one(name) if time.monotonic() < deadline else None
        if message is None:
            unchecked += 1
        elif message:
            faults.append({"file": name, "message": message})
    return Verdict(len(files), faults, unchecked, time.monotonic() - begun)


def require(verdict: Verdict) -> None:
    """:raises PressluftError: PHP_SYNTAX_ERROR that names the first faults"""
    if verdict.faults:
        shown = "; ".join("%(file)s: %(message)s" % fault for fault in verdict.faults[:3])
        more = len(verdict.faults) - 3
        raise PressluftError(
            "PHP_SYNTAX_ERROR", "PHP cannot compile the release, so it was not switched to. %s%s" %
            (shown, " (and %d more files)" % more if more > 0 else ""),
            php={"checked": verdict.checked, "faults": verdict.faults[:_FAULTS_SHOWN]})


def _changed(release: str, live: Optional[str]) -> Iterator[str]:
    for directory, _, files in os.walk(release):
        # os.walk follows no links, so the uploads are left out.
        for name in files:
            path = os.path.join(directory, name)
            if not name.lower().endswith(_ENDINGS) or os.path.islink(path):
                continue
            relative = os.path.relpath(path, release)
            if live is None or not _same(path, os.path.join(live, relative)):
                yield relative


def _same(path: str, other: str) -> bool:
    try:
        return not os.path.islink(other) and filecmp.cmp(path, other, shallow=False)
    except OSError:
        return False


class _Judge:
    """PHP, asked about files of one release until the time is up; nothing of them is executed."""

    def __init__(self, release: str, account: commands.Account, deadline: float, pass_fds: Sequence[int]) -> None:
        self.release = release
        self.account = account
        self.deadline = deadline
        self.pass_fds = pass_fds

    def sieve(self, files: List[str]) -> List[str]:
        """The files that do not pass the quick test; all of them where it does not work (no opcache)."""
        feed = b"\0".join(os.fsencode(os.path.join(self.release, name)) for name in files)
        # It ends with an error status after each file that it refuses; what counts is that it came to its end.
        said = self._run(["php", *_OPTIONS, "-r", _SIEVE], feed, 16 * 1024 * 1024).output.rpartition("\npressluft:")
        if not said[1]:
            return files
        refused = {os.fsdecode(base64.b64decode(name)) for name in json.loads(said[2].splitlines()[0])}
        return [name for name in files if os.path.join(self.release, name) in refused]

    def many(self, files: List[str]) -> List[str]:
        """Of many suspects those that `php -l` refuses, two processes at a time; few are returned as they are."""
        plain = [name for name in files if "\n" not in name]
        if len(plain) <= _FEW:
            return files
        feed = b"\0".join(os.fsencode("./" + name) for name in plain)
        ended = self._run(["xargs", "-0", "-P2", "-n1", "php", *_LINT], feed, 16 * 1024 * 1024)
        good = {line[len(_GOOD):] for line in ended.output.splitlines() if line.startswith(_GOOD)}
        return [name for name in files if "./" + name not in good]

    def one(self, name: str) -> Optional[str]:
        """What `php -l` says against the file, "" when nothing, None when it did not answer in time."""
        ended = self._run(["php", *_LINT, "./" + name])
        if ended.timed_out:
            return None
        return "" if ended.ok else _sentence(ended.output, self.release)

    def _run(self, argv: List[str], feed: bytes = b"", limit: int = commands.OUTPUT_LIMIT) -> commands.Ended:
        return commands.run(argv, max(self.deadline - time.monotonic(), 0.1), self.release, account=self.account,
                            pass_fds=self.pass_fds, feed=feed, output_limit=limit)


def _sentence(output: str, release: str) -> str:
    for line in output.replace(release + "/", "").replace("./", "").splitlines():
        line = line.strip()
        if line and not line.startswith(("Errors parsing", "No syntax")):
            return line[:300]
    return "php -l refused it"
