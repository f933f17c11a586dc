"""Updates of a real WordPress by its own updater, from a server that plays WordPress's update service."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import types
import unittest
import unittest.mock
import uuid

from tests.support.modules import ROOT
from tests.support.site import Play, key_of
from tests.support.update_api import UpdateApi
from tests.support.wordpress import RELEASE, WordPress

from ansible.module_utils.pressluft import durable, layout
from ansible.module_utils.pressluft.errors import PressluftError
from ansible.module_utils.pressluft.leased import leased
from ansible.module_utils.pressluft.releases import Releases
from ansible.module_utils.pressluft.updating import step as run_step
from pressluft_settle import settle

lab = None
STEPS = ("prepare", "stage", "update", "check", "switch", "finish")
TOOL = "acme-tool/acme-tool.php"
LOOK = "acme-look"
with open(os.path.join(ROOT, "files/update.php"), encoding="utf-8") as _source:
    PROGRAM = _source.read()
# Runs steps in a process of its own that dies at one boundary, as a node does.
_DIES = """
import json, os, signal, sys
sys.path.insert(0, %(root)r)
from tests.support import modules
from ansible.module_utils.pressluft.updating import step as run_step
from ansible.module_utils.pressluft.lease import Lease
from ansible.module_utils.pressluft.operation import Operation
given = json.load(sys.stdin)
def reach(boundary):
    if boundary == given["dies_at"]:
        os.kill(os.getpid(), signal.SIGKILL)
for name in given["steps"]:
    with Lease(given["environment"]["path"], given["job"]["id"], given["job"]["fence"]) as lease:
        run_step(name, Operation(given, lease), given, None, reach)
""" % {"root": ROOT}
# Healthy when it is asked over FastCGI before the switch, and not for visitors.
BREAKS_FOR_VISITORS = ("if ( 'nginx' === substr( $_SERVER['SERVER_SOFTWARE'] ?? '', 0, 5 ) ) { "
                       "http_response_code( 500 ); exit; }")
MAKES_A_TABLE = "global $wpdb; $wpdb->query( 'CREATE TABLE IF NOT EXISTS wp_acme_two (a int)' );"
MAILS_AND_CALLS = ("if ( 'cli' === PHP_SAPI ) { add_action( 'init', function () { "
                   "wp_remote_get( home_url( '/?called' ) ); wp_mail( 'a@example.org', 'x', 'y' ); } ); }")


def plugin(version, more=""):
    return ("<?php\n/**\n * Plugin Name: Acme Tool\n * Version: %s\n */\nadd_action( 'wp_head', function () { "
            "echo '<!-- tool %s -->'; } );\n%s\n" % (version, version, more))


def theme(version):
    return {LOOK + "/style.css": "/*\nTheme Name: Acme Look\nVersion: %s\n*/\n" % version,
            LOOK + "/index.php": "<?php // %s\n" % version}


def rows(database):
    """The options of a site but for what every visit writes."""
    return lab.server.query("SELECT option_name, option_value FROM %s.wp_options WHERE option_name NOT LIKE '%%transient%%' "
                            "AND option_name NOT IN ('cron', 'recently_edited') ORDER BY 1" % database)


def setUpModule():
    global lab
    lab = WordPress.start()


def tearDownModule():
    lab.stop()


class UpdateCase(unittest.TestCase):
    def setUp(self):
        lab.reset()
        self.content = os.path.join(lab.path, RELEASE, "wp-content")
        self.put(self.content, "plugins/" + TOOL, plugin(1))
        for name, text in theme(1).items():
            self.put(self.content, "themes/" + name, text)
        lab.server.run("UPDATE wp_options SET option_value = 'a:1:{i:0;s:23:\"%s\";}' "
                       "WHERE option_name = 'active_plugins'" % TOOL, "wp")
        self.api = UpdateApi()
        self.addCleanup(self.api.close)
        lab.clear_opcache()

    def put(self, directory, path, content):
        os.makedirs(os.path.dirname(os.path.join(directory, path)), exist_ok=True)
        with open(os.path.join(directory, path), "w") as target:
            target.write(content)

    def offer(self, more="", slot="2"):
        self.api.offer_plugin(TOOL, slot, {TOOL: plugin(slot, more), "acme-tool/new/file.txt": "new"})

    def offer_core(self, version="6.1.99", database=None, whole=False):
        """A package with the files that differ, or with every file of WordPress but for wp-content."""
        live = os.path.join(lab.path, RELEASE)
        files = {}
        for directory, names, found in os.walk(live) if whole else ():
            if directory == live:
                names.remove("wp-content")
            for name in found:
                path = os.path.join(directory, name)
                if os.path.relpath(path, live) != "wp-config.php":
                    with open(path, "rb") as source:
                        files["wordpress/" + os.path.relpath(path, live)] = source.read()
        with open(os.path.join(live, "wp-includes/version.php")) as source:
            text = source.read().replace("6.1.9", version)
        if database:
            text = re.sub(r"\$wp_db_version = \d+", "$wp_db_version = %d" % database, text)
        with open(os.path.join(live, "wp-admin/includes/update-core.php")) as source:
            updating = source.read()
        self.api.offer_core(version, {
            **files, "wordpress/readme.html": version, "wordpress/wp-includes/version.php": text,
            "wordpress/wp-admin/includes/update-core.php": updating, "wordpress/wp-includes/acme-new.php": "<?php\n"})

    # Running

    def order(self, mode="generation", scope="all", **changes):
        return dict({"scope": scope, "mode": mode, "api": self.api.url, "keep_releases": 5, "time_limit_seconds": 120,
                     "safety": {"mode": "verify"}}, **changes)

    def step(self, step, common, order):
        given = dict(common, update=order, program=PROGRAM)
        return leased(given, lambda operation: run_step(step, operation, given), warn=lambda _: None)

    def update(self, order, common=None):
        common = common or lab.common()
        for step in STEPS:
            facts = self.step(step, common, order)
            if facts.get("next") in ("done", "nothing"):
                return self.step("finish", common, order)["update"]
        return facts["update"]

    def failure(self, order, code, common=None):
        with self.assertRaises(PressluftError) as caught:
            self.update(order, common)
        self.assertEqual(code, caught.exception.code, caught.exception.message)
        self.assertNotIn("\n", caught.exception.message)
        self.assertTrue(caught.exception.facts["live"]["proven"])
        return caught.exception

    def dies(self, boundary, order):
        given = dict(lab.common(), steps=STEPS, dies_at=boundary, update=order, program=PROGRAM)
        done = subprocess.run([sys.executable, "-B", "-c", _DIES], input=json.dumps(given).encode(),
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.assertEqual(-signal.SIGKILL, done.returncode, (boundary, done.stdout.decode()))
        return given

    def settle(self, given):
        self.warned = []
        return leased(given, settle, warn=self.warned.append, settle=True)["settle"]

    # Looking

    def served(self):
        status, page = lab.get("/")
        found = re.search("<!-- tool (.*?) -->", page)
        return found.group(1) if status == 200 and found else status

    def versions(self):
        """Of the tool, the look and the core in the live release."""
        live = os.path.join(lab.path, "current/")
        pieces = []
        for path, pattern in (("wp-content/plugins/" + TOOL, r"Version: (\S+)"),
                              ("wp-content/themes/acme-look/style.css", r"Version: (\S+)"),
                              ("wp-includes/version.php", r"\$wp_version = '(.*?)'")):
            with open(live + path) as source:
                pieces.append(re.search(pattern, source.read()).group(1))
        return tuple(pieces)

    def releases(self):
        return ["releases/" + name for name in sorted(os.listdir(os.path.join(lab.path, "releases")))]

    def assert_at_rest(self):
        state = os.listdir(os.path.join(lab.path, ".pressluft"))
        self.assertEqual([], [name for name in state if name.startswith(("probe-", "staging", "progress-"))])
        self.assertIn(durable.read_json(os.path.join(lab.path, ".pressluft/journal.json"))["phase"],
                      ("done", "cleared", "reverted"))
        self.assertEqual([], lab.loaders())
        for release in self.releases():
            self.assertFalse(os.path.lexists(os.path.join(lab.path, release, ".maintenance")))
        self.assertEqual(set(), set(Releases(lab.path).entries) - set(self.releases()))

    def assert_untouched(self, tool="1"):
        self.assertEqual(RELEASE, os.readlink(os.path.join(lab.path, "current")))
        self.assertEqual([RELEASE], self.releases())
        self.assertEqual(["other", "wp"], lab.databases())
        self.assertFalse(os.path.exists(os.path.join(lab.path, "data/1")))
        self.assertEqual((tool, "1", "6.1.9"), self.versions())
        self.assertEqual(tool, self.served())
        self.assert_at_rest()


class GenerationTest(UpdateCase):
    def test_a_plugin_and_a_theme_in_a_new_generation(self):
        self.offer(MAILS_AND_CALLS)
        self.api.offer_theme(LOOK, "2", theme(2))
        before = rows("wp")
        owner = os.stat(os.path.join(self.content, "plugins", TOOL))
        result = self.update(self.order())
        self.assertEqual("succeeded", result["outcome"])
        self.assertEqual([("plugin", "acme-tool", "Acme Tool", "1", "2", True, ""),
                          ("theme", "acme-look", "Acme Look", "1", "2", True, "")],
                         [tuple(part[name] for name in ("type", "slug", "name", "from", "to", "ok", "error"))
                          for part in result["components"]])
        self.assertEqual(("2", "2", "6.1.9"), self.versions())
        self.assertEqual("2", self.served())
        live = layout.read(lab.path)
        self.assertEqual((1, "wp_g1", "shared/uploads"), (live.generation, live.database, live.uploads))
        self.assertEqual(["other", "wp", "wp_g1"], lab.databases())
        # Nothing was written to the database that was live, and the account of the copy is gone.
        self.assertEqual(before, rows("wp"))
        self.assertTrue(all(check["ok"] for check in result["health"]))
        # Whatever the updater ran as, the code belongs to whom it did.
        for name in ("plugins/" + TOOL, "plugins/acme-tool/new/file.txt", "themes/acme-look/style.css"):
            facts = os.stat(os.path.join(lab.path, live.release, "wp-content", name))
            self.assertEqual((owner.st_uid, owner.st_gid), (facts.st_uid, facts.st_gid), name)
        # The old release was not changed by the new one.
        with open(os.path.join(self.content, "plugins", TOOL)) as source:
            self.assertIn("Version: 1", source.read())
        self.assert_at_rest()
        # Undo leads back to the old code and the old data.
        lab.restore({"undo": True, "safety": {"mode": "none"}})
        self.assertEqual(("1", 0), (self.served(), layout.read(lab.path).generation))

    def test_visitors_get_the_old_page_and_then_the_new_one(self):
        self.offer()
        seen, stop = [], threading.Event()

        def visit():
            while not stop.is_set():
                seen.append(self.served())

        visitor = threading.Thread(target=visit)
        visitor.start()
        try:
            self.update(self.order(scope="plugins"))
        finally:
            stop.set()
            visitor.join()
        self.assertEqual(["1", "2"], [each for index, each in enumerate(seen) if index == 0 or seen[index - 1] != each])

    def test_a_disk_that_is_too_small_is_noticed_before_anything_is_made(self):
        with unittest.mock.patch.object(os, "statvfs", return_value=types.SimpleNamespace(f_bavail=9, f_frsize=4096)):
            self.failure(self.order(), "DISK_SPACE_LOW")
        self.assertEqual([RELEASE], self.releases())

    def test_the_next_attempt_tells_again_what_became_of_it(self):
        self.offer(BREAKS_FOR_VISITORS)
        common = lab.common()
        self.failure(self.order(), "HEALTH_CHECK_FAILED", common)
        again = self.failure(self.order(), "HEALTH_CHECK_FAILED", lab.common(common["job"]["id"]))
        self.assertEqual(("rolled_back", "acme-tool"), (again.facts["update"]["outcome"],
                                                        again.facts["update"]["components"][0]["slug"]))
        self.assert_untouched()

    def test_only_what_the_scope_says(self):
        self.offer()
        self.api.offer_theme(LOOK, "2", theme(2))
        self.offer_core()
        self.assertEqual(["theme"], [part["type"] for part in self.update(self.order(scope="themes"))["components"]])
        self.assertEqual(("1", "2", "6.1.9"), self.versions())
        self.assertEqual(["plugin"], [part["type"] for part in self.update(self.order(scope="plugins"))["components"]])
        self.assertEqual(("2", "2", "6.1.9"), self.versions())
        self.assertEqual(2, layout.read(lab.path).generation)

    def test_the_core_and_its_database(self):
        self.offer_core(database=53497)
        result = self.update(self.order(scope="core"))
        self.assertEqual([("core", "6.1.9", "6.1.99", True)],
                         [(part["type"], part["from"], part["to"], part["ok"]) for part in result["components"]])
        self.assertEqual("6.1.99", self.versions()[2])
        version = "SELECT option_value FROM %s.wp_options WHERE option_name = 'db_version'"
        self.assertEqual([["53497"]], lab.server.query(version % "wp_g1"))
        self.assertEqual([["53496"]], lab.server.query(version % "wp"))
        self.assertEqual("1", self.served())
        self.assert_at_rest()

    def test_a_whole_core_package_of_all_files(self):
        self.offer_core(whole=True)
        result = self.update(self.order("in_place"))
        self.assertEqual(["core"], [part["type"] for part in result["components"]])
        self.assertEqual(("1", "1", "6.1.99"), self.versions())
        self.assertEqual("1", self.served())
        self.assert_at_rest()

    def test_nothing_to_do_leaves_nothing(self):
        for mode in ("generation", "in_place"):
            result = self.update(self.order(mode))
            self.assertEqual(("nothing_to_do", []), (result["outcome"], result["components"]))
            self.assert_untouched()

    def test_programs_of_the_database_come_along_and_events_run_in_one_only(self):
        lab.server.run("CREATE DEFINER=root@localhost EVENT tick ON SCHEDULE EVERY 1 DAY DO DELETE FROM wp_links;"
                       "CREATE VIEW names AS SELECT option_name FROM wp_options", "wp")
        self.offer()
        self.update(self.order())
        self.assertEqual([["wp", "DISABLED"], ["wp_g1", "ENABLED"]], lab.server.query(
            "SELECT EVENT_SCHEMA, STATUS FROM information_schema.EVENTS ORDER BY 1"))
        self.assertEqual([["wp"], ["wp_g1"]], lab.server.query(
            "SELECT TABLE_SCHEMA FROM information_schema.VIEWS WHERE TABLE_NAME = 'names' ORDER BY 1"))

    def test_a_plugin_that_dies_on_load_is_never_served(self):
        self.offer("no_such_function();")
        failed = self.failure(self.order(), "HEALTH_CHECK_FAILED")
        self.assertEqual("refused", failed.facts["update"]["outcome"])
        self.assertEqual("acme-tool", failed.facts["update"]["components"][0]["slug"])
        self.assert_untouched()

    def test_a_syntax_error_is_named(self):
        self.offer("$x = ;")
        self.assertIn("acme-tool.php", self.failure(self.order(), "PHP_SYNTAX_ERROR").message)
        self.assert_untouched()

    def test_what_is_unhealthy_for_visitors_is_left_again_with_its_data(self):
        self.offer(BREAKS_FOR_VISITORS)
        failed = self.failure(self.order(), "HEALTH_CHECK_FAILED")
        told = failed.facts["update"]
        self.assertEqual(("rolled_back", False), (told["outcome"], told["database_restored"]))
        self.assertTrue(all(check["ok"] for check in told["health_after"]))
        self.assert_untouched()

    def test_a_declared_page_keeps_an_update_out(self):
        self.offer()
        common = lab.common()
        common["environment"]["health_checks"] = [
            {"url": lab.url, "status": 200, "contains": "<!-- tool 1 -->"}, {"url": lab.url + "none", "status": 404}]
        failed = self.failure(self.order(), "HEALTH_CHECK_FAILED", common)
        names = [(check["name"], check["ok"]) for check in failed.facts["update"]["health"]]
        self.assertEqual([("declared:1", False), ("declared:2", True)], names[3:])
        self.assert_untouched()

    def test_packages_that_cannot_be_had_or_read_fail_the_update(self):
        self.api.offer_plugin(TOOL, "2", b"no zip at all")
        failed = self.failure(self.order(), "UPDATE_FAILED")
        self.assertFalse(failed.facts["update"]["components"][0]["ok"])
        self.assertTrue(failed.facts["update"]["components"][0]["error"])
        self.assert_untouched()
        self.api.packages.clear()
        self.failure(self.order(), "UPDATE_FAILED")
        self.api.broken = True
        for scope in ("core", "plugins", "themes"):
            self.assertIn("status 500", self.failure(self.order(scope=scope), "UPDATE_FAILED").message)
        self.failure(self.order(api="http://127.0.0.1:9"), "UPDATE_FAILED")
        self.assert_untouched()

    def test_an_updater_that_hangs_is_stopped(self):
        self.offer("")
        self.api.hold = threading.Event()
        begun = time.monotonic()
        failed = self.failure(self.order(time_limit_seconds=4), "UPDATE_FAILED")
        self.assertIn("stopped after 4 seconds", failed.message)
        self.assertLess(time.monotonic() - begun, 30)
        self.assert_untouched()

    def test_orders_that_make_no_sense_are_refused_before_anything_is_made(self):
        for changes in ({"scope": "everything"}, {"scope": None}, {"mode": "live"}, {"api": "file:///etc"},
                        {"api": "http://user@host/"}, {"api": "http://a b/"}, {"wp_cli": "/none/wp"}, {"wp_cli": "wp"}):
            with self.subTest(changes):
                self.failure(self.order(**changes), "UPDATE_FAILED")
        self.failure(self.order(safety={"mode": "none"}), "PRE_BACKUP_FAILED")
        self.failure(self.order(release="../x"), "LAYOUT_UNSUPPORTED")
        self.assertEqual([RELEASE], self.releases())

    def test_a_job_that_had_succeeded_is_not_done_twice(self):
        self.offer()
        common = lab.common()
        self.update(self.order(), common)
        lab.fence += 1
        again = self.update(self.order(), dict(common, job=dict(common["job"], fence=lab.fence, attempt=2)))
        self.assertEqual(("succeeded", 1), (again["outcome"], layout.read(lab.path).generation))
        self.assertEqual("acme-tool", again["components"][0]["slug"])


class InPlaceTest(UpdateCase):
    def safety(self):
        return dict(lab.backup(), mode="verify")

    def test_on_the_live_database(self):
        self.offer()
        self.api.offer_theme(LOOK, "2", theme(2))
        result = self.update(self.order("in_place"))
        self.assertEqual(("succeeded", 2), (result["outcome"], len(result["components"])))
        live = layout.read(lab.path)
        self.assertEqual((0, "wp"), (live.generation, live.database))
        self.assertEqual(("2", "2", "6.1.9"), self.versions())
        self.assertEqual("2", self.served())
        self.assertGreater(result["downtime_ms"], 0)
        self.assertEqual(["other", "wp"], lab.databases())
        self.assert_at_rest()

    def test_visitors_see_the_old_page_maintenance_or_the_new_page(self):
        self.offer()
        self.offer_core(database=53497)
        seen, stop = [], threading.Event()

        def visit():
            while not stop.is_set():
                status, page = lab.get("/")
                found = re.search("<!-- tool (.*?) -->", page)
                seen.append(found.group(1) if status == 200 and found else
                            "maintenance" if status == 503 and "maintenance" in page else (status, page[:200]))

        visitor = threading.Thread(target=visit)
        visitor.start()
        try:
            self.update(self.order("in_place"))
        finally:
            stop.set()
            visitor.join()
        self.assertEqual({"1", "maintenance", "2"}, set(seen))
        order = [each for index, each in enumerate(seen) if index == 0 or seen[index - 1] != each]
        self.assertEqual(["1", "maintenance", "2"], order)
        self.assertEqual([["53497"]], lab.server.query(
            "SELECT option_value FROM wp.wp_options WHERE option_name = 'db_version'"))
        self.assertEqual("6.1.99", self.versions()[2])

    def test_without_a_changed_schema_only_the_code_goes_back(self):
        self.offer(BREAKS_FOR_VISITORS)
        failed = self.failure(self.order("in_place", safety=self.safety()), "HEALTH_CHECK_FAILED")
        self.assertEqual(("rolled_back", False),
                         (failed.facts["update"]["outcome"], failed.facts["update"]["database_restored"]))
        self.assert_untouched()
        self.offer("no_such_function();")
        failed = self.failure(self.order("in_place", safety=self.safety()), "HEALTH_CHECK_FAILED")
        self.assertEqual(("refused", False),
                         (failed.facts["update"]["outcome"], failed.facts["update"]["database_restored"]))
        self.assert_untouched()

    def assert_returned(self):
        """The old code is served with the database of the safety backup, in a generation of its own."""
        live = layout.read(lab.path)
        self.assertTrue(live.generation)
        self.assertEqual([], lab.server.query("SHOW TABLES FROM `%s` LIKE 'wp_acme_two'" % live.database))
        self.assertEqual(("1", "1", "6.1.9"), self.versions())
        self.assertEqual("1", self.served())
        self.assertEqual("shared/uploads", live.uploads)
        self.assert_at_rest()

    def test_a_changed_schema_brings_the_safety_backup_back(self):
        for more in (BREAKS_FOR_VISITORS, "no_such_function();"):
            with self.subTest(more):
                self.setUp()
                self.offer(MAKES_A_TABLE + more)
                failed = self.failure(self.order("in_place", safety=self.safety()), "HEALTH_CHECK_FAILED")
                self.assertTrue(failed.facts["update"]["database_restored"])
                self.assertTrue(failed.facts["update"]["undo_until"])
                self.assertIn("safety backup", failed.message)
                self.assert_returned()

    def test_a_safety_backup_that_cannot_be_read_any_more_is_told_and_the_old_code_is_live(self):
        self.offer(MAKES_A_TABLE + BREAKS_FOR_VISITORS)
        failed = self.failure(self.order("in_place", safety=dict(self.safety(), key="0" * 64)), "ROLLBACK_FAILED")
        self.assertEqual(("rolled_back", False),
                         (failed.facts["update"]["outcome"], failed.facts["update"]["database_restored"]))
        self.assert_untouched()

    def test_a_core_whose_database_upgrade_fails_is_not_switched_to(self):
        self.offer_core(database=53497)
        lab.server.run("CREATE TRIGGER no_upgrade BEFORE UPDATE ON wp_options FOR EACH ROW SET NEW.option_value = "
                       "IF(NEW.option_name = 'db_version', OLD.option_value, NEW.option_value)", "wp")
        failed = self.failure(self.order("in_place", "core", safety=self.safety()), "UPDATE_FAILED")
        self.assertFalse(failed.facts["update"]["database_restored"])
        self.assert_untouched()


class KillTest(UpdateCase):
    """kill -9 at each boundary: what is served is wholly old or wholly new, and whoever comes next ends it."""

    def test_before_the_switch_a_new_generation_is_cleared(self):
        self.offer()
        for boundary in ("began", "named", "copied", "loaded", "staged", "updated", "upgraded", "checked", "switching"):
            with self.subTest(boundary):
                given = self.dies(boundary, self.order())
                self.assertEqual("1", self.served())
                settled = self.settle(given)
                self.assertEqual(("cleared", True), (settled["journal"], settled["healthy"]))
                self.assert_untouched()

    def test_while_the_database_is_copied_it_is_dropped(self):
        lab.server.run("CREATE TABLE wp_many (a longtext); INSERT INTO wp_many "
                       "SELECT REPEAT(seq, 2000) FROM seq_1_to_30000", "wp")
        self.offer()
        arguments = dict(lab.common(), step="prepare", update=self.order())
        lab.run("pressluft_update", arguments)
        process = lab.start_module("pressluft_update", dict(arguments, step="stage"))
        deadline = time.monotonic() + 30
        while not lab.loaders() and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(0.1)
        self.assertIsNone(process.poll())
        process.kill()
        process.communicate()
        self.assertIn("wp_g1", lab.databases())
        self.assertEqual("cleared", self.settle(arguments)["journal"])
        self.assert_untouched()

    def test_after_the_switch_it_is_finished(self):
        for number, boundary in enumerate(("renamed", "switched", "settled"), 2):
            with self.subTest(boundary):
                self.offer(slot=str(number))
                given = self.dies(boundary, self.order())
                self.assertEqual(str(number), self.served())
                settled = self.settle(given)
                self.assertEqual(("finished", True), (settled["journal"], settled["healthy"]))
                self.assertEqual(str(number), self.served())
                self.assert_at_rest()

    def test_the_next_attempt_of_a_killed_update_updates(self):
        self.offer()
        given = self.dies("updated", self.order())
        self.assertEqual("succeeded", self.update(self.order(), lab.common(given["job"]["id"]))["outcome"])
        self.assertEqual("2", self.served())
        self.assertEqual(["other", "wp", "wp_g2"], lab.databases())
        self.assert_at_rest()

    def test_in_place_visitors_are_let_in_again(self):
        self.offer()
        for boundary, served in (("updated", "1"), ("checked", "1"), ("maintenance", 503), ("probed", 503),
                                 ("switching", 503)):
            with self.subTest(boundary):
                given = self.dies(boundary, self.order("in_place"))
                self.assertEqual(served, self.served())
                self.assertEqual(("cleared", True), (lambda told: (told["journal"], told["healthy"]))(self.settle(given)))
                self.assertEqual([], self.warned)
                self.assert_untouched()
        given = self.dies("renamed", self.order("in_place"))
        self.assertEqual("2", self.served())
        self.assertEqual("finished", self.settle(given)["journal"])
        self.assertEqual("2", self.served())
        self.assert_at_rest()

    def test_after_the_switch_to_an_unhealthy_release_it_goes_back(self):
        self.offer(BREAKS_FOR_VISITORS)
        for mode in ("generation", "in_place"):
            with self.subTest(mode):
                given = self.dies("renamed", self.order(mode))
                self.assertEqual(500, self.served())
                settled = self.settle(given)
                self.assertEqual(("rolled_back", True), (settled["journal"], settled["healthy"]))
                self.assert_untouched()

    def test_a_changed_schema_is_told_when_settled_and_mended_by_the_next_attempt(self):
        self.offer(MAKES_A_TABLE)
        order = self.order("in_place", safety=dict(lab.backup(), mode="verify"))
        given = self.dies("probed", order)
        self.settle(given)
        self.assertIn("schema", self.warned[0])
        self.assertEqual("1", self.served())
        failed = self.failure(order, "HEALTH_CHECK_FAILED", lab.common(given["job"]["id"]))
        self.assertTrue(failed.facts["update"]["database_restored"])
        InPlaceTest.assert_returned(self)

    def test_killed_while_the_safety_backup_comes_back(self):
        for boundary in ("closed", "returning"):
            with self.subTest(boundary):
                self.setUp()
                self.offer(MAKES_A_TABLE + BREAKS_FOR_VISITORS)
                order = self.order("in_place", safety=dict(lab.backup(), mode="verify"))
                given = self.dies(boundary, order)
                self.assertEqual(503, self.served())
                self.settle(given)
                self.assertIn("schema", self.warned[0])
                self.assertEqual("1", self.served())
                self.assert_at_rest()
                failed = self.failure(order, "HEALTH_CHECK_FAILED", lab.common(given["job"]["id"]))
                self.assertTrue(failed.facts["update"]["database_restored"])
                InPlaceTest.assert_returned(self)


# As much of WP-CLI as is asked for; it notes what it was called with and by whom.
WP_CLI = """#!/usr/bin/python3
import json, os, sys
release = [each[7:] for each in sys.argv if each.startswith("--path=")][0]
with open(os.environ["HOME"] + "/../../../wp-cli.log", "a") as log:
    log.write(json.dumps([os.getuid(), sys.argv[1:]]) + "\\n")
words = [each for each in sys.argv[1:] if not each.startswith("--")]
tool = release + "/wp-content/plugins/acme-tool/acme-tool.php"
text = open(tool).read()
version = "2" if "Version: 2" in text else "1"
if words[:2] == ["plugin", "list"]:
    print("PHP Notice: of a plugin")
    print(json.dumps([{"name": "acme-tool", "title": "Acme Tool", "version": version,
                       "update": "none" if version == "2" else "available", "update_version": "2"}]))
elif words[:2] == ["theme", "list"]:
    print("[]")
elif words[:2] == ["core", "check-update"]:
    print("Success: WordPress is at the latest version.")
elif words == ["plugin", "update", "acme-tool"]:
    %s
else:
    sys.exit(3)
"""


class WpCliTest(UpdateCase):
    def wp_cli(self, update):
        path, self.log = os.path.join(lab.directory, "wp"), os.path.join(lab.path, "wp-cli.log")
        self.put(lab.directory, "wp", WP_CLI % update)
        os.chmod(path, 0o755)
        with open(self.log, "w"):
            os.chmod(self.log, 0o666)
        return self.order(wp_cli=path)

    def test_it_updates_where_it_is_installed(self):
        result = self.update(self.wp_cli('open(tool, "w").write(text.replace("Version: 1", "Version: 2"))'))
        self.assertEqual([("plugin", "acme-tool", "Acme Tool", "1", "2", True)],
                         [tuple(part[name] for name in ("type", "slug", "name", "from", "to", "ok"))
                          for part in result["components"]])
        self.assertEqual("2", self.versions()[0])
        with open(self.log) as source:
            calls = [json.loads(line) for line in source]
        self.assertNotIn(0, [uid for uid, _ in calls])
        self.assertTrue(all(any(each.startswith("--require=") for each in argv) for _, argv in calls))
        # From the first update on no plugin is run.
        bare = ["--skip-plugins" in argv for _, argv in calls]
        self.assertEqual([False, False, False, True, True], bare)
        self.assert_at_rest()

    def test_what_it_could_not_update_fails_the_update(self):
        failed = self.failure(self.wp_cli('print("Error: no such package"); sys.exit(1)'), "UPDATE_FAILED")
        self.assertIn("no such package", failed.message)
        self.assert_untouched()


class PlaybookTest(UpdateCase):
    def play(self, **order):
        backup_id = str(uuid.uuid4())
        safety = {"mode": "create", "backup_id": backup_id, "storage": {"type": "file", "path": lab.storage},
                  "storage_path": "acme/production/" + backup_id, "key": key_of(backup_id, lab.environment_id),
                  "compression": "zstd", "exclude": []}
        play = Play("env-update.yml", dict(lab.common(), site={"id": lab.site_id, "slug": "acme"},
                                           update=self.order(**dict({"safety": safety}, **order))))
        self.addCleanup(play.close)
        return play

    def test_as_the_controller_runs_it(self):
        self.offer()
        play = self.play()
        self.assertEqual(0, play.exit, play.output)
        self.assertEqual("succeeded", play.result["update"]["outcome"])
        self.assertIn("manifest_sha256", play.result["backup"])
        self.assertEqual("2", self.served())
        self.assertEqual(["prepare", "safety", "stage", "update", "check", "switch", "finish"],
                         list(dict.fromkeys(event["stage"] for event in play.of("ok") if event.get("stage"))))
        told = play.result
        again = self.again(play)
        self.assertEqual(0, again.exit, again.output)
        self.assertEqual((told["update"]["to"], told["backup"]["manifest"], True),
                         (again.result["update"]["to"], again.result["backup"]["manifest"],
                          again.result["backup"]["adopted"]))
        play = self.play(mode="in_place")
        self.assertEqual(0, play.exit, play.output)
        self.assertEqual("nothing_to_do", play.result["update"]["outcome"])
        self.assertEqual(2, len(self.releases()))

    def again(self, play):
        """Another attempt of the same job, asked for by somebody who has not heard of the end of the first one."""
        lab.fence += 1
        job = dict(play.variables["job"], attempt=2, fence=lab.fence)
        second = Play("env-update.yml", dict(play.variables, job=job))
        self.addCleanup(second.close)
        return second

    def test_a_failed_update_in_place_puts_back_what_it_changed_and_tells_its_code(self):
        self.offer(MAKES_A_TABLE + BREAKS_FOR_VISITORS)
        play = self.play(mode="in_place")
        self.assertNotEqual(0, play.exit)
        self.assertIsNone(play.result)
        self.assertEqual("HEALTH_CHECK_FAILED", play.code)
        told = play.of("failed")[0]["result"]
        self.assertEqual(("rolled_back", True), (told["update"]["outcome"], told["update"]["database_restored"]))
        self.assertEqual((1, True), (told["live"]["generation"], told["live"]["proven"]))
        InPlaceTest.assert_returned(self)

    def test_without_a_way_back_nothing_happens(self):
        self.offer()
        play = self.play(safety={"mode": "create", "backup_id": str(uuid.uuid4()), "key": "0" * 64,
                                 "storage": {"type": "file", "path": lab.storage + "/none"}, "storage_path": "a/b/c",
                                 "compression": "zstd", "exclude": []})
        self.assertNotEqual(0, play.exit)
        self.assertEqual("safety", play.of("failed")[0]["stage"])
        self.assertEqual([RELEASE], self.releases())
        self.assertEqual([], self.api.asked)


if __name__ == "__main__":
    unittest.main()
