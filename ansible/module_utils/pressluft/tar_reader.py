"""Reads a tar stream member by member and hands each to an Unpacking.

Known are the kinds that programs write for code: files, directories, links, with long names in GNU's or in POSIX'
way. Devices, fifos and sparse files are refused. Written out because the standard library's reader takes
extended headers of any size into memory, which a hostile archive would use.
"""

from __future__ import annotations

import os
from typing import BinaryIO, Dict, Iterator, Optional

from ansible.module_utils.pressluft.errors import PressluftError
from ansible.module_utils.pressluft.source import unsafe
from ansible.module_utils.pressluft.unpacking import Unpacking, shown

_BLOCK = 512
_ZERO = bytes(_BLOCK)
# Bytes of one extended header; a name has at most 4096.
_HEADER_LIMIT = 64 * 1024
_PIECE = 1024 * 1024
_REFUSED = {b"3": "a device", b"4": "a device", b"6": "a named pipe", b"S": "a sparse file", b"D": "a dumped directory",
            b"M": "a continued file", b"V": "a volume label"}


def unreadable(why: str) -> PressluftError:
    return PressluftError("ARTIFACT_UNREADABLE", "The archive cannot be read: %s." % why)


class TarReader:
    """One pass over `stream`; `read_into` does it all."""

    def __init__(self, stream: BinaryIO, target: Unpacking) -> None:
        self.stream = stream
        self.target = target
        self._global: Dict[str, str] = {}

    def read_into(self) -> None:
        """Unpacks every member up to the end mark.

        :raises PressluftError: ARTIFACT_UNSAFE or ARTIFACT_UNREADABLE
        """
        extended: Dict[str, str] = {}
        members = 0
        while True:
            header = self._exactly(_BLOCK, allow_end=members > 0)
            if header is None or header == _ZERO:
                break
            kind, size = self._check(header)
            if kind in (b"x", b"g", b"L", b"K"):
                content = self._content(size)
                if kind == b"g":
                    self._global.update(_records(content))
                elif kind == b"x":
                    extended.update(_records(content))
                else:
                    extended["path" if kind == b"L" else "linkpath"] = os.fsdecode(content.split(b"\0", 1)[0])
                continue
            members += 1
            self._member(header, kind, size, {**self._global, **extended})
            extended = {}
        if members == 0:
            raise unreadable("it is empty")

    def _member(self, header: bytes, kind: bytes, size: int, extended: Dict[str, str]) -> None:
        if any(key.startswith("GNU.sparse.") for key in extended):
            raise unsafe("The archive holds a sparse file, and such are not unpacked.")
        name = extended.get("path") or _name(header)
        target = extended.get("linkpath") or os.fsdecode(header[157:257].split(b"\0", 1)[0])
        if "size" in extended:
            size = _decimal(extended["size"])
        mode = _number(header[100:108])
        if kind in (b"0", b"\0", b"7") and not name.endswith("/"):
            self.target.file(name, mode, self._blocks(size))
            return
        if kind not in (b"5", b"2", b"1", b"0", b"\0"):
            raise unsafe("The archive holds %s, which is %s." % (shown(name), _REFUSED.get(kind, "of no known kind")))
        if size and kind in (b"0", b"\0", b"2", b"1"):
            raise unsafe("The archive holds %s, which has content and is no file." % shown(name))
        if kind == b"2":
            self.target.link(name, target)
        elif kind == b"1":
            self.target.hard_link(name, target)
        else:
            self.target.directory(name)

    def _blocks(self, size: int) -> Iterator[bytes]:
        left = size
        while left:
            block = self._exactly(min(left, _PIECE))
            assert block is not None
            left -= len(block)
            yield block
        self._exactly(-size % _BLOCK)

    def _content(self, size: int) -> bytes:
        if not 0 < size <= _HEADER_LIMIT:
            raise unsafe("The archive holds an extended header of %d bytes." % size)
        content = self._exactly(size + -size % _BLOCK)
        assert content is not None
        self.target.unpacked(len(content))
        return content[:size]

    def _exactly(self, size: int, allow_end: bool = False) -> Optional[bytes]:
        data = b""
        while len(data) < size:
            block = self.stream.read(size - len(data))
            if not block:
                if allow_end and not data:
                    return None
                raise unreadable("it ends before its last file does")
            data = data + block if data else block
        return data

    def _check(self, header: bytes) -> "tuple[bytes, int]":
        try:
            stated = int(header[148:156].strip(b"\0 ") or b"-1", 8)
        except ValueError:
            stated = -1
        if stated != sum(header) - sum(header[148:156]) + 8 * 32:
            raise unreadable("it is not a tar archive, or a header in it is damaged")
        return header[156:157], _number(header[124:136])


def _name(header: bytes) -> str:
    name = header[0:100].split(b"\0", 1)[0]
    # Only POSIX headers have a prefix; in GNU's the same place holds times.
    if header[257:263] == b"ustar\0":
        prefix = header[345:500].split(b"\0", 1)[0]
        name = prefix + b"/" + name if prefix else name
    return os.fsdecode(name)


def _number(field: bytes) -> int:
    if field[0] & 0x80:
        value = int.from_bytes(bytes([field[0] & 0x7F]) + field[1:], "big")
    else:
        try:
            value = int(field.strip(b"\0 ") or b"0", 8)
        except ValueError:
            raise unreadable("a size in it is not a number") from None
    return _sensible(value)


def _decimal(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 20:
        raise unreadable("a size in it is not a number")
    return _sensible(int(text))


def _sensible(value: int) -> int:
    if not 0 <= value < 2 ** 60:
        raise unsafe("The archive holds a size that cannot be.")
    return value


def _records(content: bytes) -> Dict[str, str]:
    """The `<length> <key>=<value>` lines of a POSIX extended header."""
    found = {}
    position = 0
    while position < len(content) and content[position] != 0:
        space = content.find(b" ", position)
        if space < 0 or not content[position:space].isdigit() or space - position > 10:
            raise unreadable("an extended header in it is damaged")
        end = position + int(content[position:space])
        key, equals, value = content[space + 1:end - 1].partition(b"=")
        if not equals or end <= space or content[end - 1:end] != b"\n":
            raise unreadable("an extended header in it is damaged")
        found[key.decode("utf-8", "replace")] = os.fsdecode(value)
        position = end
    return found
