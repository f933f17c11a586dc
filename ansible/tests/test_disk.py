"""Files that are hashed while they are written and read back close behind it."""

import contextlib
import errno
import hashlib
import os
import tempfile
import threading
import unittest
from unittest import mock

from tests.support import modules  # noqa: F401 - makes ansible.module_utils.pressluft importable

from ansible.module_utils.pressluft import disk

BLOCK = disk.BLOCK


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
                        self.assertEqual(whole, disk.store(self.source, self.target, self.read))
                    self.assertEqual(whole[0], os.fstat(self.target).st_size)
                    self.assertEqual(whole, disk.checksum(self.open("target", os.O_RDONLY)))

    def past_the_cache(self, wanted):
        """Whether there is a way past the page cache; some file systems know none."""
        if wanted:
            return contextlib.nullcontext()
        return mock.patch.object(disk.Direct, "_set", lambda direct, on: False)

    def test_all_is_read_back_once_and_close_behind_the_writing(self):
        self.given(6 * BLOCK + 5)
        read, seen = disk.stored_block, []

        def counting(descriptor, buffer, offset):
            seen.append((offset, os.fstat(self.target).st_size < 6 * BLOCK + 5))
            return read(descriptor, buffer, offset)

        with mock.patch.object(disk, "stored_block", counting):
            disk.store(self.source, self.target, self.read)
        self.assertEqual([number * BLOCK for number in range(7)], [offset for offset, _ in seen])
        self.assertTrue(seen[0][1], "nothing was read before the file was whole")

    def test_sees_what_the_disk_holds_and_not_what_was_hashed(self):
        for place in (7, BLOCK - 1, 3 * BLOCK, 6 * BLOCK - 1, 6 * BLOCK + 1):
            for past_the_cache in (True, False):
                with self.subTest(place=place, past_the_cache=past_the_cache):
                    self.setUp()
                    self.given(6 * BLOCK + 5)
                    with self.past_the_cache(past_the_cache), self.altered(place, not past_the_cache):
                        with self.assertRaises(disk.Differs):
                            disk.store(self.source, self.target, self.read)

    @contextlib.contextmanager
    def altered(self, place, late):
        """One byte on the disk is another one before it is read back."""
        read, synced = disk.stored_block, os.fsync
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
        with waiting, mock.patch.object(disk, "stored_block", altering):
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

                with mock.patch.object(os, "fsync", later), self.assertRaises(disk.Differs):
                    disk.store(self.source, self.target, self.read)

    def test_ends_when_the_writing_or_the_reading_back_fails(self):
        def full(*_):
            raise OSError(errno.ENOSPC, "no space left")

        for name in ("write", "stored_block"):
            with self.subTest(name=name):
                self.setUp()
                self.given(40 * BLOCK)
                before = threading.active_count()
                place = disk.Direct if name == "write" else disk
                with mock.patch.object(place, name, full), self.assertRaises(OSError):
                    disk.store(self.source, self.target, self.read)
                self.assertEqual(before, threading.active_count())

    def test_a_file_that_can_be_written_past_the_cache_and_not_read_so_is_read_as_a_whole(self):
        whole = self.given(3 * BLOCK + 5)
        read = disk.stored_block

        def refusing(descriptor, buffer, offset):
            if offset == BLOCK:
                raise OSError(errno.EINVAL, "no reading past the cache")
            return read(descriptor, buffer, offset)

        with mock.patch.object(disk, "stored_block", refusing):
            self.assertEqual(whole, disk.store(self.source, self.target, self.read))


if __name__ == "__main__":
    unittest.main()
