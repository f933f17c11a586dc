"""Child processes and byte streams at the speed of the disk.

Figures behind the choices (docs/benchmarks.md): blocks of 1 MiB, pipes of 1 MiB, a thread of its own for the hash and
dropping written pages every 64 MiB made the stream a fifth faster than the same shell pipeline.
"""
import ctypes
import errno
import fcntl
import hashlib
import mmap
import os
import queue
import signal
import subprocess
import threading
import time

from ansible.module_utils.pressluft.errors import PressluftError

BLOCK = 1024 * 1024
# How much nicer than the rest what `yields` is.
YIELDING = 10
_DROP_EVERY = 64 * BLOCK
_POOL = 4
# What is read back at a time: a database server that waits for a page behind it waits half as long as behind a block.
_PIECE = 512 * 1024
_STDERR_LIMIT = 32 * 1024
_F_SETPIPE_SZ = 1031
_F_GETPIPE_SZ = 1032
_GATHER_SECONDS = 0.001
_GROUP_TRIES = 3
_GROUP_SECONDS = 0.11
_PR_SET_PDEATHSIG = 1
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_libc = ctypes.CDLL(None, use_errno=True)
_libc.memcmp.argtypes = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t)


def disk_full(error):
    """Whether an OSError says that nothing more can be written here."""
    return isinstance(error, OSError) and error.errno in _FULL


def widen(descriptor):
    """Gives a pipe a buffer of 1 MiB where the kernel allows it; a smaller one is only slower."""
    try:
        fcntl.fcntl(descriptor, _F_SETPIPE_SZ, BLOCK)
    except OSError:
        pass
    return descriptor


def pipe():
    """A wide pipe: (read end, write end)."""
    read_end, write_end = os.pipe()
    widen(write_end)
    return read_end, write_end


class Child:
    """A process that cannot outlive this one.

    The kernel kills it when the thread that started it ends, so children are started by the main thread. It
    leads a process group of its own, gets a fixed locale and nothing of the environment but PATH, and its
    standard error is kept up to 32 KiB (a database client echoes whole statements). `keep` are descriptors to hand
    down, such as the lease's. One that `yields` leaves a contested processor to the others.
    """

    def __init__(self, argv, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, keep=(), yields=False):
        if threading.current_thread() is not threading.main_thread():
            raise AssertionError("children are started by the main thread")
        parent = os.getpid()

        def prepare():
            _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
            if yields:
                _be_nice()
            if os.getppid() != parent:
                os._exit(127)

        try:
            self.process = subprocess.Popen(
                argv, stdin=stdin, stdout=stdout, stderr=subprocess.PIPE, cwd="/", start_new_session=True,
                preexec_fn=prepare, close_fds=True, pass_fds=tuple(keep),
                env={"PATH": os.environ.get("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"), "LC_ALL": "C", "HOME": "/"})
        except FileNotFoundError:
            raise PressluftError(None, "The program %s is not installed on the node." % argv[0])
        self.name = os.path.basename(argv[0])
        self.pid = self.process.pid
        for end in (self.process.stdin, self.process.stdout):
            if end is not None:
                widen(end.fileno())
        self._said = b""
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self):
        with self.process.stderr as stream:
            while True:
                block = os.read(stream.fileno(), 65536)
                if not block:
                    return
                self._said = (self._said + block)[:_STDERR_LIMIT]

    def wait(self):
        """Waits for the end; the exit status (negative: ended by that signal)."""
        status = self.process.wait()
        self._listener.join()
        return status

    def said(self):
        """What it wrote to standard error, at most 32 KiB."""
        return self._said.decode("utf-8", "replace")

    def kill(self):
        """Ends the whole process group at once; harmless when it is gone."""
        if self.process.poll() is None:
            try:
                os.killpg(self.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            self.process.wait()

    def close(self):
        """Closes this side of its pipes; only when no thread uses them any more."""
        for end in (self.process.stdin, self.process.stdout):
            if end is not None and not end.closed:
                try:
                    end.close()
                except OSError:
                    pass


def _be_nice():
    """Leaves a contested processor to the others, from the child that is about to become a program.

    Where the kernel divides the processors by sessions first (`sched_autogroup_enabled`, which is the kernel's default),
    a session of one program is a group of its own, and the niceness of the program alone says nothing to the others.
    """
    os.nice(YIELDING)
    for _ in range(_GROUP_TRIES):
        try:
            with open("/proc/self/autogroup", "w", encoding="ascii") as group:
                group.write("%d" % YIELDING)
            return
        except BlockingIOError:
            # Without privileges the kernel lets this happen ten times a second, on the whole machine.
            time.sleep(_GROUP_SECONDS)
        except OSError:
            return


def compressor(compression, threads=2):
    """The program that compresses standard input to standard output.

    With one thread it reads, compresses and writes by turns. That costs a quarter less than to hand blocks from thread to
    thread, and wins time where no processor is left for a second thread.
    """
    divided = "-T%d" % threads if threads > 1 else "--single-thread"
    return {"zstd": ["zstd", "-1", divided, "-q", "-c"], "gzip": ["gzip", "-1", "-n", "-c"]}[compression]


def decompressor(compression):
    """The program that undoes `compressor`."""
    return {"zstd": ["zstd", "-d", "-q", "-c"], "gzip": ["gzip", "-d", "-c"]}[compression]


def fill(descriptor, buffer):
    """Reads until the buffer is full or the stream ends; the number of bytes.

    From a pipe with little in it, it lets more gather first: mariadb-dump writes 4 KiB at a time, and to be woken for each of
    them cost 1 s of the 16 s of processor time of a backup.
    """
    view = memoryview(buffer)
    have = 0
    little = _little(descriptor)
    while have < len(buffer):
        count = os.readv(descriptor, [view[have:]])
        if count == 0:
            break
        have += count
        if count < little and have < len(buffer):
            time.sleep(_GATHER_SECONDS)
    return have


def _little(descriptor):
    """Less than this is little for a pipe, in bytes; 0 for whatever else."""
    try:
        return fcntl.fcntl(descriptor, _F_GETPIPE_SZ) // 4
    except OSError:
        return 0


def blocks(descriptor):
    """The stream in blocks of 1 MiB. A block is only valid until the next one is asked for."""
    buffer = bytearray(BLOCK)
    while True:
        count = fill(descriptor, buffer)
        if count == BLOCK:
            yield buffer
        else:
            if count:
                yield buffer[:count]
            return


def write_all(descriptor, block):
    """Writes the whole block."""
    view = memoryview(block)
    while view:
        view = view[os.write(descriptor, view):]


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

    def add(self, buffer, count, offset, past_the_cache):
        """Bytes that were written there. Raises Differs when earlier ones were not stored as they were written."""
        self._work.put((buffer, count, offset if past_the_cache else None))
        self._raise()

    def _run(self):
        read = aligned()
        while True:
            buffer, count, offset = self._work.get()
            if buffer is None:
                return
            # Also after an error: the writer waits for buffers that are free again.
            if offset == self._compared and self._direct.on and self._error is None:
                self._compare(buffer, read)
            self._digest.add(buffer, count)

    def _compare(self, buffer, read):
        try:
            if stored_block(self._descriptor, read, self._compared) != BLOCK or not _same(read, buffer):
                raise Differs()
            self._compared += BLOCK
        except OSError as error:
            if error.errno == errno.EINVAL:
                self._direct.off()
            else:
                self._error = error
        except Differs as error:
            self._error = error

    def _raise(self):
        if self._error is not None:
            raise self._error

    def finish(self):
        """Waits for the last block."""
        self._work.put((None, 0, None))
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
                    reading.add(buffer, count, size - count, direct.on)
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


class Strand(threading.Thread):
    """A thread whose failure is not lost: `result()` waits and gives its value or raises what it raised.

    One that `yields`, with all threads that it starts, leaves a contested processor to the others.
    """

    def __init__(self, work, *arguments, yields=False):
        super().__init__(daemon=True)
        self._yields = yields
        self._work = work
        self._arguments = arguments
        self._value = None
        self.error = None
        self.start()

    def run(self):
        if self._yields:
            thread = threading.get_native_id()
            os.setpriority(os.PRIO_PROCESS, thread, os.getpriority(os.PRIO_PROCESS, thread) + YIELDING)
        try:
            self._value = self._work(*self._arguments)
        except BaseException as error:  # noqa: B902 - handed to the thread that waits
            self.error = error

    def result(self):
        self.join()
        if self.error is not None:
            raise self.error
        return self._value
