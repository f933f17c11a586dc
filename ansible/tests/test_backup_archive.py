"""What an archive may hold."""
import io
import tarfile
import unittest

from tests.support import modules

if modules:  # importing it makes ansible.module_utils.pressluft importable
    from ansible.module_utils.pressluft.archive import ArchiveWalker, Roots
    from ansible.module_utils.pressluft.errors import PressluftError

RELEASE = "releases/20261120T203000Z"


def member(name, kind=tarfile.REGTYPE, target="", content=b"", **more):
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname, entry.size = kind, target, len(content)
    for field, value in more.items():
        setattr(entry, field, value)
    return entry, content


def archive(*members, form=tarfile.GNU_FORMAT):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as target:
        for entry, content in members:
            target.addfile(entry, io.BytesIO(content))
    return out.getvalue()


def walk(data, step=1 << 20, **options):
    walker = ArchiveWalker(Roots(RELEASE, "shared/uploads", "shared/wp-config.php"), **options)
    for start in range(0, len(data), step):
        walker.feed(data[start:start + step])
    return walker.finish()


class Archives(unittest.TestCase):

    def assertUnsafe(self, *members, words="", **options):
        with self.assertRaises(PressluftError) as caught:
            walk(archive(*members, **options))
        self.assertEqual("ARTIFACT_UNSAFE", caught.exception.code)
        self.assertIn(words, caught.exception.message)
        return caught.exception.message

    def test_takes_a_whole_environment_in_blocks_of_any_size(self):
        data = archive(
            member("shared/wp-config.php", content=b"<?php"), member(RELEASE + "/", tarfile.DIRTYPE),
            member(RELEASE + "/wp-config.php", tarfile.SYMTYPE, "../../shared/wp-config.php"),
            member(RELEASE + "/wp-content/uploads", tarfile.SYMTYPE, "../../../shared/uploads"),
            member(RELEASE + "/a", content=b"x" * 70000), member(RELEASE + "/b", tarfile.SYMTYPE, "./a"),
            member(RELEASE + "/c/d", tarfile.SYMTYPE, "../a"), member(RELEASE + "/hard", tarfile.LNKTYPE, RELEASE + "/a"),
            member("shared/uploads/" + "n" * 200 + "/" + "m" * 150, content=b"long"),
            member("shared/uploads/line\nbreak", content=b"1"), member("shared/uploads/b\udce4d", content=b"1"))
        for step in (1 << 20, 4096, 512, 511, 1):
            walker = walk(data, step)
            self.assertEqual((6, 1, 4), (walker.files, walker.directories, walker.links))

    def test_takes_the_links_of_a_restored_generation(self):
        walker = ArchiveWalker(Roots(RELEASE, "shared/uploads", "data/2/wp-config.php"))
        walker.feed(archive(member(RELEASE + "/.shared", tarfile.SYMTYPE, "../../data/2"),
                            member(RELEASE + "/wp-content/uploads", tarfile.SYMTYPE, "../../../data/2/uploads")))
        self.assertEqual(2, walker.finish().links)

    def test_refuses_names_that_lead_out(self):
        for name in ("../x", RELEASE + "/../../x", "/etc/passwd", "releases/other/x", "shared/uploads2/x", "x", ".",
                     RELEASE + "//x", RELEASE + "/./x", "shared/wp-config.php/x/../..", "shared", "current", ".pressluft/lock"):
            with self.subTest(name=name):
                self.assertUnsafe(member(name, content=b"x"))

    def test_refuses_long_names_that_lead_out(self):
        self.assertUnsafe(member(RELEASE + "/" + "a" * 200 + "/../../../../x", content=b"x"))

    def test_refuses_names_of_64_kib(self):
        message = self.assertUnsafe(member(RELEASE + "/" + "a" * 65536, content=b"x"), words="a name of")
        self.assertLess(len(message), 500)

    def test_refuses_links_that_lead_out(self):
        for target in ("/etc/passwd", "../../../etc", "../../releases/other", "../../shared/uploads/x", "a/../../../..", "",
                       "../../shared/wp-config.php", "../../.pressluft"):
            with self.subTest(target=target):
                self.assertUnsafe(member(RELEASE + "/link", tarfile.SYMTYPE, target))
        self.assertUnsafe(member("shared/uploads/x", tarfile.SYMTYPE, "../../" + RELEASE))
        self.assertUnsafe(member("shared/wp-config.php", tarfile.SYMTYPE, "uploads"))

    def test_refuses_members_behind_a_link(self):
        self.assertUnsafe(member(RELEASE + "/d", tarfile.SYMTYPE, "."), member(RELEASE + "/d/x", content=b"x"),
                          words="behind a link")
        self.assertUnsafe(member(RELEASE + "/d", tarfile.SYMTYPE, "e"), member(RELEASE + "/d", content=b"x"),
                          words="through a link")

    def test_refuses_hard_links_that_lead_out(self):
        for target in ("/etc/passwd", "../x", "shared/wp-config.php", RELEASE + "/never"):
            self.assertUnsafe(member("shared/wp-config.php", content=b"x"),
                              member(RELEASE + "/hard", tarfile.LNKTYPE, target), words="hard link")

    def test_refuses_devices_pipes_and_whatever_is_not_known(self):
        for kind in (tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE, tarfile.CONTTYPE, b"S", b"D", b"Z"):
            with self.subTest(kind=kind):
                self.assertUnsafe(member(RELEASE + "/x", kind))
        self.assertUnsafe(member(RELEASE + "/" + "x" * 200, content=b"x"), form=tarfile.PAX_FORMAT,
                          words="extended header")

    def test_shows_a_name_on_one_line(self):
        self.assertNotIn("\n", self.assertUnsafe(member("evil\n\x1b[31mname", content=b"x")))

    def test_bounds_the_number_of_members(self):
        data = archive(*[member("%s/%d" % (RELEASE, number)) for number in range(5)])
        with self.assertRaises(PressluftError):
            walk(data, entry_limit=4)

    def test_calls_a_cut_archive_unreadable(self):
        data = archive(member(RELEASE + "/a", content=b"x" * 70000))
        for size in (0, 100, 512, 5000, 70500):
            with self.assertRaises(PressluftError) as caught:
                walk(data[:size])
            self.assertEqual("ARTIFACT_UNREADABLE", caught.exception.code)

    def test_refuses_a_second_archive_behind_the_end(self):
        data = archive(member(RELEASE + "/a", content=b"x"))
        with self.assertRaises(PressluftError):
            walk(data + data)

    def test_notices_a_damaged_header(self):
        data = bytearray(archive(member(RELEASE + "/a", content=b"x")))
        data[5] ^= 1
        with self.assertRaises(PressluftError) as caught:
            walk(bytes(data))
        self.assertEqual("ARTIFACT_UNREADABLE", caught.exception.code)

    def test_hands_nothing_of_a_refused_block_on(self):
        seen = []
        with self.assertRaises(PressluftError):
            walk(archive(member("../x", content=b"x")), sink=lambda block: seen.append(bytes(block)))
        self.assertEqual([], seen)


if __name__ == "__main__":
    unittest.main()
