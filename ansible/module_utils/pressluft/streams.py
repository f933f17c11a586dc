"""Child processes, the pipes between them, and threads whose failure is not lost.

What goes into files, and is read back from them, is in disk.py. Blocks and pipes have 1 MiB.
"""
import ctypes
import errno
import fcntl
import os
import signal
import subprocess
import threading
import time

from ansible.module_utils.pressluft.errors import PressluftError

BLOCK = 1024 * 1024
# How much nicer than the rest what `yields` is.
YIELDING = 10
_STDERR_LIMIT = 32 * 1024
_F_SETPIPE_SZ = 1031
_F_GETPIPE_SZ = 1032
_GATHER_SECONDS = 0.001
_GROUP_TRIES = 3
_GROUP_SECONDS = 0.11
_PR_SET_PDEATHSIG = 1
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_libc = ctypes.CDLL(None, use_errno=True)


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
