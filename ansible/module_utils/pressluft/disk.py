"""Files written and read at the speed of the disk: past the page cache, hashed beside, compared with what was written.

Figures behind the choices (docs/benchmarks.md): blocks of 1 MiB, a thread of its own for the hash and dropping written pages
every 64 MiB made the stream a fifth faster than the same shell pipeline.
"""
import ctypes
import errno
import fcntl
import hashlib
import mmap
import os
import queue
import threading

from ansible.module_utils.pressluft.streams import BLOCK, fill

_DROP_EVERY = 64 * BLOCK
_POOL = 4
# What is read back at a time: a database server that waits for a page behind it waits half as long as behind a block.
_PIECE = 512 * 1024
_libc = ctypes.CDLL(None)
_libc.memcmp.argtypes = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t)


class Direct:
    """Lets a file be read or written past the page cache, where its file system can.

    Copying into the cache and dropping it again cost more processor time than hashing (docs/benchmarks.md), and what is read back
    past the cache has really been on the disk. Memory, offset and length must be aligned, so whatever is not (the last
    block, a short read) first turns it off again.
    """

    def __init__(self, descriptor):
        self._descriptor = descriptor
        self.on = self._set(True)

    def _set(self, wanted):
        flags = fcntl.fcntl(self._descriptor, fcntl.F_GETFL)
        try:
            fcntl.fcntl(self._descriptor, fcntl.F_SETFL, flags | os.O_DIRECT if wanted else flags & ~os.O_DIRECT)
        except OSError:
            return False
        return wanted

    def off(self):
        if self.on:
            self.on = self._set(False)

    def write(self, block):
        """Writes the whole block."""
        view = memoryview(block)
        if len(view) % BLOCK:
            self.off()
        while view:
            try:
                count = os.write(self._descriptor, view)
            except OSError as error:
                if error.errno != errno.EINVAL or not self.on:
                    raise
                self.off()
                continue
            if count % BLOCK:
                self.off()
            view = view[count:]

    def fill(self, buffer):
        """Reads until the buffer is full or the file ends; the number of bytes."""
        view = memoryview(buffer)
        have = 0
        while have < len(buffer):
            try:
                count = os.readv(self._descriptor, [view[have:]])
            except OSError as error:
                if error.errno != errno.EINVAL or not self.on:
                    raise
                self.off()
                continue
            if count == 0:
                break
            have += count
            if have < len(buffer):
                self.off()
        return have


def aligned():
    """A buffer of one block that begins at a page."""
    return mmap.mmap(-1, BLOCK)


class Digest:
    """SHA-256 in a thread of its own, over aligned buffers of 1 MiB that come back when they are free again."""

    def __init__(self):
        self._digest = hashlib.sha256()
        self._work = queue.Queue()
        self.free = queue.Queue()
        for _ in range(_POOL):
            self.free.put(aligned())
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        while True:
            item = self._work.get()
            if item is None:
                return
            buffer, count = item
            self._digest.update(memoryview(buffer)[:count])
            self.free.put(buffer)

    def add(self, buffer, count):
        self._work.put((buffer, count))

    def finish(self):
        self._work.put(None)
        self._thread.join()
        return self._digest.hexdigest()


class Differs(Exception):
    """What was read back is not what was written."""


class _ReadBack:
    """Reads each block of a file back as soon as it was written past the page cache, and compares the two.

    What is equal need not be hashed twice: every block goes on to the digest, and the checksum is that of what is stored.
    """

    def __init__(self, descriptor, digest):
        self._descriptor = descriptor
        self._direct = Direct(descriptor)
        self._digest = digest
        self._compared = 0
        self._error = None
        self._work = queue.Queue()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def add(self, buffer, count, past_the_cache):
        """The next bytes that were written. Raises Differs when earlier ones were not stored as they were written."""
        self._work.put((buffer, count, past_the_cache))
        self._raise()

    def _run(self):
        read = aligned()
        while True:
            buffer, count, past_the_cache = self._work.get()
            if buffer is None:
                return
            if not past_the_cache:
                self._direct.off()
            # Also after an error: the writer waits for buffers that are free again.
            if self._direct.on and self._error is None:
                self._compare(buffer, read)
            self._digest.add(buffer, count)

    def _compare(self, buffer, read):
        try:
            same = stored_block(self._descriptor, read, self._compared) == BLOCK and _same(read, buffer)
        except OSError as error:
            self._direct.off()
            if error.errno != errno.EINVAL:
                self._error = error
            return
        if same:
            self._compared += BLOCK
        else:
            self._error = Differs()

    def _raise(self):
        if self._error is not None:
            raise self._error

    def finish(self):
        """Waits for the last block."""
        self._work.put((None, 0, False))
        self._thread.join()
        self._direct.off()

    def compare_rest(self, last, whole):
        """Reads what could not be read past the page cache: the end that is no whole block, or the whole file."""
        self._raise()
        if self._compared + len(last) == whole[0]:
            rest = bytearray(BLOCK)
            count = stored_block(self._descriptor, rest, self._compared)
            same = rest[:count] == last
        else:
            same = checksum(self._descriptor) == whole
        if not same:
            raise Differs()


def stored_block(descriptor, buffer, offset):
    """Reads a block, or the end of a file, back from the storage; the number of bytes."""
    view = memoryview(buffer)
    have = 0
    while have < len(buffer):
        count = os.preadv(descriptor, [view[have:have + _PIECE]], offset + have)
        if count == 0:
            break
        have += count
    return have


def _same(one, other):
    return _libc.memcmp(ctypes.addressof(ctypes.c_char.from_buffer(one)), ctypes.addressof(ctypes.c_char.from_buffer(other)),
                        BLOCK) == 0


def store(source, target, again=None):
    """Copies a stream into a file: (size, SHA-256 in hex), synced to the disk.

    With `again`, a second descriptor of the file, all that is stored is read back from the disk and compared with what was
    written, so that the checksum is that of what is stored. Raises Differs.
    """
    digest = Digest()
    direct = Direct(target)
    reading = _ReadBack(again, digest) if again is not None else None
    size = 0
    dropped = 0
    last = b""
    try:
        while True:
            buffer = digest.free.get()
            count = fill(source, buffer)
            if count:
                direct.write(memoryview(buffer)[:count])
                size += count
                if count < BLOCK:
                    last = buffer[:count]
                if reading:
                    reading.add(buffer, count, direct.on)
                else:
                    digest.add(buffer, count)
                if not direct.on and size - dropped >= _DROP_EVERY:
                    os.posix_fadvise(target, dropped, size - dropped, os.POSIX_FADV_DONTNEED)
                    dropped = size
            if count < BLOCK:
                break
        os.fsync(target)
        os.posix_fadvise(target, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        if reading:
            reading.finish()
        whole = size, digest.finish()
    if reading:
        reading.compare_rest(last, whole)
    return whole


def checksum(source, moved=None):
    """Reads a file to its end: (size, SHA-256 in hex)."""
    return hashed(source, lambda block: moved(len(block)) if moved else None)


def hashed(source, forward):
    """Reads a file to its end and hands each block on: (size, SHA-256 in hex). A block is only valid during the call."""
    digest = Digest()
    direct = Direct(source)
    size = 0
    os.posix_fadvise(source, 0, 0, os.POSIX_FADV_SEQUENTIAL)
    try:
        while True:
            buffer = digest.free.get()
            count = direct.fill(buffer)
            digest.add(buffer, count)
            size += count
            if count:
                forward(memoryview(buffer)[:count])
            if count < BLOCK:
                break
    finally:
        checksum = digest.finish()
    return size, checksum
