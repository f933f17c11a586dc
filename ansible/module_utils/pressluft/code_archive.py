"""Unpacks an archive with a release's code: tar.gz, tar.zst, tar or zip, told apart by content and not by name.

The archive is first copied into a private file while it is hashed, and only that copy is unpacked: so what was
checked is what is used, whoever else can write to the original.
"""

from __future__ import annotations

import hashlib
import io
import os
import stat
import struct
import subprocess
import zipfile
import zlib
from typing import Any, BinaryIO, Callable, Iterator, Optional, Sequence

from ansible.module_utils.pressluft.commands import PATH
from ansible.module_utils.pressluft.errors import PressluftError
from ansible.module_utils.pressluft.source import Limits, refused, unsafe
from ansible.module_utils.pressluft.tar_reader import TarReader, unreadable
from ansible.module_utils.pressluft.unpacking import Unpacking, disk_full, shown

_PIECE = 1024 * 1024
# Bytes of a zip's directory for each entry that is allowed; usual are about a hundred.
_ZIP_ENTRY = 1024


def copy(path: str, private: str, limits: Limits, expected: Optional[str]) -> str:
    """Copies the archive and returns its SHA-256; with `expected` given it must be that.

    :raises PressluftError: SOURCE_NOT_FOUND, CHECKSUM_MISMATCH, ARTIFACT_UNSAFE, DISK_SPACE_LOW
    """
    with _open(path) as source:
        return take(source.read, private, limits, expected)


def take(read: Callable[[int], bytes], private: str, limits: Limits, expected: Optional[str]) -> str:
    """As `copy`, from whatever `read` gives until it gives nothing; its own failures pass through."""
    digest = hashlib.sha256()
    size = 0
    with open(os.open(private, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        for block in iter(lambda: read(_PIECE), b""):
            size += len(block)
            if size > limits.bytes:
                raise too_large(limits)
            digest.update(block)
            try:
                target.write(block)
                target.flush()
            except OSError as failed:
                raise disk_full(os.path.dirname(private)) from failed
    found = digest.hexdigest()
    if expected is not None and found != expected:
        raise PressluftError("CHECKSUM_MISMATCH", "The archive is not the one that was meant: its checksum is "
                             "sha256:%s, and sha256:%s was given." % (found, expected))
    return found


def too_large(limits: Limits) -> PressluftError:
    return unsafe("The archive is larger than the %d MiB that a release may have." % (limits.bytes >> 20))


def _open(path: str) -> BinaryIO:
    try:
        # Not blocking: a pipe of that name would wait for ever.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except OSError as missing:
        raise refused("There is no archive at %s that can be read (%s)." % (path, missing.strerror)) from missing
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise refused("%s is not a file." % path)
    return os.fdopen(descriptor, "rb")


def unpack(archive: str, root: str, limits: Limits, pass_fds: Sequence[int] = ()) -> Unpacking:
    """Unpacks a private copy into the existing empty directory `root`.

    :raises PressluftError: ARTIFACT_UNSAFE, ARTIFACT_UNREADABLE, DISK_SPACE_LOW
    """
    with open(archive, "rb") as source:
        start = source.read(512)
        source.seek(0)
        target = Unpacking(root, limits, os.path.getsize(archive))
        if start.startswith(b"PK\x03\x04") or start.startswith(b"PK\x05\x06"):
            _unzip(source, target)
        elif start.startswith(b"\x1f\x8b"):
            _untar(io.BufferedReader(_Gunzip(source), _PIECE), target)
        elif start.startswith(b"\x28\xb5\x2f\xfd"):
            _unzstd(archive, target, pass_fds)
        elif start[257:262] == b"ustar":
            _untar(source, target)
        else:
            raise PressluftError("ARTIFACT_UNREADABLE", "The archive is neither tar.gz nor tar.zst nor zip.")
        target.finish()
        return target


def _untar(stream: BinaryIO, target: Unpacking) -> None:
    TarReader(stream, target).read_into()
    # The rest must still be readable (checksums come last) and is bounded like everything else.
    for block in iter(lambda: stream.read(_PIECE), b""):
        target.unpacked(len(block))


class _Gunzip(io.RawIOBase):
    """The content of a gzip stream of any number of parts, as a file that can be read once."""

    def __init__(self, source: BinaryIO) -> None:
        super().__init__()
        self._pieces = _gunzipped(source)
        self._left = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._left:
            self._left = memoryview(next(self._pieces, b""))
        count = min(len(buffer), len(self._left))
        buffer[:count] = self._left[:count]
        self._left = self._left[count:]
        return count


def _gunzipped(source: BinaryIO) -> Iterator[bytes]:
    inner = zlib.decompressobj(31)
    block = b""
    try:
        while True:
            block = block or source.read(_PIECE)
            if not block:
                break
            if inner.eof:
                # Zeros behind the last part are usual and harmless.
                block = block.lstrip(b"\0")
                if not block:
                    continue
                inner = zlib.decompressobj(31)
            piece = inner.decompress(block, _PIECE)
            block = inner.unused_data if inner.eof else inner.unconsumed_tail
            if piece:
                yield piece
    except zlib.error as broken:
        raise unreadable("it is damaged (%s)" % broken) from broken
    if not inner.eof:
        raise unreadable("it ends before its last file does")


def _unzstd(archive: str, target: Unpacking, pass_fds: Sequence[int]) -> None:
    try:
        process = subprocess.Popen(
            ["zstd", "-d", "-q", "-c", "--", archive], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, env={"PATH": PATH, "LC_ALL": "C"}, pass_fds=list(pass_fds), start_new_session=True)
    except FileNotFoundError:
        raise PressluftError(None, "The program zstd is not installed on the node.") from None
    assert process.stdout is not None and process.stderr is not None
    try:
        _untar(process.stdout, target)
        said = process.stderr.read(2000).decode("utf-8", "replace").strip()
        if process.wait() != 0:
            raise unreadable(said or "zstd refused it")
    finally:
        process.stdout.close()
        process.stderr.close()
        if process.poll() is None:
            process.kill()
        process.wait()


def _unzip(source: BinaryIO, target: Unpacking) -> None:
    if _zip_directory(source) > target.limits.entries * _ZIP_ENTRY:
        raise unsafe("The archive holds more than %d files and directories." % target.limits.entries)
    try:
        with zipfile.ZipFile(source) as archive:
            for member in archive.infolist():
                _unzip_member(archive, member, target)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, zlib.error, struct.error) as broken:
        raise unreadable("it is damaged or of an unknown kind (%s)" % str(broken)[:200]) from broken


def _zip_directory(source: BinaryIO) -> int:
    """The bytes of the zip's directory, which is read into memory as a whole."""
    size = source.seek(0, os.SEEK_END)
    source.seek(max(0, size - 65557 - 76))
    tail = source.read()
    source.seek(0)
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or end + 22 > len(tail):
        raise unreadable("it ends before its directory does")
    stated = struct.unpack("<L", tail[end + 12:end + 16])[0]
    large = tail.rfind(b"PK\x06\x06", 0, end)
    if large >= 0 and large + 56 <= len(tail):
        stated = max(stated, struct.unpack("<Q", tail[large + 40:large + 48])[0])
    return stated


def _unzip_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Unpacking) -> None:
    mode = member.external_attr >> 16
    kind = stat.S_IFMT(mode)
    if member.flag_bits & 1:
        raise unreadable("%s in it is encrypted" % shown(member.filename))
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise unsafe("The archive holds %s, which is neither a file nor a directory; links in zip archives are not "
                     "unpacked." % shown(member.filename))
    if member.is_dir() or kind == stat.S_IFDIR:
        target.directory(member.filename)
        return
    with archive.open(member) as content:
        target.file(member.filename, mode, iter(lambda: content.read(_PIECE), b""))
