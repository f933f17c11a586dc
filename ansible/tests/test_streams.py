"""Files that are hashed while they are written and read back close behind it."""

import hashlib
import os
import tempfile
import threading
import unittest

from tests.support import modules  # noqa: F401 - makes ansible.module_utils.pressluft importable

from ansible.module_utils.pressluft import streams
from ansible.module_utils.pressluft.errors import PressluftError

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
            with self.subTest(size=size):
                self.setUp()
                whole = self.given(size)
                back = streams.ReadBack(self.read)
                self.assertEqual(whole, streams.store(self.source, self.target, back.stored))
                self.assertEqual(whole, back.result())
                back.leave()

    def test_reads_close_behind_and_sees_what_the_disk_holds_and_not_what_was_hashed(self):
        whole = self.given(6 * BLOCK)
        back = streams.ReadBack(self.read)

        def altered(size):
            if size == 2 * BLOCK:
                os.pwrite(self.other, b"not what was hashed", BLOCK + 7)
                os.fsync(self.other)
            back.stored(size)

        self.other = self.open("target", os.O_RDWR)
        self.assertEqual(whole, streams.store(self.source, self.target, altered))
        size, checksum = back.result()
        self.assertEqual(6 * BLOCK, size)
        self.assertNotEqual(whole[1], checksum)

    def test_ends_with_the_writing_when_that_fails(self):
        self.given(4 * BLOCK)
        back = streams.ReadBack(self.read)

        def full(size):
            back.stored(size)
            if size == 2 * BLOCK:
                raise OSError("no space left")

        with self.assertRaises(OSError):
            streams.store(self.source, self.target, full)
        before = threading.active_count()
        back.leave()
        self.assertLess(threading.active_count(), before)
        with self.assertRaises(PressluftError):
            back.result()


if __name__ == "__main__":
    unittest.main()
