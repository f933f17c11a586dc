"""What is read back beside a load: what is damaged is told before the load is over, and nothing is read longer than needed."""
import hashlib
import io
import os
import tarfile
import tempfile
import time
import unittest
from unittest import mock

from tests.support import modules

if modules:  # importing it makes ansible.module_utils.pressluft importable
    from ansible.module_utils.pressluft import artifact, durable, staging
    from ansible.module_utils.pressluft.errors import PressluftError
    from ansible.module_utils.pressluft.restore_confirm import Confirmation

PATIENCE = 30
MIB = 1 << 20


class Place:
    """A directory with parts, as a storage shows it."""

    def __init__(self, root):
        self.root = root

    def open(self, name):
        return os.open(os.path.join(self.root, name), os.O_RDONLY)


class ConfirmationTest(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="pressluft-", dir="/var/tmp")
        self.addCleanup(directory.cleanup)
        self.directory = directory.name

    def artifact(self, name, sizes=(3 * MIB + 5, MIB)):
        """An artifact with parts of these sizes: (place, manifest)."""
        root = os.path.join(self.directory, name)
        os.mkdir(root)
        parts = []
        for number, size in enumerate(sizes):
            content = os.urandom(size)
            with open(os.path.join(root, "part%d" % number), "wb") as target:
                target.write(content)
            parts.append({"name": "part%d" % number, "size": size, "sha256": hashlib.sha256(content).hexdigest(),
                          "uncompressed_size": 2 * size})
        return Place(root), {"backup_id": name, "parts": parts, "files": {"count": 7}}

    def alter(self, stored, part=1):
        place, _ = stored
        with open(os.path.join(place.root, "part%d" % part), "r+b") as target:
            target.seek(1000)
            byte = target.read(1)
            target.seek(1000)
            target.write(bytes([byte[0] ^ 1]))

    def fails(self, code, confirmation):
        with self.assertRaises(PressluftError) as caught:
            confirmation.result()
        self.assertEqual(code, caught.exception.code)
        return caught.exception.message

    def test_reads_the_backup_and_the_way_back(self):
        found = Confirmation(self.artifact("a"), self.artifact("b")).result()
        self.assertEqual((8 * MIB + 10, 7, False),
                         tuple(found["restored"][name] for name in ("bytes", "files", "examined")))
        self.assertEqual("b", found["safety"]["backup_id"])
        self.assertIsNone(Confirmation(self.artifact("c"), None).result()["safety"])

    def test_says_which_of_the_two_is_damaged_and_the_backup_first(self):
        first, second = self.artifact("a"), self.artifact("b")
        self.alter(second)
        self.assertIn("so nothing was changed: part1 is not what was stored",
                      self.fails("PRE_BACKUP_FAILED", Confirmation(first, second)))
        self.alter(first, 0)
        self.assertIn("part0", self.fails("CHECKSUM_MISMATCH", Confirmation(first, second)))
        os.unlink(os.path.join(first[0].root, "part1"))
        with self.assertRaises(FileNotFoundError):
            Confirmation(first, second).result()

    def test_tells_it_while_the_load_still_goes_on(self):
        damaged = self.artifact("a")
        self.alter(damaged)
        confirmation = Confirmation(damaged, None)
        deadline = time.monotonic() + PATIENCE
        with self.assertRaises(PressluftError):
            while time.monotonic() < deadline:
                confirmation.check()
                time.sleep(0.01)
        whole = Confirmation(self.artifact("b"), None)
        whole.result()
        whole.check()

    def test_ends_with_the_load(self):
        # 128 GiB of nothing: a minute of reading at the least.
        place, manifest = self.artifact("a", (10,))
        os.truncate(os.path.join(place.root, "part0"), 128 << 30)
        begun = time.monotonic()
        confirmation = Confirmation((place, manifest), None)
        confirmation.check()
        confirmation.leave()
        self.assertLess(time.monotonic() - begun, PATIENCE)
        confirmation.leave()

    def test_one_damaged_part_ends_the_reading_of_the_others(self):
        place, manifest = self.artifact("a", (10, 10))
        self.alter_size(place, "part0")
        os.truncate(os.path.join(place.root, "part1"), 128 << 30)
        begun = time.monotonic()
        self.fails("CHECKSUM_MISMATCH", Confirmation((place, manifest), None))
        self.assertLess(time.monotonic() - begun, PATIENCE)

    def test_a_look_sees_what_is_missing_or_too_short(self):
        place, manifest = self.artifact("a")
        artifact.look(place, manifest)
        self.alter_size(place, "part1")
        with self.assertRaises(PressluftError) as caught:
            artifact.look(place, manifest)
        self.assertEqual("CHECKSUM_MISMATCH", caught.exception.code)

    @staticmethod
    def alter_size(place, name):
        with open(os.path.join(place.root, name), "ab") as target:
            target.write(b"x")


class DirectoryTest(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="pressluft-", dir="/var/tmp")
        self.addCleanup(directory.cleanup)
        self.directory = directory.name
        archive = io.BytesIO()
        with tarfile.open(fileobj=archive, mode="w") as members:
            member = tarfile.TarInfo("a.txt")
            member.size = 5
            members.addfile(member, io.BytesIO(b"hello"))
        self.archive = archive.getvalue()

    def unpack(self, size):
        target = staging.Directory(self.directory, (), size)
        try:
            target.sink(self.archive[:4096])
            target.sink(self.archive[4096:])
            target.finish()
        finally:
            target.kill()

    def test_what_is_unpacked_goes_to_the_disk_as_soon_as_all_of_it_is_handed_over(self):
        with mock.patch.object(durable, "sync_filesystem") as sync:
            self.unpack(len(self.archive))
        sync.assert_called_once_with(self.directory)
        with open(os.path.join(self.directory, "a.txt")) as source:
            self.assertEqual("hello", source.read())

    def test_a_disk_that_cannot_write_it_is_told_of(self):
        with mock.patch.object(durable, "sync_filesystem", side_effect=OSError(28, "No space left on device")):
            with self.assertRaises(OSError):
                self.unpack(len(self.archive))


if __name__ == "__main__":
    unittest.main()
