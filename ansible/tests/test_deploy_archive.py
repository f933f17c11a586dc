"""Archives with a release's code: the usual ones are unpacked, and every hostile one is refused as a whole."""

import gzip
import hashlib
import io
import os
import struct
import subprocess
import tarfile
import tempfile
import unittest
import zipfile

from tests.support import modules

if modules:  # importing it makes ansible.module_utils.pressluft importable
    from ansible.module_utils.pressluft import code_archive, code_tree
    from ansible.module_utils.pressluft.errors import PressluftError
    from ansible.module_utils.pressluft.source import Limits

WORDPRESS = {"index.php": "<?php", "wp-load.php": "<?php", "wp-settings.php": "<?php",
             "wp-includes/version.php": "<?php\n$wp_version = '6.1.1';\n", "wp-admin/index.php": "<?php"}


def member(name, kind=tarfile.REGTYPE, content=b"", link="", mode=0o644):
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.mode, info.size = kind, link, mode, len(content)
    return info, content


class ArchiveCase(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = os.path.realpath(directory.name)
        self.runs = 0

    def path(self, name):
        return os.path.join(self.directory, name)

    def tar(self, members, mode="w:gz", form=tarfile.PAX_FORMAT):
        path = self.path("a.tar")
        with tarfile.open(path, mode, format=form) as archive:
            for info, content in members:
                archive.addfile(info, io.BytesIO(content))
        return path

    def zip(self, members):
        path = self.path("a.zip")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content, mode in members:
                info = zipfile.ZipInfo(name)
                info.external_attr = mode << 16
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, content)
        return path

    def unpack(self, path, limits=None):
        self.runs += 1
        root = self.path("out%d" % self.runs)
        os.mkdir(root)
        limits = limits or Limits()
        private = self.path("private%d" % self.runs)
        code_archive.copy(path, private, limits, None)
        code_archive.unpack(private, root, limits)
        code_tree.check(root, limits)
        return root

    def refused(self, path, code="ARTIFACT_UNSAFE", limits=None, containing=""):
        with self.assertRaises(PressluftError) as caught:
            self.unpack(path, limits)
        self.assertEqual(code, caught.exception.code, caught.exception.message)
        self.assertIn(containing, caught.exception.message)
        self.assertNotIn("\n", caught.exception.message)
        # Nothing ever lands beside the directory.
        self.assertFalse(os.path.exists(self.path("evil")))

    def tree(self, root):
        found = {}
        for directory, _, files in os.walk(root):
            for name in files:
                path = os.path.join(directory, name)
                relative = os.path.relpath(path, root)
                if os.path.islink(path):
                    found[relative] = "-> " + os.readlink(path)
                else:
                    with open(path, "rb") as content:
                        found[relative] = content.read()
        return found


class UnpackTest(ArchiveCase):
    def test_tar_in_every_usual_form(self):
        deep = "d/" * 60 + "file-with-a-long-name-" + "x" * 90
        members = [member("./"), member("a", content=b"1"), member("b/", tarfile.DIRTYPE),
                   member("./b/run", content=b"2", mode=0o755),
                   member(deep, content=b"3"), member("l", tarfile.SYMTYPE, link="b/run"),
                   member("h", tarfile.LNKTYPE, link="a"), member("\u00fc", content=b"4" * 1500)]
        for form in (tarfile.PAX_FORMAT, tarfile.GNU_FORMAT):
            for mode in ("w:gz", "w"):
                root = self.unpack(self.tar(members, mode, form))
                self.assertEqual({"a": b"1", "b/run": b"2", deep: b"3", "l": "-> b/run", "h": b"1", "\u00fc": b"4" * 1500},
                                 self.tree(root))
                self.assertEqual(1, os.stat(os.path.join(root, "a")).st_nlink)
                self.assertTrue(os.stat(os.path.join(root, "b/run")).st_mode & 0o100)

    def test_what_gnu_tar_zstd_and_git_write(self):
        os.makedirs(self.path("site/x"))
        with open(self.path("site/x/a"), "wb") as target:
            target.write(os.urandom(3000000))
        with open(self.path("site/x/a"), "rb") as source:
            expected = {"site/x/a": source.read()}
        for options in (["--zstd"], ["--gzip"], ["--gzip", "--format=pax"], ["--zstd", "--format=v7"]):
            subprocess.run(["tar", "-cf", self.path("b"), *options, "-C", self.directory, "site"], check=True)
            self.assertEqual(expected, self.tree(self.unpack(self.path("b"))), options)
        git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org"]
        for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "x"],
                        ["archive", "-o", self.path("c.tar.gz"), "--prefix=site/", "HEAD"]):
            subprocess.run(git + command, cwd=self.path("site"), check=True)
        self.assertEqual(expected, self.tree(self.unpack(self.path("c.tar.gz"))))

    def test_zip(self):
        path = self.zip([("site/", "", 0o40755), ("site/a", "1", 0o100644), ("site/run", "2", 0o100755), ("site/d/b", "3", 0)])
        root = self.unpack(path)
        self.assertEqual({"site/a": b"1", "site/run": b"2", "site/d/b": b"3"}, self.tree(root))
        self.assertTrue(os.stat(os.path.join(root, "site/run")).st_mode & 0o100)

    def test_several_gzip_parts_with_zeros_behind_are_one_archive(self):
        path = self.tar([member("a", content=os.urandom(5000))], "w")
        with open(path, "rb") as source:
            plain = source.read()
        with open(path, "wb") as target:
            target.write(gzip.compress(plain[:3000]) + gzip.compress(plain[3000:]) + bytes(700))
        self.assertEqual(["a"], list(self.tree(self.unpack(path))))

    def test_a_given_checksum_is_enforced(self):
        path = self.tar([member("a", content=b"1")])
        with open(path, "rb") as source:
            right = hashlib.sha256(source.read()).hexdigest()
        self.assertEqual(right, code_archive.copy(path, self.path("p1"), Limits(), right))
        with self.assertRaises(PressluftError) as caught:
            code_archive.copy(path, self.path("p2"), Limits(), "0" * 64)
        self.assertEqual("CHECKSUM_MISMATCH", caught.exception.code)


class HostileTest(ArchiveCase):
    def test_names_that_lead_out_are_refused(self):
        for name in ("../evil", "/evil", "a/../../evil", "a//b", "./../evil", "a/./b", "..", "a\\..\\evil", "x" * 300):
            self.refused(self.tar([member(name, content=b"1")], form=tarfile.GNU_FORMAT))
            self.refused(self.zip([(name, "1", 0o100644)])) if "\\" not in name else None

    def test_links_that_lead_out_are_refused_also_by_a_detour(self):
        for target in ("/etc/passwd", "../evil", "a/../../evil", "/", ".."):
            self.refused(self.tar([member("a/", tarfile.DIRTYPE), member("l", tarfile.SYMTYPE, link=target)]))
        self.refused(self.tar([member("a", tarfile.SYMTYPE, link="."), member("b", tarfile.SYMTYPE, link="a/../../evil")]))
        self.refused(self.tar([member("l", tarfile.LNKTYPE, link="/etc/passwd")]))
        self.refused(self.tar([member("l", tarfile.LNKTYPE, link="../evil")]))
        self.refused(self.tar([member("s", tarfile.SYMTYPE, link="/etc/passwd"), member("l", tarfile.LNKTYPE, link="s")]))

    def test_nothing_is_written_through_a_link(self):
        for order in ((0, 1), (1, 0)):
            members = [member("l", tarfile.SYMTYPE, link=self.directory), member("l/evil", content=b"1")]
            self.refused(self.tar([members[each] for each in order]))
        self.refused(self.tar([member("l", tarfile.SYMTYPE, link=self.path("evil")), member("l", content=b"1")]))

    def test_what_is_neither_file_nor_directory_nor_link_is_refused(self):
        for kind in (tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE, tarfile.GNUTYPE_SPARSE, b"M", b"?"):
            self.refused(self.tar([member("a", kind)]))
        info, content = member("a", content=b"1")
        info.pax_headers = {"GNU.sparse.major": "1"}
        self.refused(self.tar([(info, content)]))
        for mode in (0o120777, 0o20666, 0o10644, 0o140644):
            self.refused(self.zip([("a", "/etc/passwd", mode)]))

    def test_a_name_given_twice_is_refused(self):
        self.refused(self.tar([member("a", content=b"1"), member("./a", content=b"2")]), containing="twice")
        self.refused(self.tar([member("a", content=b"1"), member("a/b", content=b"2")]))

    def test_a_bomb_is_refused_before_it_is_unpacked(self):
        limits = Limits(bytes=2 * 1024 * 1024)
        bomb = self.path("bomb")
        with open(bomb, "wb") as target:
            target.write(bytes(120 * 1024 * 1024))
        subprocess.run(["tar", "-C", self.directory, "-czf", self.path("b.tgz"), "bomb"], check=True)
        subprocess.run(["tar", "-C", self.directory, "--zstd", "-cf", self.path("b.tzst"), "bomb"], check=True)
        with zipfile.ZipFile(self.path("b.zip"), "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(bomb, "bomb")
        os.unlink(bomb)
        for name in ("b.tgz", "b.tzst", "b.zip"):
            self.refused(self.path(name), limits=limits, containing="unpacks to more than")
            self.refused(self.path(name), limits=Limits(ratio=10), containing="unpacks to more than")
            self.assertLess(int(subprocess.check_output(["du", "-sm", self.path("out%d" % self.runs)]).split()[0]), 12)

    def test_too_many_entries_are_refused(self):
        many = [member("d%d/" % number, tarfile.DIRTYPE) for number in range(60)]
        self.refused(self.tar(many), limits=Limits(entries=50), containing="more than 50")
        self.refused(self.zip([("f%d" % number, "", 0) for number in range(60)]), limits=Limits(entries=50))

    def test_a_zip_with_a_huge_directory_is_not_even_read(self):
        path = self.zip([("a", "1", 0)])
        with open(path, "rb") as source:
            content = source.read()
        end = content.rfind(b"PK\x05\x06")
        with open(path, "wb") as target:
            target.write(content[:end + 12] + struct.pack("<L", 0xfffffff0) + content[end + 16:])
        self.refused(path)

    def test_a_huge_extended_header_is_not_taken_into_memory(self):
        info = tarfile.TarInfo("x")
        info.type, info.size = tarfile.XHDTYPE, 200 * 1024 * 1024
        path = self.path("x.tgz")
        with gzip.open(path, "wb", 1) as target:
            target.write(info.tobuf(tarfile.USTAR_FORMAT))
            for _ in range(200):
                target.write(bytes(1024 * 1024))
        self.refused(path, containing="extended header")

    def test_a_larger_archive_than_allowed_is_not_copied(self):
        path = self.path("large")
        with open(path, "wb") as target:
            target.truncate(11 * 1024 * 1024)
        self.refused(path, limits=Limits(bytes=10 * 1024 * 1024))

    def test_damaged_archives_are_unreadable(self):
        good = self.tar([member("a", content=os.urandom(100000))])
        with open(good, "rb") as source:
            content = source.read()
        subprocess.run(["zstd", "-q", "-f", good, "-o", self.path("z")], check=True)
        with open(self.path("z"), "rb") as source:
            zstd = source.read()
        altered = content[:50000] + bytes([content[50000] ^ 1]) + content[50001:]
        for broken in (content[:-1000], content[:20], altered, b"", b"PK\x03\x04", b"not an archive", zstd[:-500],
                       gzip.compress(b"text"), gzip.compress(b"x" * 2000), gzip.compress(bytes(2048)),
                       b"\x28\xb5\x2f\xfd" + os.urandom(500)):
            with open(self.path("broken"), "wb") as target:
                target.write(broken)
            self.refused(self.path("broken"), "ARTIFACT_UNREADABLE")

    def test_what_is_no_file_is_not_found(self):
        os.mkfifo(self.path("fifo"))
        for path in (self.path("none"), self.directory, self.path("fifo"), "/dev/zero"):
            self.refused(path, "SOURCE_NOT_FOUND")


class WordPressTest(ArchiveCase):
    def tree_with(self, files, below=""):
        self.runs += 1
        root = self.path("tree%d" % self.runs)
        for name, content in files.items():
            path = os.path.join(root, below, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w") as target:
                target.write(content)
        return root

    def test_wordpress_is_found_at_the_top_and_in_the_only_directory(self):
        root = self.tree_with(WORDPRESS)
        self.assertEqual(root, code_tree.wordpress_root(root))
        self.assertEqual("6.1.1", code_tree.wordpress_version(root))
        root = self.tree_with(WORDPRESS, "wordpress")
        os.mkdir(os.path.join(root, "__MACOSX"))
        self.assertEqual(root + "/wordpress", code_tree.wordpress_root(root))

    def test_a_source_without_wordpress_is_not_found(self):
        two = self.tree_with(WORDPRESS, "a")
        os.mkdir(two + "/b")
        for files in ({"readme": "x"}, {}, *[{k: v for k, v in WORDPRESS.items() if k != name} for name in WORDPRESS]):
            root = self.tree_with(files)
            os.makedirs(root, exist_ok=True)
            with self.assertRaises(PressluftError) as caught:
                code_tree.wordpress_root(root)
            self.assertEqual("SOURCE_NOT_FOUND", caught.exception.code)
            self.assertIn("no WordPress in it", caught.exception.message)
        with self.assertRaises(PressluftError):
            code_tree.wordpress_root(two)

    def test_configuration_and_uploads_of_the_source_are_left_out_with_a_warning(self):
        root = self.tree_with(dict(WORDPRESS, **{"wp-config.php": "<?php", "wp-content/uploads/a": "x", ".shared": "x"}))
        self.assertEqual(3, len(code_tree.drop_ours(root)))
        self.assertEqual([], code_tree.drop_ours(root))
        self.assertEqual(set(WORDPRESS), set(self.tree(root)))

    def test_a_linked_wp_content_is_refused(self):
        root = self.tree_with(WORDPRESS)
        os.symlink("/tmp", root + "/wp-content")
        with self.assertRaises(PressluftError) as caught:
            code_tree.drop_ours(root)
        self.assertEqual("ARTIFACT_UNSAFE", caught.exception.code)


if __name__ == "__main__":
    unittest.main()
