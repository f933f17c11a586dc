"""Walks a tar stream by its headers and refuses every member that could land outside the environment.

GNU tar extracts what this walker has seen, so the two must read the same thing: only the header types that
`tar --format=gnu` writes for files, directories and links are known here, with long names; whatever else there is
(devices, fifos, sparse files, extended headers) is refused and not skipped. Names are bytes throughout: a line
break or a byte that is no UTF-8 is part of a name.
"""
import posixpath

from ansible.module_utils.pressluft.errors import PressluftError

_BLOCK = 512
_NAME_LIMIT = 4096
# More entries than any site has; a bound, so that a hostile archive cannot fill the memory.
ENTRY_LIMIT = 20 * 1000 * 1000
_ZERO = bytes(_BLOCK)


def shown(name):
    """A name for a sentence: on one line, printable, not too long."""
    text = name.decode("utf-8", "backslashreplace")
    text = "".join(char if char.isprintable() else "\\x%02x" % ord(char) for char in text)
    return text if len(text) <= 200 else text[:200] + "…"


class Roots:
    """The three places that a backup covers, relative to the environment's path, and what a link in them may name.

    A link stays in its own root; anything else would tie a restored generation to another one. The exceptions are
    the links by which a release is bound to its generation: `wp-config.php`, `wp-content/uploads` and `.shared`.
    """

    def __init__(self, release, uploads, config):
        self.release = release.encode("utf-8", "surrogateescape")
        self.uploads = uploads.encode("utf-8", "surrogateescape")
        self.config = config.encode("utf-8", "surrogateescape")
        self.base = posixpath.dirname(self.config)

    def root_of(self, name):
        """The root that the name lies in, or None."""
        if name == self.config:
            return self.config
        for root in (self.release, self.uploads):
            if name == root or name.startswith(root + b"/"):
                return root
        return None

    def refusal(self, name, target):
        """Why the link at `name` may not lead to `target`, or None when it may."""
        if not target or b"\0" in target:
            return "an empty target"
        if target.startswith(b"/"):
            return "an absolute path"
        pieces = [piece for piece in target.split(b"/") if piece not in (b"", b".")]
        climbs = 0
        while climbs < len(pieces) and pieces[climbs] == b"..":
            climbs += 1
        if b".." in pieces[climbs:]:
            return "`..` behind a name"
        here = name.split(b"/")[:-1]
        if climbs > len(here):
            return "a place outside the environment"
        there = b"/".join(here[:len(here) - climbs] + pieces[climbs:])
        root = self.root_of(name)
        if root is not None and root != self.config and (there == root or there.startswith(root + b"/")):
            return None
        inner = name[len(self.release) + 1:] if root == self.release else b""
        if inner == b"wp-config.php" and there == self.config:
            return None
        if inner == b"wp-content/uploads" and there in (self.uploads, self.base + b"/uploads"):
            return None
        if inner == b".shared" and there == self.base:
            return None
        return "a place outside its own directory"


class ArchiveWalker:
    """Feed it blocks of any size, then call `finish`.

    `roots`: what the manifest names. `sink`: called with the bytes once the headers in them were checked, so that
    an unpacking program never gets a member that is refused.
    """

    def __init__(self, roots, sink=None, entry_limit=ENTRY_LIMIT):
        self.files = 0
        self.directories = 0
        self.links = 0
        self.bytes = 0
        self._roots = roots
        self._sink = sink
        self._limit = entry_limit
        self._header = b""
        self._skip = 0
        self._long = None
        self._long_left = 0
        self._long_padding = 0
        self._next_name = None
        self._next_link = None
        self._symlinks = set()
        self._regular = set()
        self._zeros = 0

    def feed(self, block):
        """Takes the next bytes of the archive."""
        self.bytes += len(block)
        view = memoryview(block)
        size = len(view)
        position = 0
        while position < size:
            if self._skip:
                step = min(self._skip, size - position)
                self._skip -= step
                position += step
            elif self._long_left:
                step = min(self._long_left, size - position)
                self._long.append(bytes(view[position:position + step]))
                self._long_left -= step
                position += step
                if not self._long_left:
                    self._take_long()
            else:
                step = min(_BLOCK - len(self._header), size - position)
                self._header += bytes(view[position:position + step])
                position += step
                if len(self._header) == _BLOCK:
                    header, self._header = self._header, b""
                    self._take(header)
        if self._sink is not None:
            self._sink(view)

    def finish(self):
        """The archive has ended: it must be whole. Returns the walker."""
        if self._header or self._skip or self._long_left or self._zeros < 2:
            raise PressluftError("ARTIFACT_UNREADABLE", "The archive ends before its last member does.")
        return self

    def _refuse(self, name, reason):
        raise PressluftError("ARTIFACT_UNSAFE", "The archive holds %s, and that is %s; nothing of it was applied."
                             % (shown(name), reason))

    def _take(self, header):
        if header == _ZERO:
            self._zeros += 1
            return
        if self._zeros:
            raise PressluftError("ARTIFACT_UNSAFE", "The archive goes on after its end mark.")
        _check_sum(header)
        kind = header[156:157]
        size = _number(header[124:136])
        if kind in (b"L", b"K"):
            if not 0 < size <= _NAME_LIMIT + 1:
                raise PressluftError("ARTIFACT_UNSAFE", "The archive holds a name of %d bytes." % size)
            self._long = [kind]
            self._long_left = size
            self._long_padding = -size % _BLOCK
            return
        name = self._next_name if self._next_name is not None else _full_name(header)
        target = self._next_link if self._next_link is not None else header[157:257].split(b"\0", 1)[0]
        self._next_name = self._next_link = None
        self._member(kind, name, target, size)

    def _take_long(self):
        kind, value = self._long[0], b"".join(self._long[1:])
        self._long = None
        self._skip = self._long_padding
        if value[-1:] != b"\0" or b"\0" in value[:-1]:
            raise PressluftError("ARTIFACT_UNSAFE", "The archive holds a long name that is not terminated.")
        if kind == b"L":
            self._next_name = value[:-1]
        else:
            self._next_link = value[:-1]

    def _member(self, kind, name, target, size):
        if self.files + self.directories + self.links >= self._limit:
            raise PressluftError("ARTIFACT_UNSAFE", "The archive holds more than %d members." % self._limit)
        if kind not in _MEMBERS:
            self._refuse(name, _KINDS.get(kind, "a member of the unknown kind %s" % shown(kind)))
        if name.startswith(b"/"):
            self._refuse(name, "an absolute name")
        plain = name[:-1] if name.endswith(b"/") else name
        pieces = plain.split(b"/")
        if not plain or any(piece in (b"", b".", b"..") for piece in pieces):
            self._refuse(name, "a name that could lead out of the environment")
        if self._roots.root_of(plain) is None:
            self._refuse(name, "neither in the release nor in the uploads nor the configuration")
        self._check_parents(name, pieces)
        if kind in (b"0", b"\0"):
            if name.endswith(b"/"):
                self._refuse(name, "a file with the name of a directory")
            if plain in self._symlinks:
                self._refuse(name, "a file written through a link")
            self.files += 1
            self._skip = size + -size % _BLOCK
            self._regular.add(hash(plain))
            return
        if size:
            self._refuse(name, "a member without content that has %d bytes" % size)
        if kind == b"5":
            if plain in self._symlinks:
                self._refuse(name, "a directory in the place of a link")
            self.directories += 1
        elif kind == b"2":
            reason = self._roots.refusal(plain, target)
            if reason:
                self._refuse(name, "a link to %s (%s)" % (shown(target), reason))
            self._symlinks.add(plain)
            self.links += 1
        else:
            if hash(target) not in self._regular or self._roots.root_of(target) != self._roots.root_of(plain):
                self._refuse(name, "a hard link to %s, which is not a file of the same directory" % shown(target))
            self.files += 1

    def _check_parents(self, name, pieces):
        if not self._symlinks:
            return
        for count in range(1, len(pieces)):
            if b"/".join(pieces[:count]) in self._symlinks:
                self._refuse(name, "a member behind a link")


_MEMBERS = frozenset((b"0", b"\0", b"1", b"2", b"5"))
_KINDS = {b"3": "a device", b"4": "a device", b"6": "a named pipe", b"S": "a sparse file",
          b"x": "an extended header, which a backup never has", b"g": "an extended header, which a backup never has",
          b"D": "a dumped directory", b"M": "a continued member", b"V": "a volume label"}


def _full_name(header):
    name = header[0:100].split(b"\0", 1)[0]
    # Only POSIX headers have a prefix; in GNU's the same place holds times.
    if header[257:263] == b"ustar\0":
        prefix = header[345:500].split(b"\0", 1)[0]
        if prefix:
            return prefix + b"/" + name
    return name


def _number(field):
    if field[0] & 0x80:
        value = int.from_bytes(bytes([field[0] & 0x7F]) + field[1:], "big")
    else:
        text = field.strip(b"\0 ")
        if not text.isdigit() and text:
            raise PressluftError("ARTIFACT_UNSAFE", "The archive holds a size that is not a number.")
        try:
            value = int(text, 8) if text else 0
        except ValueError:
            raise PressluftError("ARTIFACT_UNSAFE", "The archive holds a size that is not a number.")
    if value >= 2 ** 60:
        raise PressluftError("ARTIFACT_UNSAFE", "The archive holds a size that cannot be.")
    return value


def _check_sum(header):
    text = header[148:156].strip(b"\0 ")
    try:
        stated = int(text, 8)
    except ValueError:
        stated = -1
    if stated != sum(header) - sum(header[148:156]) + 8 * 32:
        raise PressluftError("ARTIFACT_UNREADABLE", "The archive has a header whose checksum is wrong.")
