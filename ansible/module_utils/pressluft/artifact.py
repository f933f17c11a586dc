"""Reads artifacts: opens their manifest, reads them back, and examines them to the last byte."""
import os
import subprocess
import threading
import time

from ansible.module_utils.pressluft import manifest as manifests
from ansible.module_utils.pressluft import disk, streams
from ansible.module_utils.pressluft.archive import ArchiveWalker, Roots
from ansible.module_utils.pressluft.dump import DumpReader
from ansible.module_utils.pressluft.errors import PressluftError
from ansible.module_utils.pressluft.version import VERSION

_SIGNATURE_LIMIT = 256


def open_manifest(place, key, backup_id, environment_id, manifest_sha256=None, scope=None):
    """The checked manifest of an artifact: (dict, exact bytes, signature as text)."""
    data = place.read(manifests.NAME, manifests.SIZE_LIMIT)
    signature = place.read(manifests.SIGNATURE_NAME, _SIGNATURE_LIMIT)
    manifest = manifests.open_manifest(data, signature, key, backup_id, environment_id, manifest_sha256, scope)
    return manifest, data, signature.decode("ascii", "replace").strip()


def look(place, manifest):
    """Makes sure that every part is there and has its size, without reading it. Raises ARTIFACT_MISSING or CHECKSUM_MISMATCH."""
    for part in manifest["parts"]:
        descriptor = place.open(part["name"])
        try:
            compare(part, os.fstat(descriptor).st_size, part["sha256"])
        finally:
            os.close(descriptor)


def read_back(place, manifest, moved=None):
    """Hashes every part as it is stored, all at once; the numbers that the manifest states, for a result.

    `moved` is called with the size of each block that was read; what it raises ends the reading. Codes: ARTIFACT_MISSING,
    CHECKSUM_MISMATCH.
    """
    begun = time.monotonic()
    opened = []
    strands = []
    over = threading.Event()

    def read(count):
        if over.is_set():
            raise PressluftError(None, "Another part of the artifact is not what was stored.")
        if moved:
            moved(count)

    try:
        for part in manifest["parts"]:
            opened.append(place.open(part["name"]))
        strands = [streams.Strand(disk.checksum, descriptor, read) for descriptor in opened]
        for part, strand in zip(manifest["parts"], strands):
            compare(part, *strand.result())
    finally:
        # A descriptor is closed when nobody reads it any more: its number may be another file's at once.
        over.set()
        for strand in strands:
            strand.join()
        for descriptor in opened:
            os.close(descriptor)
    tables = (manifest.get("database") or {}).get("tables", [])
    return {"bytes": sum(part["uncompressed_size"] for part in manifest["parts"]),
            "files": (manifest.get("files") or {}).get("count", 0), "tables": len(tables),
            "rows": sum(table["rows"] for table in tables), "duration_ms": int((time.monotonic() - begun) * 1000),
            "examined": False}


def judged(manifest):
    """Whether it is enough to read an artifact back to rely on it.

    What the parts hold was judged by this version's readers while they were written, and the signed manifest says what they
    found. One that warns of anything, or is of another version, has to be examined.
    """
    return not manifest.get("warnings") and manifest.get("engine_version") == VERSION


def confirm(place, manifest, progress=None):
    """Makes sure that an artifact which was judged when it was made is still what it was then; the numbers of a result."""
    if not judged(manifest):
        return dict(examine(place, manifest, progress=progress).facts(), examined=True)
    return read_back(place, manifest, progress.add if progress else None)


def compare(part, size, checksum):
    """Raises CHECKSUM_MISMATCH when what was read is not what the manifest says of the part."""
    if size != part["size"] or checksum != part["sha256"]:
        raise altered(part["name"], "%d bytes instead of %d" % (size, part["size"]) if size != part["size"]
                      else "its checksum differs")


def altered(name, how):
    """The error of a part that is not what was stored."""
    return PressluftError("CHECKSUM_MISMATCH", "%s is not what was stored: %s." % (name, how))


def roots(manifest):
    """The places that the archive of this manifest may name."""
    files = manifest["files"]
    return Roots(files["release"], files["uploads"], files["config"])


class Findings:
    """What an examination saw. `reader` is the dump's, `walker` the archive's; None where there is no such part."""

    def __init__(self):
        self.reader = None
        self.walker = None
        self.bytes = 0
        self.milliseconds = 0

    def facts(self):
        """The numbers for a result."""
        reader, walker = self.reader, self.walker
        return {"bytes": self.bytes, "files": walker.files + walker.links if walker else 0,
                "tables": len(reader.tables) if reader else 0, "rows": reader.rows if reader else 0,
                "duration_ms": self.milliseconds}


class _Part:
    """One part on its way: file → hash → decompressor → reader, in two threads."""

    def __init__(self, place, part, consumer, progress):
        self.part = part
        self.consumer = consumer
        self._progress = progress
        self._file = place.open(part["name"])
        try:
            self.child = streams.Child(streams.decompressor(part["compression"]), stdin=subprocess.PIPE,
                                       stdout=subprocess.PIPE)
        except BaseException:
            os.close(self._file)
            raise
        self.reading = None
        self.judging = None

    def start(self):
        self.reading = streams.Strand(self._read)
        self.judging = streams.Strand(self._judge)

    def _read(self):
        target = self.child.process.stdin

        def forward(block):
            if self._progress:
                self._progress.add(len(block))
            # Whether the rest is judged or not, all of it is hashed: an altered byte must be called that.
            if not target.closed:
                try:
                    streams.write_all(target.fileno(), block)
                except OSError:
                    target.close()

        try:
            return disk.hashed(self._file, forward)
        finally:
            if not target.closed:
                target.close()

    def _judge(self):
        source = self.child.process.stdout
        left = self.part["uncompressed_size"]
        try:
            for block in streams.blocks(source.fileno()):
                left -= len(block)
                if left < 0:
                    raise PressluftError("ARTIFACT_UNSAFE", "%s unpacks to more than the manifest says."
                                         % self.part["name"])
                self.consumer.feed(block)
        finally:
            source.close()
        status = self.child.wait()
        if status != 0:
            raise PressluftError("ARTIFACT_UNREADABLE", "%s cannot be unpacked: %s" % (
                self.part["name"], self.child.said().strip()[:300] or "the program ended with %d" % status))
        if left:
            raise PressluftError("ARTIFACT_UNREADABLE", "%s unpacks to less than the manifest says."
                                 % self.part["name"])
        self.consumer.finish()

    def end(self):
        self.child.kill()
        for strand in (self.reading, self.judging):
            if strand is not None:
                strand.join()
        self.child.close()
        os.close(self._file)


def examine(place, manifest, others=(), progress=None, sinks=None, hold=(), check=None, into=None):
    """Unpacks and judges every part, all at once, and compares with the manifest.

    `others`: further databases that are known to exist; `sinks`: by role (`database`, `files`), called with the
    checked bytes; `hold` and `into`: see DumpReader; `check`: called every second, what it raises ends the examination.
    The codes, the more telling first: ARTIFACT_MISSING, CHECKSUM_MISMATCH, then what the readers raise.
    """
    begun = time.monotonic()
    sinks = sinks or {}
    found = Findings()
    parts = []
    try:
        for part in manifest["parts"]:
            if part["role"] == "database":
                consumer = found.reader = DumpReader(manifest["database"]["name"], others, sinks.get("database"), hold,
                                                              into=into)
            else:
                consumer = found.walker = ArchiveWalker(roots(manifest), sinks.get("files"))
            parts.append(_Part(place, part, consumer, progress))
            found.bytes += part["uncompressed_size"]
        for part in parts:
            part.start()
        for part in parts:
            while part.reading.is_alive() or part.judging.is_alive():
                part.reading.join(1.0)
                if not part.reading.is_alive():
                    part.judging.join(1.0)
                if check:
                    check()
        for part in parts:
            compare(part.part, *part.reading.result())
        for part in parts:
            part.judging.result()
    finally:
        for part in parts:
            part.end()
    if found.reader:
        _compare_tables(manifest["database"], found.reader)
    if found.walker and found.walker.files + found.walker.links != manifest["files"]["count"]:
        raise PressluftError("ARTIFACT_UNREADABLE", "The archive holds %d files and the manifest says %d." % (
            found.walker.files + found.walker.links, manifest["files"]["count"]))
    found.milliseconds = int((time.monotonic() - begun) * 1000)
    return found


def _compare_tables(database, reader):
    stated = {table["name"]: table["rows"] for table in database["tables"]}
    for name in sorted(set(stated) | set(reader.tables)):
        if stated.get(name) != reader.tables.get(name):
            raise PressluftError("ARTIFACT_UNREADABLE", "The dump holds %s rows of the table %s and the manifest says "
                                 "%s." % (reader.tables.get(name, "no"), name, stated.get(name, "no")))
    for kind, word in (("view", "views"), ("trigger", "triggers"), ("routine", "routines"), ("event", "events")):
        if reader.count(kind) != database[word]:
            raise PressluftError("ARTIFACT_UNREADABLE", "The dump holds %d %s and the manifest says %d."
                                 % (reader.count(kind), word, database[word]))
