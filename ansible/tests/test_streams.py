"""Files that are hashed while they are written and read back close behind it."""

import contextlib
import errno
import hashlib
import os
import tempfile
import threading
import time
import unittest
from unittest import mock

from tests.support import modules  # noqa: F401 - makes ansible.module_utils.pressluft importable

from ansible.module_utils.pressluft import streams

BLOCK = streams.BLOCK


class ReadBackTest(unittest.TestCase):
    def setUp(self):
        # Beside the tests and not in memory: a file system that knows no way past the cache reads nothing before the end.
        self.directory = tempfile.TemporaryDirectory(prefix="pressluft-", dir="/var/tmp")
        self.addCleanup(self.directory.cleanup)
        self.source = self.open("source", os.O_RDWR | os.O_CREAT)
        self.target = self.open("target", os.O_RDWR | os.O_CREAT)
        self.read = self.open("target", os.O_RDONLY)

    def open(self, name, flags):
        descriptor = os.open(os.path.join(self.directory.name, name), flags, 0o600)
        self.addCleanup(os.close, descriptor)
        return descriptor

    def given(self, size):
        content = os.urandom(size)
        os.pwrite(self.source, content, 0)
        return size, hashlib.sha256(content).hexdigest()

    def test_finds_what_was_written_whatever_its_length(self):
        for size in (0, 1, 4096, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK, 3 * BLOCK + 4097):
            for past_the_cache in (True, False):
                with self.subTest(size=size, past_the_cache=past_the_cache):
                    self.setUp()
                    whole = self.given(size)
                    with self.past_the_cache(past_the_cache):
                        self.assertEqual(whole, streams.store(self.source, self.target, self.read))
                    self.assertEqual(whole[0], os.fstat(self.target).st_size)
                    self.assertEqual(whole, streams.checksum(self.open("target", os.O_RDONLY)))

    def past_the_cache(self, wanted):
        """Whether there is a way past the page cache; some file systems know none."""
        if wanted:
            return contextlib.nullcontext()
        return mock.patch.object(streams.Direct, "_set", lambda direct, on: False)

    def test_all_is_read_back_once_and_close_behind_the_writing(self):
        self.given(6 * BLOCK + 5)
        read, seen = streams.stored_block, []

        def counting(descriptor, buffer, offset):
            seen.append((offset, os.fstat(self.target).st_size < 6 * BLOCK + 5))
            return read(descriptor, buffer, offset)

        with mock.patch.object(streams, "stored_block", counting):
            streams.store(self.source, self.target, self.read)
        self.assertEqual([number * BLOCK for number in range(7)], [offset for offset, _ in seen])
        self.assertTrue(seen[0][1], "nothing was read before the file was whole")

    def test_sees_what_the_disk_holds_and_not_what_was_hashed(self):
        for place in (7, BLOCK - 1, 3 * BLOCK, 6 * BLOCK - 1, 6 * BLOCK + 1):
            for past_the_cache in (True, False):
                with self.subTest(place=place, past_the_cache=past_the_cache):
                    self.setUp()
                    self.given(6 * BLOCK + 5)
                    with self.past_the_cache(past_the_cache), self.altered(place, not past_the_cache):
                        with self.assertRaises(streams.Differs):
                            streams.store(self.source, self.target, self.read)

    @contextlib.contextmanager
    def altered(self, place, late):
        """One byte on the disk is another one before it is read back."""
        read, synced = streams.stored_block, os.fsync
        other = self.open("target", os.O_RDWR)

        def alter():
            byte = os.pread(other, 1, place)
            os.pwrite(other, bytes([byte[0] ^ 1]), place)
            synced(other)

        def altering(descriptor, buffer, offset):
            if offset <= place < offset + BLOCK:
                alter()
            return read(descriptor, buffer, offset)

        def later(descriptor):
            synced(descriptor)
            alter()

        # Without a way past the cache the file is read when it is synced, and as a whole.
        waiting = mock.patch.object(os, "fsync", later) if late else contextlib.nullcontext()
        with waiting, mock.patch.object(streams, "stored_block", altering):
            yield

    def test_sees_a_file_that_became_longer_or_shorter(self):
        for change in (-3, 1, BLOCK):
            with self.subTest(change=change):
                self.setUp()
                size = 2 * BLOCK + 5
                self.given(size)
                synced = os.fsync

                def later(descriptor):
                    synced(descriptor)
                    os.ftruncate(descriptor, size + change)

                with mock.patch.object(os, "fsync", later), self.assertRaises(streams.Differs):
                    streams.store(self.source, self.target, self.read)

    def test_ends_when_the_writing_or_the_reading_back_fails(self):
        def full(*_):
            raise OSError(errno.ENOSPC, "no space left")

        for name in ("write", "stored_block"):
            with self.subTest(name=name):
                self.setUp()
                self.given(40 * BLOCK)
                before = threading.active_count()
                place = streams.Direct if name == "write" else streams
                with mock.patch.object(place, name, full), self.assertRaises(OSError):
                    streams.store(self.source, self.target, self.read)
                self.assertEqual(before, threading.active_count())

    def test_a_file_that_can_be_written_past_the_cache_and_not_read_so_is_read_as_a_whole(self):
        whole = self.given(3 * BLOCK + 5)
        read = streams.stored_block

        def refusing(descriptor, buffer, offset):
            if offset == BLOCK:
                raise OSError(errno.EINVAL, "no reading past the cache")
            return read(descriptor, buffer, offset)

        with mock.patch.object(streams, "stored_block", refusing):
            self.assertEqual(whole, streams.store(self.source, self.target, self.read))


class FillTest(unittest.TestCase):

    def test_takes_all_of_a_pipe_in_few_bites_when_it_comes_in_small_ones(self):
        content = os.urandom(2 * BLOCK + 77)
        read_end, write_end = streams.pipe()
        self.addCleanup(os.close, read_end)

        def small():
            for start in range(0, len(content), 4096):
                os.write(write_end, content[start:start + 4096])
            os.close(write_end)

        writing = streams.Strand(small)
        self.assertEqual(content, b"".join(bytes(block) for block in streams.blocks(read_end)))
        writing.result()

    def test_gives_what_there_is_when_a_slow_stream_ends(self):
        read_end, write_end = streams.pipe()
        self.addCleanup(os.close, read_end)
        os.write(write_end, b"a")
        writing = streams.Strand(lambda: (time.sleep(0.05), os.write(write_end, b"b"), os.close(write_end)))
        self.assertEqual([b"ab"], [bytes(block) for block in streams.blocks(read_end)])
        writing.result()


class YieldingTest(unittest.TestCase):

    def test_children_that_yield_are_nicer_each_and_as_groups(self):
        base = os.getpriority(os.PRIO_PROCESS, 0)
        nicer = min(19, base + streams.YIELDING)
        # Two at once: without privileges the kernel refuses the second one for a moment.
        for yields, niceness, group in ((False, base, 0), (True, nicer, streams.YIELDING), (True, nicer, streams.YIELDING)):
            child = streams.Child(["sleep", "60"], yields=yields)
            self.addCleanup(child.kill)
            self.assertEqual(niceness, os.getpriority(os.PRIO_PROCESS, child.pid))
            with contextlib.suppress(FileNotFoundError), open("/proc/%d/autogroup" % child.pid, encoding="ascii") as found:
                self.assertEqual(group, int(found.read().split()[-1]))


if __name__ == "__main__":
    unittest.main()
