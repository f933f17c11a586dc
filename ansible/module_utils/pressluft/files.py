"""The files of an environment: which of them a backup takes, and the tar that takes them.

The list is made first (names, sizes, links), so that what could not be restored is refused before anything is
written, and progress has a total. tar then gets that list and nothing else: exclusions are whole paths, never
patterns.
"""
import os
import re
import stat
import subprocess
import tempfile

from ansible.module_utils.pressluft import streams
from ansible.module_utils.pressluft.archive import Roots, shown
from ansible.module_utils.pressluft.errors import PressluftError

_SHOWN = 5
_CHANGED = (": file changed as we read it", ": File removed before we read it",
            ": Cannot stat: No such file or directory", "padding with zeros", ": Cannot open: No such file or directory",
            ": Cannot readlink: No such file or directory")
_TOTALS = re.compile(r"^Total bytes written: (\d+)", re.MULTILINE)
_ALWAYS_EXCLUDED = ("wp-content/cache",)


class Survey:
    """What a backup of the files takes: `names` is an unlinked file of names, each ended by a zero byte."""

    def __init__(self):
        self.names = tempfile.TemporaryFile(prefix="pressluft-")
        self.bytes = 0
        self.entries = 0
        self.warnings = []

    def close(self):
        self.names.close()


def survey(environment, release, uploads, config, exclude=()):
    """Walks the three roots. Raises LAYOUT_UNSUPPORTED for links that lead out of their root."""
    roots = Roots(release, uploads, config)
    found = Survey()
    skipped = _excluded(release, uploads, tuple(exclude) + _ALWAYS_EXCLUDED)
    bad_links = []
    special = []
    base = os.fsencode(environment)
    pending = [roots.uploads, roots.release]
    _take(found, roots.config, os.stat(os.path.join(base, roots.config)))
    while pending:
        directory = pending.pop()
        try:
            entries = list(os.scandir(os.path.join(base, directory)))
            _take(found, directory, None)
        except FileNotFoundError:
            continue
        except OSError as error:
            found.close()
            raise PressluftError(None, "%s cannot be read: %s." % (shown(directory), error.strerror))
        for entry in entries:
            name = directory + b"/" + entry.name
            if name in skipped:
                continue
            try:
                facts = entry.stat(follow_symlinks=False)
                if stat.S_ISDIR(facts.st_mode):
                    pending.append(name)
                elif stat.S_ISREG(facts.st_mode):
                    _take(found, name, facts)
                elif stat.S_ISLNK(facts.st_mode):
                    target = os.readlink(os.path.join(base, name))
                    reason = roots.refusal(name, target)
                    if reason:
                        bad_links.append("%s (%s)" % (shown(name), reason))
                    _take(found, name, None)
                else:
                    special.append(shown(name))
            except FileNotFoundError:
                continue
    if bad_links:
        found.close()
        raise PressluftError(
            "LAYOUT_UNSUPPORTED", "A backup could not hold what these links lead to: %s. Replace them by copies, or "
            "name them in the environment's `exclude`." % _some(bad_links))
    if special:
        found.warnings.append("Sockets, pipes and devices are not backed up: %s." % _some(special))
    found.names.flush()
    return found


def _take(found, name, facts):
    found.names.write(name + b"\0")
    found.entries += 1
    if facts is not None:
        found.bytes += facts.st_size


def _some(items):
    text = ", ".join(items[:_SHOWN])
    return text if len(items) <= _SHOWN else "%s and %d more" % (text, len(items) - _SHOWN)


def _excluded(release, uploads, paths):
    names = set()
    for path in paths:
        pieces = path.strip("/").split("/")
        if any(piece in ("", ".", "..") for piece in pieces) or "\0" in path:
            raise PressluftError(None, "The excluded path %s is not one below the release." % shown(os.fsencode(path)))
        names.add(os.fsencode("/".join([release] + pieces)))
        if pieces[:2] == ["wp-content", "uploads"] and len(pieces) > 2:
            names.add(os.fsencode("/".join([uploads] + pieces[2:])))
    return names


class Tar:
    """A running tar of a survey; `child.process.stdout` is the stream."""

    def __init__(self, environment, found, stdout, keep=(), yields=False):
        self._index = tempfile.TemporaryFile(prefix="pressluft-")
        names, index = found.names.fileno(), self._index.fileno()
        self.child = streams.Child(
            ["tar", "--create", "--format=gnu", "--numeric-owner", "--hard-dereference", "--no-recursion", "--totals",
             "--blocking-factor=1024", "--quoting-style=escape", "--verbose", "--index-file=/dev/fd/%d" % index,
             "--directory=" + environment, "--null", "--verbatim-files-from", "--files-from=/dev/fd/%d" % names],
            stdout=stdout, keep=[names, index, *keep], yields=yields)
        self.count = 0
        self.bytes = 0
        self.warnings = []

    def moved(self):
        """The bytes it has written so far, as the kernel counts them; 0 when that cannot be known."""
        try:
            with open("/proc/%d/io" % self.child.pid, encoding="ascii") as source:
                return int(re.search(r"^wchar: (\d+)", source.read(), re.MULTILINE).group(1))
        except (OSError, AttributeError):
            return 0

    def finish(self):
        """Waits for its end and judges it. A file that changed or went away meanwhile is a warning."""
        status = self.child.wait()
        said = self.child.said()
        totals = _TOTALS.search(said)
        lines = [line for line in said.splitlines() if line.startswith("tar: ")]
        changed = [line[5:] for line in lines if any(text in line for text in _CHANGED)]
        failed = [line[5:] for line in lines if not any(text in line for text in _CHANGED)
                  and "Exiting with failure status" not in line]
        if status not in (0, 1, 2) or failed or not totals:
            raise PressluftError(None, "The files could not be read: %s" % (failed or ["tar ended with %d" % status])[0])
        if changed:
            self.warnings.append("Changed or removed while they were read: %s." % _some(changed))
        self.bytes = int(totals.group(1))
        self._index.seek(0)
        while True:
            block = self._index.read(streams.BLOCK)
            if not block:
                break
            tail = block if block.endswith(b"\n") else block + self._index.readline()
            self.count += tail.count(b"\n") - tail.count(b"/\n")
        return self

    def close(self):
        """Forgets the list of what was written."""
        self._index.close()


def start(environment, found, keep=(), yields=False):
    """Starts the tar of a survey."""
    return Tar(environment, found, subprocess.PIPE, keep, yields)
