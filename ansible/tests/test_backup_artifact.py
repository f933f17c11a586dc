"""Artifacts: what is written, what is refused when it is read, and what a fault leaves behind."""
import json
import os
import shutil
import subprocess
import tempfile
import threading
import time
import unittest
import uuid
from unittest import mock

from tests.support import modules
from tests.support.mariadb import MariaDB
from tests.support.site import Site

if modules:  # importing it makes ansible.module_utils.pressluft importable
    from ansible.module_utils.pressluft import artifact, database, disk, files, layout, manifest, streams
    from ansible.module_utils.pressluft.backup import Backup
    from ansible.module_utils.pressluft.errors import PressluftError
    from ansible.module_utils.pressluft.lease import Lease
    from ansible.module_utils.pressluft.progress import Progress
    from ansible.module_utils.pressluft.storage_file import ArtifactDirectory


def make(variables, step="run"):
    """Runs one backup in this process; the module's result."""
    job, environment = variables["job"], variables["environment"]
    with Lease(environment["path"], job["id"], job["fence"]) as lease:
        backup = Backup(variables["backup"], variables["site"], environment, variables["database"],
                        layout.read(environment["path"]), lease, job["fence"], Progress(None, "dump"))
        return getattr(backup, step)()


def examine(verification, **options):
    """Opens and examines as the module does."""
    return opened(verification, artifact.examine, **options)


def confirm(verification):
    """Opens and confirms as the module does for a way back."""
    return opened(verification, artifact.confirm)


def opened(verification, reading, **options):
    order = verification["verify"]
    with ArtifactDirectory(order["storage"]["path"], order["storage_path"]) as place:
        found, _, _ = artifact.open_manifest(place, order["key"], order["backup_id"], verification["environment"]["id"],
                                             order["manifest_sha256"], order["scope"])
        return reading(place, found, **options)


class WithSite(unittest.TestCase):
    server = None

    @classmethod
    def setUpClass(cls):
        cls.server = MariaDB.start()

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()

    def setUp(self):
        self.site = Site(self.server)
        self.addCleanup(self.site.remove)

    def assertFails(self, code, call, *arguments, words="", **options):
        with self.assertRaises(PressluftError) as caught:
            call(*arguments, **options)
        self.assertEqual(code, caught.exception.code, caught.exception.message)
        self.assertIn(words, caught.exception.message)

    def stored(self):
        """The names of everything in the storage."""
        return sorted(os.path.relpath(os.path.join(root, name), self.site.storage)
                      for root, _, names in os.walk(self.site.storage) for name in names)

    def assertNothingLeft(self):
        self.assertEqual([], self.stored())
        self.assertEqual([], [name for name in os.listdir(os.path.join(self.site.path, ".pressluft"))
                              if name.startswith("progress")])


class Writing(WithSite):

    def test_writes_parts_that_ordinary_tools_can_use(self):
        for compression, tool in (("zstd", "zstd"), ("gzip", "gzip")):
            with self.subTest(compression=compression):
                variables = self.site.variables(compression=compression)
                found = json.loads(make(variables)["manifest"])
                target = tempfile.mkdtemp(prefix="plout-")
                self.addCleanup(shutil.rmtree, target)
                subprocess.run("%s -dc %s | tar -x -C %s" % (tool, self.site.artifact(variables, found["parts"][1]["name"]),
                                                             target), shell=True, check=True)
                self.assertEqual(0, subprocess.run(["diff", "-r", "--no-dereference", "--exclude=cache",
                                                    self.site.path + "/shared", target + "/shared"]).returncode)
                self.assertFalse(os.path.exists(target + "/releases/20261120T203000Z/wp-content/cache"))
                self.server.run("DROP DATABASE IF EXISTS copy; CREATE DATABASE copy")
                subprocess.run("%s -dc %s | %s copy" % (tool, self.site.artifact(variables, found["parts"][0]["name"]),
                                                        " ".join(self.server.command())), shell=True, check=True)
                self.assertEqual([["3"]], self.server.query("SELECT COUNT(*) FROM copy.wp_posts"))

    def test_says_in_the_manifest_what_there_is(self):
        self.site.write("releases/20261120T203000Z/wp-content/plugins/harbour/harbour.php",
                        "<?php\n/*\nPlugin Name: Harbour\nVersion: 2.1\n*/\n")
        variables = self.site.variables()
        result = make(variables)
        found = json.loads(result["manifest"])
        self.assertEqual([{"name": "wp_options", "rows": 2}, {"name": "wp_posts", "rows": 3}, {"name": "wp_terms", "rows": 0}],
                         found["database"]["tables"])
        self.assertEqual({"path": "releases/20261120T203000Z", "generation": 0}, found["release"])
        self.assertEqual("6.1.1", found["wordpress_version"])
        self.assertEqual([{"name": "harbour", "version": "2.1"}], found["plugins"])
        self.assertEqual([], found["themes"])
        self.assertEqual("wp_", found["database"]["table_prefix"])
        self.assertEqual([], found["warnings"])
        with open(self.site.artifact(variables, "manifest.json"), "rb") as source:
            self.assertEqual(manifest.sha256(source.read()), result["manifest_sha256"])
        for part in found["parts"]:
            path = self.site.artifact(variables, part["name"])
            self.assertEqual(os.path.getsize(path), part["size"])
            self.assertEqual(0o600, os.stat(path).st_mode & 0o777)
        self.assertEqual(0o700, os.stat(self.site.artifact(variables)).st_mode & 0o777)
        self.assertEqual(result["size_bytes"], sum(os.path.getsize(self.site.artifact(variables, name)) for name in
                                                   ("manifest.json", "database.sql.zst", "files.tar.zst")))

    def test_dumps_the_database_that_the_live_configuration_names(self):
        self.server.run("DROP DATABASE IF EXISTS wp_g7; CREATE DATABASE wp_g7; CREATE TABLE wp_g7.only_here (a int)")
        path = os.path.join(self.site.path, "shared/wp-config.php")
        with open(path) as source:
            text = source.read()
        self.site.write("shared/wp-config.php", text.replace("'wp'", "'wp_g7'", 1))
        found = json.loads(make(self.site.variables("db"))["manifest"])
        self.assertEqual(("wp_g7", ["only_here"]),
                         (found["database"]["name"], [table["name"] for table in found["database"]["tables"]]))

    def test_leaves_out_what_is_excluded_and_only_that(self):
        self.site.write("releases/20261120T203000Z/wp-content/cache2/keep", "x")
        self.site.write("shared/uploads/cache/drop", "x")
        self.site.write("releases/20261120T203000Z/[a]*/drop", "x")
        self.site.write("releases/20261120T203000Z/abc/keep", "x")
        variables = self.site.variables("files", exclude=["[a]*", "wp-content/uploads/cache"])
        make(variables)
        names = subprocess.run("zstd -dc %s | tar -t" % self.site.artifact(variables, "files.tar.zst"), shell=True,
                               stdout=subprocess.PIPE, check=True).stdout.decode()
        self.assertNotIn("drop", names)
        self.assertNotIn("page.html", names)
        self.assertEqual(2, names.count("/keep"))

    def test_warns_of_tables_without_transactions_and_of_what_is_no_file(self):
        self.server.run("CREATE TABLE old (a int) ENGINE=MyISAM", "wp")
        os.mkfifo(os.path.join(self.site.path, "shared/uploads/pipe"))
        warnings = make(self.site.variables())["warnings"]
        self.assertTrue(any("old (MyISAM)" in warning for warning in warnings), warnings)
        self.assertTrue(any("uploads/pipe" in warning for warning in warnings), warnings)

    def test_warns_of_a_dump_that_a_restore_will_refuse_and_verifying_refuses_it(self):
        self.server.run("CREATE TRIGGER tr AFTER INSERT ON wp_terms FOR EACH ROW DELETE FROM wp.wp_posts", "wp")
        variables = self.site.variables("db")
        warnings = make(variables)["warnings"]
        self.assertTrue(any("A restore will refuse" in warning for warning in warnings), warnings)
        self.assertFails("DUMP_REFUSED", examine, self.site.verification(variables))
        self.assertFails("DUMP_REFUSED", confirm, self.site.verification(variables))

    def test_confirms_by_its_bytes_what_was_judged_when_it_was_made_and_examines_everything_else(self):
        variables = self.site.variables()
        make(variables)
        facts = confirm(self.site.verification(variables))
        self.assertEqual((False, 8, 3, 5), tuple(facts[name] for name in ("examined", "files", "tables", "rows")))
        self.server.run("CREATE TABLE old (a int) ENGINE=MyISAM", "wp")
        self.addCleanup(self.server.run, "DROP TABLE IF EXISTS old", "wp")
        warned = self.site.variables()
        self.assertNotEqual([], make(warned)["warnings"])
        self.assertTrue(confirm(self.site.verification(warned))["examined"])
        with mock.patch.object(artifact, "VERSION", "999"):
            self.assertTrue(confirm(self.site.verification(variables))["examined"])

    def test_refuses_links_that_a_backup_could_not_hold(self):
        for place, target in (("releases/20261120T203000Z/wp-content/languages", "/usr/share/wordpress/wp-content/languages"),
                              ("shared/uploads/out", "../../../etc"), ("shared/uploads/abs", self.site.path + "/shared")):
            with self.subTest(place=place):
                link = os.path.join(self.site.path, place)
                os.symlink(target, link)
                self.assertFails("LAYOUT_UNSUPPORTED", make, self.site.variables(), words=os.path.basename(place))
                os.unlink(link)
        self.assertNothingLeft()

    def test_writes_a_hard_linked_file_twice_so_that_nothing_is_tied_together(self):
        os.link(os.path.join(self.site.path, "shared/uploads/2026/picture.jpg"),
                os.path.join(self.site.path, "releases/20261120T203000Z/picture.jpg"))
        variables = self.site.variables("files")
        make(variables)
        self.assertEqual(9, examine(self.site.verification(variables)).walker.files
                         + examine(self.site.verification(variables)).walker.links)

    def test_takes_names_with_line_breaks_quotes_and_long_ones(self):
        for name in ("a\nb", "'\"`$(id);", "x" * 250, "-rf", "\\n", "b\udce4d", "{{ 7 * 7 }}", "d" * 200 + "/" + "e" * 200):
            self.site.write("shared/uploads/" + name, "x")
        variables = self.site.variables("files")
        make(variables)
        self.assertEqual(8 + 8, examine(self.site.verification(variables)).facts()["files"])

    def test_database_and_path_with_quotes_and_metacharacters(self):
        site = Site(None, name="a b'c\"; $(touch x) {{ y }}\\")
        self.addCleanup(site.remove)
        variables = site.variables("files")
        make(variables)
        self.assertEqual(8, examine(site.verification(variables)).facts()["files"])
        connection = database.Database(self.server.variables("wp"))
        self.addCleanup(connection.close)
        name = "a`b'; $(x) \"d\"\\"
        self.server.run("CREATE DATABASE `%s`" % name.replace("`", "``"))
        self.addCleanup(self.server.run, "DROP DATABASE `%s`" % name.replace("`", "``"))
        self.assertEqual("utf8mb4", connection.facts(name)["charset"])

    def test_the_password_reaches_the_client_whatever_it_holds_and_no_argument_vector(self):
        password = "p w#\"'\\ü;$x"
        self.server.run("CREATE USER b@localhost IDENTIFIED BY '%s'; GRANT ALL ON *.* TO b@localhost"
                        % password.replace("\\", "\\\\").replace("'", "\\'"))
        connection = database.Database(dict(self.server.variables("wp"), admin_user="b", admin_password=password))
        self.addCleanup(connection.close)
        self.assertEqual([["b@localhost"]], connection.query("SELECT CURRENT_USER()"))
        self.assertNotIn(password, " ".join(connection.command("mariadb-dump")))

    def test_adopts_what_is_complete_and_replaces_what_is_not(self):
        variables = self.site.variables()
        first = make(variables)
        again = make(dict(variables, job=dict(variables["job"], fence=variables["job"]["fence"] + 1, attempt=2)))
        self.assertEqual((False, True, first["manifest_sha256"]),
                         (first["adopted"], again["adopted"], again["manifest_sha256"]))
        other = self.site.variables()
        self.site.fence += 1
        os.makedirs(self.site.artifact(other) + ".partial-0/x")
        make(dict(other, job=dict(other["job"], fence=self.site.fence)))
        self.assertFalse([name for name in os.listdir(os.path.dirname(self.site.artifact(other))) if "partial" in name])

    def test_stops_for_a_newer_attempt(self):
        variables = self.site.variables()
        os.makedirs(self.site.artifact(variables) + ".partial-%d" % (variables["job"]["fence"] + 1))
        self.assertFails("LEASE_LOST", make, variables)

    def test_each_part_is_read_back_once_and_what_is_not_as_it_was_hashed_never_gets_its_name(self):
        read = disk.stored_block
        seen = []

        def counting(descriptor, buffer, offset):
            seen.append((os.path.basename(os.readlink("/proc/self/fd/%d" % descriptor)), offset))
            return read(descriptor, buffer, offset)

        def altering(descriptor, buffer, offset):
            count = read(descriptor, buffer, offset)
            with open("/proc/self/fd/%d" % descriptor, "r+b") as stored:
                stored.seek(offset + count // 2)
                byte = stored.read(1)[0]
                stored.seek(offset + count // 2)
                stored.write(bytes([byte ^ 1]))
            return read(descriptor, buffer, offset)

        with mock.patch.object(disk, "stored_block", counting):
            make(self.site.variables())
        self.assertEqual({"database.sql.zst", "files.tar.zst"}, {name for name, _ in seen})
        self.assertEqual(sorted(set(seen)), sorted(seen))
        with mock.patch.object(disk, "stored_block", altering):
            for scope in ("full", "db", "files"):
                variables = self.site.variables(scope)
                self.assertFails("CHECKSUM_MISMATCH", make, variables)
                self.assertEqual(
                    [], [name for name in os.listdir(os.path.dirname(self.site.artifact(variables)))
                         if variables["backup"]["id"] in name])

    def test_seals_only_what_is_stored_as_it_was_hashed(self):
        variables = self.site.variables()
        make(variables, "write")
        partial = self.site.artifact(variables) + ".partial-%d" % variables["job"]["fence"]
        with open(os.path.join(partial, "files.tar.zst"), "r+b") as target:
            target.seek(100)
            byte = target.read(1)
            target.seek(100)
            target.write(bytes([byte[0] ^ 1]))
        self.assertFails("CHECKSUM_MISMATCH", make, variables, "seal")
        self.assertNothingLeft()


class Reading(WithSite):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pristine = Site(cls.server)
        cls.variables = cls.pristine.variables()
        cls.sha256 = make(cls.variables)["manifest_sha256"]

    @classmethod
    def tearDownClass(cls):
        cls.pristine.remove()
        super().tearDownClass()

    def setUp(self):
        self.site = self.pristine
        self.copy = self.site.artifact(self.variables) + "-copy"
        shutil.copytree(self.site.artifact(self.variables), self.copy)
        self.addCleanup(shutil.rmtree, self.copy)

    def verification(self, **changes):
        found = self.site.verification(self.variables, self.sha256)
        found["verify"]["storage_path"] += "-copy"
        found["verify"].update(changes)
        return found

    def path(self, name):
        return os.path.join(self.copy, name)

    def test_accepts_what_was_written(self):
        found = examine(self.verification()).facts()
        self.assertEqual((8, 3, 5), (found["files"], found["tables"], found["rows"]))

    def test_an_altered_byte_anywhere_in_a_part_is_a_checksum_mismatch(self):
        for name in ("database.sql.zst", "files.tar.zst"):
            size = os.path.getsize(self.path(name))
            for position in (0, 5, size // 2, size - 1):
                with self.subTest(name=name, position=position):
                    with open(self.path(name), "r+b") as target:
                        target.seek(position)
                        byte = target.read(1)[0]
                        target.seek(position)
                        target.write(bytes([byte ^ 0x40]))
                    self.assertFails("CHECKSUM_MISMATCH", examine, self.verification(), words=name)
                    self.assertFails("CHECKSUM_MISMATCH", confirm, self.verification(), words=name)
                    shutil.copy(self.site.artifact(self.variables, name), self.path(name))

    def test_a_truncated_and_a_longer_part_are_checksum_mismatches(self):
        for name in ("database.sql.zst", "files.tar.zst"):
            for size in (0, 100, os.path.getsize(self.path(name)) - 1, os.path.getsize(self.path(name)) + 1):
                os.truncate(self.path(name), size)
                self.assertFails("CHECKSUM_MISMATCH", examine, self.verification(), words=name)
                shutil.copy(self.site.artifact(self.variables, name), self.path(name))

    def test_a_missing_part_manifest_or_artifact_is_missing(self):
        for name in ("database.sql.zst", "files.tar.zst", "manifest.json", "manifest.json.sig"):
            os.rename(self.path(name), self.path("away"))
            self.assertFails("ARTIFACT_MISSING", examine, self.verification(), words=name)
            os.rename(self.path("away"), self.path(name))
        self.assertFails("ARTIFACT_MISSING", examine, self.verification(storage_path="acme/production/none"))
        self.assertFails("ARTIFACT_MISSING", examine, self.verification(storage={"type": "file", "path": "/nowhere"}),
                         words="mounted")

    def test_the_manifest_of_another_environment_is_not_owned(self):
        other = Site(self.server)
        self.addCleanup(other.remove)
        variables = other.variables()
        make(variables)
        for name in os.listdir(other.artifact(variables)):
            shutil.copy(other.artifact(variables, name), self.path(name))
        self.assertFails("BACKUP_NOT_OWNED", examine, self.verification())
        self.assertFails("BACKUP_NOT_OWNED", examine, self.verification(manifest_sha256=None))

    def test_the_manifest_of_another_backup_is_not_valid(self):
        variables = self.site.variables()
        make(variables)
        for name in os.listdir(self.site.artifact(variables)):
            shutil.copy(self.site.artifact(variables, name), self.path(name))
        self.assertFails("CHECKSUM_MISMATCH", examine, self.verification())
        self.assertFails("MANIFEST_INVALID", examine, self.verification(manifest_sha256=None), words="signature")
        key = variables["backup"]["key"]
        self.assertFails("MANIFEST_INVALID", examine, self.verification(manifest_sha256=None, key=key), words="holds the backup")

    def test_an_altered_manifest_is_noticed_with_and_without_the_controllers_checksum(self):
        with open(self.path("manifest.json"), "r+b") as target:
            data = target.read().replace(b'"rows":3', b'"rows":4')
            target.seek(0)
            target.write(data)
        self.assertFails("CHECKSUM_MISMATCH", examine, self.verification())
        self.assertFails("MANIFEST_INVALID", examine, self.verification(manifest_sha256=None))

    def test_a_wrong_key_is_noticed(self):
        self.assertFails("MANIFEST_INVALID", examine, self.verification(key="0" * 64), words="signature")

    def resign(self, change):
        """Changes the manifest as only the controller's key could."""
        with open(self.path("manifest.json"), "rb") as source:
            found = json.loads(source.read().decode())
        change(found)
        data = manifest.encode(found)
        for name, content in (("manifest.json", data),
                              ("manifest.json.sig", manifest.sign(self.variables["backup"]["key"], data).encode())):
            with open(self.path(name), "wb") as target:
                target.write(content)
        return self.verification(manifest_sha256=None)

    def test_counts_that_differ_from_the_manifest_are_noticed(self):
        for change, words in ((lambda m: m["database"]["tables"][1].update(rows=4), "3 rows of the table wp_posts"),
                              (lambda m: m["database"]["tables"].pop(), "wp_terms"),
                              (lambda m: m["database"].update(views=1), "views"),
                              (lambda m: m["files"].update(count=9), "8 files")):
            self.assertFails("ARTIFACT_UNREADABLE", examine, self.resign(change), words=words)
            shutil.copy(self.site.artifact(self.variables, "manifest.json"), self.path("manifest.json"))

    def test_a_part_that_unpacks_to_more_than_was_said_is_cut_off(self):
        bomb = subprocess.run("head -c 300000000 /dev/zero | zstd -q -c", shell=True, stdout=subprocess.PIPE).stdout
        with open(self.path("files.tar.zst"), "wb") as target:
            target.write(bomb)
        verification = self.resign(lambda m: m["parts"][1].update(size=len(bomb), sha256=manifest.sha256(bomb)))
        self.assertFails("ARTIFACT_UNSAFE", examine, verification, words="more than the manifest says")

    def test_a_part_that_is_not_compressed_is_unreadable(self):
        with open(self.path("files.tar.zst"), "wb") as target:
            target.write(b"no archive")
        verification = self.resign(lambda m: m["parts"][1].update(size=10, sha256=manifest.sha256(b"no archive")))
        self.assertFails("ARTIFACT_UNREADABLE", examine, verification)

    def test_manifests_of_any_other_shape_are_refused(self):
        for change in (lambda m: m.update(format=2), lambda m: m.update(format=True), lambda m: m.update(scope="all"),
                       lambda m: m.update(parts=[]), lambda m: m["parts"].reverse(), lambda m: m["parts"].append({}),
                       lambda m: m["parts"][0].update(name="../x"), lambda m: m["parts"][0].update(size=-1),
                       lambda m: m["parts"][0].update(sha256="x"), lambda m: m["parts"][0].update(compression="xz"),
                       lambda m: m["files"].update(release="../x"), lambda m: m["files"].update(uploads="/x"),
                       lambda m: m["files"].update(config=""), lambda m: m["database"].update(tables={}),
                       lambda m: m["database"]["tables"].append(m["database"]["tables"][0]), lambda m: m.pop("database"),
                       lambda m: m.update(site_id=5), lambda m: m.update(backup_id="x" * 65536)):
            verification = self.resign(change)
            self.assertFails("MANIFEST_INVALID", examine, verification)
            shutil.copy(self.site.artifact(self.variables, "manifest.json"), self.path("manifest.json"))

    def test_bytes_that_are_no_manifest_are_refused(self):
        key = self.variables["backup"]["key"]
        for data in (b"", b"[]", b"{", b'{"format":1,"format":1}', b'{"a":NaN}', b"\xff", b"[" * 100000):
            with self.assertRaises(PressluftError) as caught:
                manifest.open_manifest(data, manifest.sign(key, data).encode(), key, str(uuid.uuid4()), str(uuid.uuid4()))
            self.assertEqual("MANIFEST_INVALID", caught.exception.code)
            self.assertLess(len(caught.exception.message), 500)

    def test_never_leaves_the_storage(self):
        for path in ("../x", "/etc", "a/../../x", "a//b", "", ".", "a/.", "a\0b"):
            self.assertFails("ARTIFACT_UNREADABLE", ArtifactDirectory, self.site.storage, path, words="lead out")
        outside = tempfile.mkdtemp(prefix="plout-")
        self.addCleanup(shutil.rmtree, outside)
        os.symlink(outside, os.path.join(self.site.storage, "link"))
        self.addCleanup(os.unlink, os.path.join(self.site.storage, "link"))
        self.assertFails("ARTIFACT_UNREADABLE", ArtifactDirectory, self.site.storage, "link/x", create=True, words="link")
        os.unlink(self.path("files.tar.zst"))
        os.symlink("/etc/passwd", self.path("files.tar.zst"))
        self.assertFails("ARTIFACT_UNREADABLE", examine, self.verification())
        os.unlink(self.path("files.tar.zst"))
        os.mkfifo(self.path("files.tar.zst"))
        self.assertFails("ARTIFACT_UNREADABLE", examine, self.verification(), words="regular file")
        self.assertEqual([], os.listdir(outside))

    def test_removing_a_partial_never_follows_a_link(self):
        outside = tempfile.mkdtemp(prefix="plout-")
        self.addCleanup(shutil.rmtree, outside)
        with open(os.path.join(outside, "keep"), "w"):
            pass
        with ArtifactDirectory(self.site.storage, "acme/x", create=True) as place:
            os.symlink(outside, os.path.join(self.site.storage, "acme/x.partial-1"))
            os.mkdir(os.path.join(self.site.storage, "acme/x.partial-2"))
            os.symlink(outside, os.path.join(self.site.storage, "acme/x.partial-2/link"))
            self.assertEqual(2, place.clear_partials(3))
        self.assertEqual(["keep"], os.listdir(outside))


class Faults(WithSite):

    def small_disk(self, size):
        """A file system of its own for the storage; without the right to mount one the test is skipped."""
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=%d" % size, "tmpfs", self.site.storage],
                          stderr=subprocess.DEVNULL).returncode != 0:
            self.skipTest("mounting needs root")
        self.addCleanup(subprocess.run, ["umount", "-l", self.site.storage], check=True)

    def test_a_full_disk_is_said_and_leaves_nothing(self):
        self.small_disk(20 << 20)
        self.site.write("shared/uploads/big", os.urandom(40 << 20))
        self.assertFails("DISK_SPACE_LOW", make, self.site.variables(), words="no space left")
        self.assertNothingLeft()

    def test_a_disk_that_cannot_suffice_is_refused_before_anything_is_written(self):
        self.small_disk(8 << 20)
        self.assertFails("DISK_SPACE_LOW", make, self.site.variables(), words="MiB free")
        self.assertNothingLeft()

    def test_a_database_that_does_not_answer_is_unreachable(self):
        variables = self.site.variables()
        variables["database"]["socket"] = "/nowhere.sock"
        self.assertFails("DATABASE_UNREACHABLE", make, variables)
        variables = self.site.variables()
        variables["database"]["admin_password"] = "wrong-password"
        variables["database"]["admin_user"] = "nobody"
        with self.assertRaises(PressluftError) as caught:
            make(variables)
        self.assertEqual("DATABASE_UNREACHABLE", caught.exception.code)
        self.assertNotIn("wrong-password", caught.exception.message)
        self.assertNothingLeft()

    def test_a_server_that_dies_during_the_dump_is_unreachable(self):
        server = MariaDB.start()
        self.addCleanup(server.stop)
        site = Site(server, schema="CREATE TABLE t (a longtext);"
                                   "INSERT INTO t SELECT REPEAT(MD5(seq), 3000) FROM seq_1_to_1500")
        self.addCleanup(site.remove)
        threading.Timer(0.25, server.process.kill).start()
        with self.assertRaises(PressluftError) as caught:
            make(site.variables("db", compression="gzip"))
        self.assertEqual("DATABASE_UNREACHABLE", caught.exception.code, caught.exception.message)

    def test_a_broken_view_is_named(self):
        self.server.run("CREATE TABLE gone (a int); CREATE VIEW broken AS SELECT a FROM gone; DROP TABLE gone", "wp")
        self.assertFails("DUMP_REFUSED", make, self.site.variables(), words="Repair or drop the view")
        self.assertNothingLeft()

    def test_a_database_that_is_not_there_is_told_apart_from_a_dead_server(self):
        self.server.run("DROP DATABASE wp")
        self.assertFails("LAYOUT_UNSUPPORTED", make, self.site.variables(), words="does not exist")

    def test_files_that_change_or_vanish_while_they_are_read_are_warnings(self):
        found = files.survey(self.site.path, "releases/20261120T203000Z", "shared/uploads", "shared/wp-config.php")
        self.addCleanup(found.close)
        os.unlink(os.path.join(self.site.path, "shared/uploads/2026/picture.jpg"))
        tar = files.start(self.site.path, found)
        self.addCleanup(tar.child.close)
        self.addCleanup(tar.close)
        walked = sum(len(block) for block in streams.blocks(tar.child.process.stdout.fileno()))
        tar.finish()
        self.assertEqual((7, walked), (tar.count, tar.bytes))
        self.assertIn("picture.jpg", tar.warnings[0])

    def test_a_file_that_cannot_be_read_fails_the_backup(self):
        found = files.survey(self.site.path, "releases/20261120T203000Z", "shared/uploads", "shared/wp-config.php")
        self.addCleanup(found.close)
        found.names.write(b"shared/wp-config.php/impossible\0")
        found.names.flush()
        tar = files.start(self.site.path, found)
        self.addCleanup(tar.child.close)
        self.addCleanup(tar.close)
        for _ in streams.blocks(tar.child.process.stdout.fileno()):
            pass
        self.assertFails(None, tar.finish, words="could not be read")

    def test_a_lost_lease_stops_the_work(self):
        server = self.server
        server.run("CREATE TABLE big (a longtext); INSERT INTO big SELECT REPEAT(MD5(seq), 3000) FROM seq_1_to_2500", "wp")
        variables = self.site.variables(compression="gzip")

        class Lost:
            pass_fds = ()

            def check(self):
                raise PressluftError("LEASE_LOST", "gone")

        backup = Backup(variables["backup"], variables["site"], variables["environment"], variables["database"],
                        layout.read(self.site.path), Lost(), 1, Progress(None, "dump"))
        os.mkdir(os.path.join(self.site.path, ".pressluft"))
        begun = time.monotonic()
        self.assertFails("LEASE_LOST", backup.write)
        self.assertLess(time.monotonic() - begun, 10)
        self.assertNothingLeft()


if __name__ == "__main__":
    unittest.main()
