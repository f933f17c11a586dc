"""Restores of a real WordPress: what is replaced, what is kept, what is refused, and that nothing else changes."""

import json
import os
import subprocess
import tempfile
import unittest
import uuid

from tests.support.site import Play, key_of
from tests.support.wordpress import RELEASE, Failed, WordPress

from ansible.module_utils.pressluft import layout, server
from ansible.module_utils.pressluft.errors import PressluftError
from ansible.module_utils.pressluft.loader import Loader

from tests.support.forgery import forge

lab = None


def setUpModule():
    global lab
    lab = WordPress.start()


def tearDownModule():
    lab.stop()


class LabTest(unittest.TestCase):
    def setUp(self):
        lab.reset()

    def picture(self, base="shared"):
        with open(os.path.join(lab.path, base, "uploads/2026/picture.jpg"), "rb") as source:
            return source.read()

    def expire(self, number, site=None):
        path = os.path.join(site or lab.path, ".pressluft/generations.json")
        with open(path) as source:
            listed = json.load(source)
        listed["generations"][str(number)]["keep_until"] = "2020-01-01T00:00:00Z"
        with open(path, "w") as target:
            json.dump(listed, target)

    def overwrite_picture(self, content=b"overwritten"):
        with open(os.path.join(lab.path, "current/wp-content/uploads/2026/picture.jpg"), "wb") as target:
            target.write(content)

    def served_picture(self):
        return lab.get("/wp-content/uploads/2026/picture.jpg")

    def failure(self, act, code):
        with self.assertRaises(Failed) as caught:
            act()
        self.assertEqual(code, caught.exception.code, caught.exception.message)
        return caught.exception

    def assert_nothing_left(self):
        self.assertEqual([], lab.loaders())
        state = os.listdir(os.path.join(lab.path, ".pressluft"))
        self.assertEqual([], [name for name in state if name.startswith(("probe-", "staging", "progress-"))])
        self.assertFalse(os.path.lexists(os.path.join(lab.path, "current.next")))

    def assert_untouched(self):
        """Only the layout as found, and nothing of an attempt."""
        self.assert_nothing_left()
        self.assertEqual(["other", "wp"], lab.databases())
        self.assertEqual([os.path.basename(RELEASE)], os.listdir(os.path.join(lab.path, "releases")))
        data = os.path.join(lab.path, "data")
        self.assertEqual([], os.listdir(data) if os.path.isdir(data) else [])


class ScopeTest(LabTest):
    def test_a_full_restore_brings_back_posts_tables_and_uploads_from_the_layout_as_found(self):
        backup = lab.backup()
        lab.set_title("Broken")
        lab.server.run("DROP TABLE wp_links; DELETE FROM wp_posts", "wp")
        self.overwrite_picture()
        result = lab.restore(backup)
        self.assertEqual("Acme", lab.title())
        self.assertTrue(self.served_picture()[1].startswith("picture "))
        restore = result["restore"]
        self.assertEqual(("succeeded", "wp", "wp_g1", 1),
                         (restore["outcome"], restore["from"]["database"], restore["to"]["database"],
                          restore["to"]["generation"]))
        self.assertTrue(all(check["ok"] for check in restore["health"]))
        self.assertEqual(dict(restore["to"], proven=True), result["live"])
        # The old generation is whole, with what was written until the switch.
        self.assertEqual([["Broken"]], lab.server.query("SELECT option_value FROM wp_options WHERE option_name='blogname'",
                                                        "wp"))
        self.assertEqual(b"overwritten", self.picture())
        self.assert_nothing_left()

    def test_the_new_database_is_open_to_the_same_accounts_exactly_and_the_configuration_keeps_owner_and_mode(self):
        lab.restore(lab.backup())
        self.assertEqual(
            [["wp\\_g1", "wp_report"], ["wp\\_g1", "wp_site"]],
            [[name.replace("\\\\", "\\"), user] for name, user in
             lab.server.query("SELECT Db, User FROM mysql.db WHERE Db LIKE '%g1' ORDER BY User")])
        self.assertEqual([["Y", "N"]], lab.server.query(
            "SELECT Select_priv, Insert_priv FROM mysql.db WHERE Db LIKE '%g1' AND User = 'wp_report'"))
        old, new = (os.stat(os.path.join(lab.path, name)) for name in
                    ("shared/wp-config.php", "data/1/wp-config.php"))
        self.assertEqual((old.st_uid, old.st_gid, old.st_mode), (new.st_uid, new.st_gid, new.st_mode))
        self.assertEqual([["utf8mb4_unicode_ci"]], lab.server.query(
            "SELECT DEFAULT_COLLATION_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = 'wp_g1'"))

    def test_the_configuration_runs_under_a_program_that_leaves_out_the_settings_line(self):
        lab.restore(lab.backup())
        with open(os.path.join(lab.path, "current/wp-config.php")) as source:
            self.assertIn("\nrequire_once ABSPATH . 'wp-settings.php';\n", source.read())

    def test_a_db_restore_shares_the_uploads_so_nothing_written_meanwhile_is_lost(self):
        backup = lab.backup("db")
        lab.set_title("Broken")
        self.overwrite_picture(b"newer")
        lab.restore(backup)
        self.assertEqual("Acme", lab.title())
        self.assertEqual("newer", self.served_picture()[1])
        self.assertEqual("../../shared/uploads", os.readlink(os.path.join(lab.path, "data/1/uploads")))

    def test_a_files_restore_keeps_the_database(self):
        backup = lab.backup("files")
        lab.set_title("Later")
        self.overwrite_picture()
        with open(os.path.join(lab.path, RELEASE, "index.php"), "w") as target:
            target.write("<?php echo 'hacked';")
        result = lab.restore(backup)
        self.assertEqual("Later", lab.title())
        self.assertTrue(self.served_picture()[1].startswith("picture "))
        self.assertEqual("wp", result["live"]["database"])
        self.assertEqual(["other", "wp"], lab.databases())

    def test_restores_follow_each_other_and_never_reuse_a_number_or_a_path(self):
        first = lab.backup()
        lab.restore(first)
        lab.set_title("Second", "wp_g1")
        second = lab.backup()
        lab.restore(first)
        self.assertEqual("Acme", lab.title())
        lab.restore(second)
        self.assertEqual("Second", lab.title())
        lab.restore(dict(lab.backup("db")))
        self.assertEqual("Second", lab.title())
        live = layout.read(lab.path)
        self.assertEqual((4, "data/3/uploads", "wp_g4"), (live.generation, live.uploads, live.database))
        self.assertEqual(5, len(os.listdir(os.path.join(lab.path, "releases"))))

    def test_programs_come_back_with_their_definers_and_events_run_only_where_the_site_is_live(self):
        lab.server.run(
            "CREATE DEFINER=wp_site@localhost VIEW a_view AS SELECT ID FROM wp_posts;"
            "CREATE DEFINER=wp_site@localhost VIEW b_view AS SELECT ID FROM a_view;"
            "CREATE DEFINER=wp_site@localhost FUNCTION f(x int) RETURNS int DETERMINISTIC RETURN x + 1;"
            "CREATE DEFINER=wp_site@localhost VIEW 0_view AS SELECT f(ID) AS n FROM b_view;"
            "CREATE DEFINER=wp_site@localhost TRIGGER t BEFORE INSERT ON wp_links FOR EACH ROW SET NEW.link_name = 'x';"
            "CREATE DEFINER=wp_site@localhost EVENT e ON SCHEDULE EVERY 1 HOUR DO DELETE FROM wp_links;"
            "CREATE DEFINER=wp_site@localhost EVENT off ON SCHEDULE EVERY 1 HOUR DISABLE DO DELETE FROM wp_links", "wp")
        backup = lab.backup()
        common = lab.common()
        for step in ("prepare", "verify", "stage"):
            lab.step(step, common, backup)
        events = "SELECT EVENT_SCHEMA, EVENT_NAME, STATUS, DEFINER FROM information_schema.EVENTS ORDER BY 1, 2"
        who = "wp_site@localhost"
        self.assertEqual([["wp", "e", "ENABLED", who], ["wp", "off", "DISABLED", who],
                          ["wp_g1", "e", "DISABLED", who], ["wp_g1", "off", "DISABLED", who]], lab.server.query(events))
        for step in ("switch", "finish"):
            lab.step(step, common, backup)
        self.assertEqual([["wp", "e", "DISABLED", who], ["wp", "off", "DISABLED", who],
                          ["wp_g1", "e", "ENABLED", who], ["wp_g1", "off", "DISABLED", who]], lab.server.query(events))
        self.assertEqual([["0_view", who], ["a_view", who], ["b_view", who]], lab.server.query(
            "SELECT TABLE_NAME, DEFINER FROM information_schema.VIEWS WHERE TABLE_SCHEMA = 'wp_g1' ORDER BY 1"))
        lab.restore({"undo": True})
        self.assertEqual([["wp", "e", "ENABLED", who], ["wp", "off", "DISABLED", who],
                          ["wp_g1", "e", "DISABLED", who], ["wp_g1", "off", "DISABLED", who]], lab.server.query(events))


class UndoTest(LabTest):
    def test_undo_brings_back_what_was_written_until_the_switch(self):
        backup = lab.backup()
        lab.set_title("Written later")
        job = str(uuid.uuid4())
        lab.restore(backup, lab.common(job))
        result = lab.restore({"undo": True, "undo_of_job": job})
        self.assertEqual("undone", result["restore"]["outcome"])
        self.assertEqual(("Written later", 0), (lab.title(), result["live"]["generation"]))
        self.failure(lambda: lab.restore({"undo": True, "undo_of_job": job}), "UNDO_NOT_POSSIBLE")
        self.assertEqual("Written later", lab.title())

    def test_undo_is_refused_when_another_restore_came_after_or_none_before(self):
        self.failure(lambda: lab.restore({"undo": True}), "UNDO_NOT_POSSIBLE")
        job = str(uuid.uuid4())
        backup = lab.backup()
        lab.restore(backup, lab.common(job))
        lab.restore(backup)
        self.failure(lambda: lab.restore({"undo": True, "undo_of_job": job}), "UNDO_NOT_POSSIBLE")

    def test_a_generation_whose_window_is_over_is_dropped_and_cannot_come_back(self):
        backup = lab.backup()
        lab.restore(backup)
        self.expire(0)
        self.failure(lambda: lab.restore({"undo": True}), "UNDO_NOT_POSSIBLE")
        lab.restore(backup)
        self.assertEqual(["other", "wp", "wp_g1", "wp_g2"], lab.databases(), "nobody waits for a database to be dropped")
        self.clean()
        self.assertEqual(["other", "wp_g1", "wp_g2"], lab.databases())
        self.assertFalse(os.path.exists(os.path.join(lab.path, RELEASE)))
        self.assertEqual("current/.shared", os.readlink(os.path.join(lab.path, "shared")))
        self.assertTrue(os.path.isdir(os.path.join(lab.path, "shared/uploads/2026")))
        lab.restore({"undo": True})
        self.assertEqual("Acme", lab.title())

    def test_dropping_a_generation_keeps_the_uploads_that_a_later_one_shares(self):
        lab.restore(lab.backup())
        lab.restore(lab.backup("db"))
        lab.restore(lab.backup("db"))
        for number in (0, 1, 2):
            self.expire(number)
        lab.restore(lab.backup("db"))
        self.clean()
        live = layout.read(lab.path)
        self.assertEqual((4, "data/1/uploads"), (live.generation, live.uploads))
        self.assertEqual(["other", "wp_g3", "wp_g4"], lab.databases())
        self.assertEqual(["1", "3", "4"], sorted(os.listdir(os.path.join(lab.path, "data"))))
        self.assertEqual(200, self.served_picture()[0])
        self.expire(3)
        lab.restore(lab.backup())
        self.clean()
        self.expire(4)
        lab.restore(lab.backup("db"))
        self.clean()
        self.assertEqual(["5", "6"], sorted(os.listdir(os.path.join(lab.path, "data"))))
        self.assertEqual(200, self.served_picture()[0])

    def test_dropping_a_generation_keeps_the_database_that_a_later_one_shares(self):
        lab.restore(lab.backup("files"))
        self.expire(0)
        lab.restore(lab.backup("files"))
        self.clean()
        self.assertEqual(["other", "wp"], lab.databases())
        self.assertEqual("Acme", lab.title())

    def clean(self, **sections):
        return lab.run("pressluft_cleanup", dict(lab.common(), cleanup=sections))["cleanup"]

    def test_a_cleanup_drops_generations_whose_window_is_over_and_never_a_kept_one(self):
        backup = lab.backup()
        lab.restore(backup)
        lab.restore(backup)
        result = self.clean()
        self.assertEqual(([], [0, 1]), (result["generations"], result["kept"]))
        self.assertEqual(["other", "wp", "wp_g1", "wp_g2"], lab.databases())
        self.expire(0)
        result = self.clean()
        self.assertEqual(([0], [1]), (result["generations"], result["kept"]))
        self.assertEqual(["other", "wp_g1", "wp_g2"], lab.databases())
        self.assertEqual(200, self.served_picture()[0])
        lab.restore({"undo": True})
        self.assertEqual("Acme", lab.title())
        self.assertEqual(([], [2]), (self.clean()["generations"], self.clean()["kept"]))

    def test_a_cleanup_drops_nothing_while_a_restore_is_unfinished(self):
        backup = lab.backup()
        lab.restore(backup)
        self.expire(0)
        common = lab.common()
        for step in ("prepare", "verify", "stage"):
            lab.step(step, common, backup)
        self.assertEqual(([], [0, 1]), (self.clean()["generations"], self.clean()["kept"]))
        self.assertEqual(["other", "wp", "wp_g1", "wp_g2"], lab.databases())


class BesideTest(LabTest):
    def test_a_dry_run_changes_nothing_on_the_node(self):
        for scope in ("full", "db", "files"):
            backup = lab.backup(scope)
            before = lab.state_hash()
            result = lab.step("plan", lab.common(), dict(backup, dry_run=True))
            self.assertEqual(before, lab.state_hash())
            restore = result["restore"]
            self.assertEqual("dry_run", restore["outcome"])
            self.assertEqual(12, restore["plan"]["live"]["tables"])
            self.assertGreater(restore["bytes"], 0)

    def test_a_dry_run_refuses_what_a_restore_would_refuse(self):
        backup = lab.backup()
        part = os.path.join(lab.storage, backup["storage_path"], "files.tar.zst")
        with open(part, "r+b") as target:
            target.seek(1000)
            target.write(b"X")
        before = lab.state_hash()
        self.failure(lambda: lab.step("plan", lab.common(), dict(backup, dry_run=True)), "CHECKSUM_MISMATCH")
        self.assertEqual(before, lab.state_hash())

    def test_a_backup_is_copied_beside_and_the_live_site_stays_as_it_is(self):
        backup = lab.backup()
        before = lab.database_hash(*lab.databases()), os.readlink(os.path.join(lab.path, "current"))
        target = os.path.join(lab.copies, "look")
        result = lab.restore(backup, destination=target)
        self.assertEqual(["database.sql", "release", "uploads", "wp-config.php"], sorted(os.listdir(target)))
        with open(os.path.join(target, "database.sql"), "rb") as source:
            self.assertIn(b"-- Dump completed", source.read())
        self.assertEqual(target, result["restore"]["destination"])
        self.assertEqual(["look"], os.listdir(lab.copies))
        self.assertEqual(before, (lab.database_hash(*lab.databases()), os.readlink(os.path.join(lab.path, "current"))))
        self.failure(lambda: lab.restore(backup, destination=target), "DESTINATION_NOT_ALLOWED")

    def test_destinations_outside_the_allowed_directories_are_refused(self):
        backup = lab.backup("db")
        os.symlink("/etc", os.path.join(lab.copies, "out"))
        for target in ("/root/x", lab.copies + "/../x", lab.copies + "/out/x", "relative", lab.path + "/x",
                       lab.storage + "/x", lab.copies + "/missing/x", lab.copies + "/out"):
            self.failure(lambda: lab.restore(backup, destination=target), "DESTINATION_NOT_ALLOWED")


class RefusalTest(LabTest):
    def refused(self, backup, code="DUMP_REFUSED", steps=("plan", "stage")):
        """Refused by a dry run, and by the staging of a restore; nothing is written anywhere."""
        before = lab.database_hash("wp", "other")
        for step in steps:
            common = lab.common()
            failure = self.failure(lambda: lab.step(step, common, dict(backup, dry_run=step == "plan")), code)
            self.assertEqual(0, failure.facts["live"]["generation"])
            self.assertTrue(failure.facts["live"]["proven"])
        self.assertEqual(before, lab.database_hash("wp", "other"))
        self.assert_untouched()

    def after_settings(self, sql):
        return lambda dump: dump.replace(b"\n--\n-- Table structure", b"\n" + sql + b"\n--\n-- Table structure", 1)

    def at_end(self, sql):
        return lambda dump: dump.replace(b"-- Dump completed", sql + b"\n-- Dump completed")

    def test_a_dump_made_with_databases(self):
        self.refused(forge(lab.backup("db"), self.after_settings(b"CREATE DATABASE IF NOT EXISTS `wp`;\nUSE `wp`;")))

    def test_a_dump_with_alter_database(self):
        self.refused(forge(lab.backup("db"), self.at_end(b"ALTER DATABASE `wp` CHARACTER SET latin1;")))

    def test_a_trigger_that_writes_to_another_database(self):
        sql = (b"DELIMITER ;;\n/*!50003 CREATE*/ /*!50017 DEFINER=`root`@`localhost`*/ /*!50003 TRIGGER `t` BEFORE INSERT"
               b" ON `wp_links` FOR EACH ROW INSERT INTO other.secret VALUES (2) */;;\nDELIMITER ;\n")
        self.refused(forge(lab.backup("db"), self.at_end(sql), triggers=1))

    def test_a_definer_that_does_not_exist_here(self):
        sql = (b"DELIMITER ;;\n/*!50003 CREATE*/ /*!50017 DEFINER=`gone`@`%`*/ /*!50003 TRIGGER `t` BEFORE INSERT"
               b" ON `wp_links` FOR EACH ROW SET NEW.link_name = 'x' */;;\nDELIMITER ;\n")
        backup = forge(lab.backup("db"), self.at_end(sql), triggers=1)
        self.refused(backup)
        self.assertIn("gone@%", self.failure(lambda: lab.step("stage", lab.common(), backup), "DUMP_REFUSED").message)

    def test_an_event_whose_state_is_not_said(self):
        sql = (b"DELIMITER ;;\nCREATE DEFINER=`wp_site`@`localhost` EVENT `e` ON SCHEDULE EVERY 1 HOUR DO DELETE FROM"
               b" wp_links ;;\nDELIMITER ;\n")
        self.refused(forge(lab.backup("db"), self.at_end(sql), events=1))

    def test_a_dump_with_fewer_rows_than_the_manifest(self):
        backup = lab.backup("db")
        path = os.path.join(lab.storage, backup["storage_path"], "manifest.json")
        with open(path) as source:
            tables = json.load(source)["database"]["tables"]
        tables[0]["rows"] += 1
        self.refused(forge(backup, lambda dump: dump, tables=tables), "ARTIFACT_UNREADABLE")

    def test_a_part_that_changes_after_its_verification(self):
        backup = lab.backup()
        common = lab.common()
        lab.step("prepare", common, backup)
        lab.step("verify", common, backup)
        with open(os.path.join(lab.storage, backup["storage_path"], "files.tar.zst"), "ab") as target:
            target.write(b"x")
        self.failure(lambda: lab.step("stage", common, backup), "CHECKSUM_MISMATCH")
        self.assert_untouched()

    def test_the_loaders_account_can_touch_nothing_but_its_database(self):
        before = lab.database_hash("wp", "other")
        admin = server.Server(lab.server.variables("wp"))
        admin.create_like("wp", "wp_g77")
        loader = Loader(admin, "wp_g77")
        loader.create()
        for sql in (b"INSERT INTO other.secret VALUES (2);", b"DROP TABLE wp.wp_posts;", b"USE wp;",
                    b"ALTER DATABASE wp CHARACTER SET latin1;", b"CREATE DATABASE wp_g78;", b"SET GLOBAL read_only = 1;",
                    b"CREATE DEFINER=root@localhost VIEW v AS SELECT 1;", b"SELECT * FROM mysql.global_priv;",
                    b"SELECT 1 INTO OUTFILE '/tmp/pressluft-out';", b"\\! touch /tmp/pressluft-out\n",
                    b"source /etc/passwd\n", b"LOAD DATA LOCAL INFILE '/etc/passwd' INTO TABLE x;"):
            load = loader.load()
            try:
                with self.assertRaises(PressluftError, msg=sql) as caught:
                    load.statement(b"", sql)
                self.assertEqual("DUMP_REFUSED", caught.exception.code, sql)
            finally:
                load.end()
        loader.drop()
        admin.drop_database("wp_g77")
        self.assertEqual(before, lab.database_hash("wp", "other"))
        self.assertFalse(os.path.exists("/tmp/pressluft-out"))
        self.assertEqual([], lab.loaders())
        self.assertEqual([["0"]], lab.server.query("SELECT COUNT(*) FROM mysql.db WHERE Db LIKE '%g77'"))

    def test_a_restore_without_a_safety_backup_is_refused(self):
        backup = dict(lab.backup("db"), safety={"mode": "none"})
        self.failure(lambda: lab.step("prepare", lab.common(), backup), "PRE_BACKUP_FAILED")
        self.assert_untouched()

    def test_a_database_server_that_does_not_answer(self):
        backup = lab.backup("db")
        common = lab.common()
        common["database"] = dict(common["database"], socket="/nonexistent/socket")
        failure = self.failure(lambda: lab.step("prepare", common, backup), "DATABASE_UNREACHABLE")
        self.assertTrue(failure.facts["live"]["proven"])
        self.assert_untouched()

    def small_disk(self, mib):
        """A copy of the site on a disk of its own, and the arguments that name it."""
        small = tempfile.mkdtemp(prefix="plsmall-")
        self.addCleanup(os.rmdir, small)
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=%dm" % mib, "tmpfs", small]).returncode != 0:
            self.skipTest("a tmpfs cannot be mounted here")
        self.addCleanup(subprocess.run, ["umount", "-l", small])
        site = os.path.join(small, "site")
        subprocess.run(["cp", "-a", lab.path, site], check=True)
        common = lab.common()
        common["environment"] = dict(common["environment"], path=site)
        return site, common

    @unittest.skipUnless(os.geteuid() == 0, "mounting a small file system needs root")
    def test_a_disk_that_gets_full_is_told_before_and_cleared_during_staging(self):
        backup = lab.backup()
        site, common = self.small_disk(45)
        self.failure(lambda: lab.step("prepare", common, backup), "DISK_SPACE_LOW")
        self.failure(lambda: lab.step("stage", common, backup), "DISK_SPACE_LOW")
        self.assertEqual(["other", "wp"], lab.databases())
        self.assertEqual([], lab.loaders())
        self.assertEqual([os.path.basename(RELEASE)], os.listdir(os.path.join(site, "releases")))
        self.assertNotIn("staging", os.listdir(os.path.join(site, ".pressluft")))

    @unittest.skipUnless(os.geteuid() == 0, "mounting a small file system needs root")
    def test_a_disk_that_is_too_small_is_cleared_of_expired_generations_and_of_no_others(self):
        backup = lab.backup()
        lab.restore(backup)
        site, common = self.small_disk(1024)
        replaced = os.path.join(site, RELEASE)
        disk = os.statvfs(site)
        with open(os.path.join(replaced, "filler"), "wb") as filler:
            os.posix_fallocate(filler.fileno(), 0, disk.f_bavail * disk.f_frsize - (8 << 20))
        self.failure(lambda: lab.step("prepare", common, backup), "DISK_SPACE_LOW")
        self.assertTrue(os.path.exists(replaced), "what an undo needs is never taken for room")
        self.assertEqual(["other", "wp", "wp_g1"], lab.databases())
        self.expire(0, site)
        self.assertEqual("restore", lab.step("prepare", common, backup)["next"])
        self.assertFalse(os.path.exists(replaced))
        self.assertEqual(["other", "wp_g1"], lab.databases())


class HealthTest(LabTest):
    def checks(self, **environment):
        common = lab.common()
        common["environment"] = dict(common["environment"], **environment)
        result = lab.run("pressluft_health", common)["health"]
        return result["healthy"], {check["name"]: check["ok"] for check in result["checks"]}

    def test_a_good_site_is_healthy_and_the_probe_leaves_nothing(self):
        self.assertEqual((True, {"http": True, "wordpress": True, "database": True}), self.checks())
        self.assert_nothing_left()

    def test_a_page_that_answers_200_while_a_table_is_missing_is_not_healthy(self):
        lab.server.run("DROP TABLE wp_links", "wp")
        self.assertEqual(200, lab.get("/")[0])
        self.assertEqual((False, {"http": True, "wordpress": True, "database": False}), self.checks())

    def test_a_site_that_sends_visitors_to_its_installer_is_not_healthy(self):
        lab.server.run("TRUNCATE wp_options", "wp")
        healthy, checks = self.checks()
        self.assertEqual((False, False, False), (healthy, checks["http"], checks["wordpress"]))

    def test_php_that_does_not_answer_is_not_healthy(self):
        self.assertEqual((False, {"http": True, "wordpress": False, "database": False}),
                         self.checks(fastcgi="unix:/nonexistent"))

    def test_declared_pages_are_checked_beside_the_three(self):
        common = lab.common()
        common["environment"]["health_checks"] = [
            {"url": lab.url, "contains": "Acme"}, {"url": lab.url + "?p=1", "status": 301},
            {"url": lab.url, "status": 200, "contains": "not there"}, {"url": lab.url + "none", "status": 200}]
        result = lab.run("pressluft_health", common)["health"]
        checks = {check["name"]: check for check in result["checks"]}
        self.assertEqual(["http", "wordpress", "database", "declared:1", "declared:2", "declared:3", "declared:4"],
                         list(checks))
        self.assertFalse(result["healthy"])
        self.assertTrue(all(checks[name]["ok"] for name in ("http", "wordpress", "database", "declared:1")))
        self.assertIn('does not contain the text "not there"', checks["declared:3"]["reason"])
        self.assertIn("status 404 instead of 200", checks["declared:4"]["reason"])
        self.assertEqual((1, 2), (checks["declared:1"]["attempts"], checks["declared:4"]["attempts"]))

    def test_a_page_that_answers_200_and_shows_a_database_error_is_not_healthy(self):
        plugins = os.path.join(lab.path, "current/wp-content/mu-plugins")
        os.makedirs(plugins)
        with open(os.path.join(plugins, "a.php"), "w") as target:
            target.write("<?php add_action( 'wp_footer', function () { echo '<p class=\"wpdberror\">x</p>'; } );")
        lab.clear_opcache()
        self.assertEqual(200, lab.get("/")[0])
        self.assertEqual((False, {"http": False, "wordpress": True, "database": True, "declared:1": False}),
                         self.checks(health_checks=[{"url": lab.url, "status": 200, "contains": None}]))

    def test_a_declared_page_that_fails_keeps_a_restore_out(self):
        backup = lab.backup()
        lab.set_title("Still here")
        common = lab.common()
        common["environment"] = dict(common["environment"],
                                     health_checks=[{"url": lab.url, "status": 200, "contains": "Still here"}])
        failure = self.failure(lambda: lab.restore(backup, common), "HEALTH_CHECK_FAILED")
        self.assertEqual("rolled_back", failure.facts["restore"]["outcome"])
        self.assertIn("declared:1", failure.message)
        self.assertEqual("Still here", lab.title())

    def test_a_backup_that_is_not_healthy_never_goes_live(self):
        backup = lab.backup("db")
        backup = forge(backup, lambda dump: dump.replace(b"'siteurl'", b"'nositeu'"))
        failure = self.failure(lambda: lab.restore(backup), "HEALTH_CHECK_FAILED")
        self.assertEqual("not_switched", failure.facts["restore"]["outcome"])
        self.assert_untouched()
        self.assertEqual("Acme", lab.title())

    def test_a_restore_that_is_not_healthy_after_the_switch_is_switched_back(self):
        backup = lab.backup()
        lab.set_title("Still here")
        common = lab.common()
        common["environment"] = dict(common["environment"], preview_url=lab.url + "?blocked=1")
        failure = self.failure(lambda: lab.restore(backup, common), "HEALTH_CHECK_FAILED")
        self.assertEqual("rolled_back", failure.facts["restore"]["outcome"])
        self.assertEqual((0, True), (failure.facts["live"]["generation"], failure.facts["live"]["proven"]))
        self.assertEqual("Still here", lab.title())
        self.assert_untouched()


class PlayTest(LabTest):
    def play(self, playbook, variables):
        run = Play(playbook, variables)
        self.addCleanup(run.close)
        return run

    def variables(self, backup, **restore):
        safety_id = str(uuid.uuid4())
        storage = {"type": "file", "path": lab.storage}
        safety = {"mode": "create", "id": safety_id, "backup_id": safety_id, "scope": "full", "storage": storage,
                  "storage_path": "acme/production/" + safety_id, "key": key_of(safety_id, lab.environment_id),
                  "compression": "zstd", "exclude": [], "message": "before {{ the }} 'restore'", "purpose": "safety"}
        order = dict(backup, destination=None, dry_run=False, undo=False, undo_of_job=None, safety=safety)
        order.update(restore)
        return dict(lab.common(), site={"id": lab.site_id, "slug": "acme"}, restore=order)

    def test_the_playbook_restores_with_a_safety_backup_and_takes_it_back(self):
        backup = lab.backup()
        lab.set_title("Broken")
        variables = self.variables(backup)
        run = self.play("env-restore.yml", variables)
        self.assertEqual(0, run.exit, run.output)
        self.assertEqual("Acme", lab.title())
        self.assertEqual("succeeded", run.result["restore"]["outcome"])
        self.assertEqual(variables["restore"]["safety"]["id"], run.result["backup"]["id"])
        again = self.play("env-restore.yml", dict(variables, job=dict(variables["job"], attempt=2, fence=lab.fence + 1)))
        lab.fence += 1
        self.assertEqual(0, again.exit, again.output)
        self.assertEqual(run.result["restore"]["to"], again.result["restore"]["to"])
        # The backup that the first attempt made is told again, and not made again of what is live now.
        told = again.result["backup"]
        self.assertEqual((run.result["backup"]["manifest"], True), (told["manifest"], told["adopted"]))
        undo = dict(lab.common(), site={"id": lab.site_id, "slug": "acme"},
                    restore={"undo": True, "undo_of_job": variables["job"]["id"], "dry_run": False, "destination": None,
                             "safety": {"mode": "none"}})
        run = self.play("env-restore.yml", undo)
        self.assertEqual(0, run.exit, run.output)
        self.assertEqual(("undone", "Broken"), (run.result["restore"]["outcome"], lab.title()))

    def test_the_playbook_reads_back_what_it_restores_and_the_stored_backup_that_is_the_way_back(self):
        first, second = lab.backup(), lab.backup()
        lab.set_title("Broken")
        same = self.play("env-restore.yml", self.variables(first, safety=dict(first, mode="verify")))
        self.assertEqual(0, same.exit, same.output)
        self.assertEqual("Acme", lab.title())
        self.assertEqual([(True, None)], self.confirmed(same))
        other = self.play("env-restore.yml", self.variables(first, safety=dict(second, mode="verify")))
        self.assertEqual(0, other.exit, other.output)
        self.assertEqual([(True, second["backup_id"])], self.confirmed(other))

    @staticmethod
    def confirmed(run):
        """Whether the restored backup was read back, and which one as the way back."""
        found = [event["result"]["stage"]["confirmed"] for event in run.of("ok") if event.get("stage") == "stage"]
        return [(each["restored"]["bytes"] > 0, (each["safety"] or {}).get("backup_id")) for each in found]

    @staticmethod
    def end(run):
        """The code of a failed run, and the stage of the task that failed first."""
        return run.code, run.of("failed")[0]["stage"]

    def test_a_way_back_that_is_damaged_ends_the_restore_and_all_that_was_staged_is_gone(self):
        first, second = lab.backup(), lab.backup()
        lab.restore(first)
        live, databases = layout.read(lab.path), lab.databases()
        part = os.path.join(lab.storage, second["storage_path"], "files.tar.zst")
        with open(part, "r+b") as target:
            target.seek(1000)
            target.write(b"X")
        damaged = self.play("env-restore.yml", self.variables(first, safety=dict(second, mode="verify")))
        self.assertEqual(("PRE_BACKUP_FAILED", "stage"), self.end(damaged))
        self.assertEqual((live, databases, []), (layout.read(lab.path), lab.databases(), lab.loaders()))
        # One that was cut short is seen before anything is staged, and what is wrong with the backup itself is told first.
        os.truncate(part, 2000)
        short = self.play("env-restore.yml", self.variables(first, safety=dict(second, mode="verify")))
        self.assertEqual(("PRE_BACKUP_FAILED", "verify"), self.end(short))
        os.unlink(os.path.join(lab.storage, first["storage_path"], "database.sql.zst"))
        both = self.play("env-restore.yml", self.variables(first, safety=dict(second, mode="verify")))
        self.assertEqual("ARTIFACT_MISSING", both.code)
        self.assertEqual((live, databases, []), (layout.read(lab.path), lab.databases(), lab.loaders()))

    def test_the_playbook_tells_the_code_of_what_went_wrong_and_leaves_the_node_at_rest(self):
        backup = lab.backup()
        with open(os.path.join(lab.storage, backup["storage_path"], "database.sql.zst"), "ab") as target:
            target.write(b"x")
        run = self.play("env-restore.yml", self.variables(backup))
        self.assertNotEqual(0, run.exit)
        self.assertEqual("CHECKSUM_MISMATCH", run.code)
        self.assertIsNone(run.result)
        self.assertTrue(run.of("failed")[0]["result"]["live"]["proven"])
        self.assert_untouched()

    def test_the_playbook_of_a_dry_run_changes_nothing(self):
        backup = lab.backup()
        before = lab.state_hash()
        run = self.play("env-restore.yml", self.variables(backup, dry_run=True, safety={"mode": "none"}))
        self.assertEqual((0, "dry_run"), (run.exit, run.result["restore"]["outcome"]), run.output)
        self.assertEqual(before, lab.state_hash())


if __name__ == "__main__":
    unittest.main()
