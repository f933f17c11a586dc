"""Deploys and rollbacks on a real WordPress: what visitors get at every moment, and what is refused before they could."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import unittest
import unittest.mock

from tests.support.modules import ROOT
from tests.support.site import Play
from tests.support.wordpress import RELEASE, WordPress

from ansible.module_utils.pressluft import durable, health, layout, recovery
from ansible.module_utils.pressluft.deployment import step as run_step
from ansible.module_utils.pressluft.errors import PressluftError
from ansible.module_utils.pressluft.leased import leased
from ansible.module_utils.pressluft.releases import Releases
from pressluft_settle import settle

lab = base = None
DEPLOY = ("prepare", "fetch", "link", "check", "switch", "finish")
ROLLBACK = ("choose", "check", "switch", "finish")
# Runs steps in a process of its own that dies at one boundary, as a node does.
_DIES = """
import json, os, signal, sys
sys.path.insert(0, %(root)r)
from tests.support import modules
from ansible.module_utils.pressluft.deployment import step as run_step
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


def setUpModule():
    global lab, base
    lab = WordPress.start()
    base = os.path.join(lab.directory, "base.tar")
    subprocess.run(["tar", "-cf", base, "--exclude=wp-config.php", "--exclude=wp-content/uploads", "-C",
                    os.path.join(lab.template, RELEASE), "."], check=True)


def tearDownModule():
    lab.stop()


class DeployCase(unittest.TestCase):
    def setUp(self):
        # A deploy never touches the database, so only a restore before makes that part necessary.
        if lab.databases() != ["other", "wp"]:
            lab.reset()
        else:
            shutil.rmtree(lab.path)
            subprocess.run(["cp", "-a", lab.template, lab.path], check=True)
            lab.clear_opcache()
        self.sources = os.path.join(lab.directory, "sources")
        shutil.rmtree(self.sources, ignore_errors=True)
        os.makedirs(self.sources)

    # Sources

    def put(self, directory, path, content):
        os.makedirs(os.path.dirname(os.path.join(directory, path)), exist_ok=True)
        with open(os.path.join(directory, path), "w") as target:
            target.write(content)

    def archive(self, name, **files):
        """The order for a deploy of the live code as an archive on the node, with files changed or added.

        A must-use plugin names the release in the head of every page.
        """
        added = os.path.join(self.sources, name)
        os.makedirs(added)
        self.put(added, "wp-content/mu-plugins/name.php",
                 "<?php add_action( 'wp_head', function () { echo '<!-- release %s -->'; } );\n" % name)
        for path, content in files.items():
            self.put(added, path.replace("__", "/").replace("_php", ".php"), content)
        path = added + ".tar"
        shutil.copy(base, path)
        subprocess.run(["tar", "-rf", path, "-C", added, *os.listdir(added)], check=True)
        return {"source_type": "upload", "source_ref": path}

    def repository(self, name, **files):
        """The same as a repository; its directory and commit."""
        directory = os.path.join(self.sources, "git-" + name)
        os.makedirs(directory)
        subprocess.run(["tar", "-xf", self.archive(name, **files)["source_ref"], "-C", directory], check=True)
        git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org"]
        for command in (["init", "-qb", "main"], ["add", "-A"], ["commit", "-qm", "two"]):
            subprocess.run(git + command, cwd=directory, check=True)
        return directory, subprocess.check_output(["git", "rev-parse", "HEAD"], cwd=directory).decode().strip()

    # Running

    def step(self, step, common, **order):
        """One step as the module does it, without its process."""
        given = dict(common, **order)
        return leased(given, lambda operation: run_step(step, operation, given), warn=lambda _: None)

    def run_steps(self, steps, common, **order):
        for step in steps:
            facts = self.step(step, common, **order)
            if facts.get("next") == "done":
                return self.step("finish", common, **order)
        return facts

    def deploy(self, order, common=None):
        return self.run_steps(DEPLOY, common or lab.common(), deploy=order)["deploy"]

    def rollback(self, release=None, common=None):
        return self.run_steps(ROLLBACK, common or lab.common(), rollback={"release": release})["rollback"]

    def dies(self, boundary, kind, order):
        """Runs the steps in another process until the boundary kills it; what the controller gave."""
        given = dict(lab.common(), steps=DEPLOY if kind == "deploy" else ROLLBACK, dies_at=boundary, **{kind: order})
        done = subprocess.run([sys.executable, "-B", "-c", _DIES], input=json.dumps(given).encode(),
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.assertEqual(-signal.SIGKILL, done.returncode, (boundary, done.stdout.decode()))
        return given

    def settle(self, given):
        self.settled = leased(given, settle, warn=lambda _: None, settle=True)
        return self.settled["settle"]

    def failure(self, act, code):
        with self.assertRaises(PressluftError) as caught:
            act()
        self.assertEqual(code, caught.exception.code, caught.exception.message)
        self.assertNotIn("\n", caught.exception.message)
        return caught.exception

    # Looking

    def live(self):
        return os.readlink(os.path.join(lab.path, "current"))

    def served(self):
        """The name of the release that a visitor gets; "first" for the one before all deploys."""
        status, page = lab.get("/")
        self.assertEqual(200, status)
        found = re.search("<!-- release (.*?) -->", page)
        return found.group(1) if found else "first"

    def releases(self):
        return ["releases/" + name for name in sorted(os.listdir(os.path.join(lab.path, "releases")))]

    def assert_at_rest(self):
        state = os.listdir(os.path.join(lab.path, ".pressluft"))
        self.assertEqual([], [name for name in state if name.startswith(("probe-", "staging", "progress-"))])
        self.assertFalse(os.path.lexists(os.path.join(lab.path, "current.next")))
        self.assertIn(durable.read_json(os.path.join(lab.path, ".pressluft/journal.json"))["phase"],
                      ("done", "cleared", "reverted"))

    def assert_untouched(self):
        self.assertEqual(RELEASE, self.live())
        self.assertEqual([RELEASE], self.releases())
        self.assertEqual("first", self.served())


class DeployTest(DeployCase):
    def test_an_archive_becomes_the_live_release_with_the_sites_own_data(self):
        result = self.deploy(self.archive("one"))
        self.assertEqual("one", self.served())
        self.assertEqual(("succeeded", RELEASE, self.live()),
                         (result["outcome"], result["from"]["release"], result["to"]["release"]))
        self.assertEqual((0, "wp"), (result["to"]["generation"], result["to"]["database"]))
        self.assertEqual(["http", "wordpress", "database"], [check["name"] for check in result["health"]])
        self.assertTrue(all(check["ok"] for check in result["health"]))
        self.assertLess(result["switch_ms"], 1000)
        self.assertEqual(0, result["downtime_ms"])
        self.assertRegex(result["checksum"], "sha256:[0-9a-f]{64}")
        self.assertEqual((200, "picture "), (lambda s, p: (s, p[:8]))(*lab.get("/wp-content/uploads/2026/picture.jpg")))
        self.assert_at_rest()

    def test_a_repository_becomes_the_live_release_and_its_commit_is_recorded(self):
        directory, head = self.repository(
            "two", **{"wp-config_php": "<?php die( 'not ours' );", "wp-content__uploads__x": "x"})
        result = self.deploy({"source_type": "git", "source_ref": directory + "#main"})
        self.assertEqual(("two", head), (self.served(), result["commit"]))
        self.assertEqual(2, len([warning for warning in result["warnings"] if "of its own" in warning]))
        self.assertEqual(head, Releases(lab.path).entries[self.live()]["commit"])
        self.assertEqual([], [name for name in os.listdir(os.path.join(lab.path, self.live())) if name.startswith(".git")])

    def test_owner_and_modes_are_the_live_releases(self):
        order = self.archive("one", **{"run.sh": "#!/bin/sh\n", "open.txt": "x"})
        subprocess.run(["tar", "--owner=daemon", "--mode=u+s,a+rwx", "-f", order["source_ref"], "-r", "-C",
                        os.path.join(self.sources, "one"), "--transform=s/^/more-/", "run.sh", "open.txt"], check=True)
        self.deploy(order)
        owner = os.stat(os.path.join(lab.path, RELEASE)).st_uid
        wrong = subprocess.check_output(["find", os.path.join(lab.path, self.live()), "(", "!", "-uid", str(owner), "-o",
                                         "!", "-type", "l", "-perm", "/6022", ")"]).decode()
        self.assertEqual("", wrong)

    def test_a_release_of_a_restored_environment_belongs_to_the_restored_data(self):
        lab.restore(lab.backup())
        result = self.deploy(self.archive("one"))
        self.assertEqual("one", self.served())
        self.assertEqual((1, "wp_g1"), (result["to"]["generation"], result["to"]["database"]))
        self.assertFalse(os.path.islink(os.path.join(lab.path, "current/wp-config.php")))
        # Undoing the restore is still possible, and the data of the restore is still there after that.
        lab.restore({"undo": True, "safety": {"mode": "none"}})
        self.assertEqual(0, layout.read(lab.path).generation)
        self.assertEqual("first", self.served())

    def test_build_commands_make_the_release_and_see_no_configuration(self):
        order = dict(self.archive("one"), build=[
            ["sh", "-c", "ls -A . wp-content > wp-content/built.txt; id -un >> wp-content/built.txt"]])
        result = self.deploy(order)
        built = lab.get("/wp-content/built.txt")[1].split()
        self.assertNotIn("wp-config.php", built)
        self.assertNotIn("uploads", built)
        self.assertEqual("www-data", built[-1])
        self.assertEqual(0, result["build"][0]["status"])

    def test_old_releases_go_and_what_may_be_needed_stays(self):
        order, names = self.archive("one"), []
        for keep in (2, 2, 2, 1):
            result = self.deploy(dict(order, keep_releases=keep))
            names.append(self.live())
        # The one before the live one stays also where only one is to be kept.
        self.assertEqual(names[-2:], self.releases())
        self.assertEqual(names[1:2], result["removed_releases"])
        self.assertEqual(set(names[-2:]), set(Releases(lab.path).entries))
        self.assert_at_rest()

    def test_a_job_that_had_succeeded_is_not_done_twice(self):
        order, common = self.archive("one"), lab.common()
        self.deploy(order, common)
        live = self.live()
        lab.fence += 1
        again = self.deploy(order, dict(common, job=dict(common["job"], fence=lab.fence, attempt=2)))
        self.assertEqual((live, live), (self.live(), again["to"]["release"]))

    def test_under_load_no_request_fails(self):
        order = self.archive("one")
        other = self.archive("two")
        seen, stop = [], threading.Event()

        def visit():
            while not stop.is_set():
                seen.append(lab.get("/")[0])

        visitors = [threading.Thread(target=visit) for _ in range(3)]
        for visitor in visitors:
            visitor.start()
        try:
            for each in (order, other):
                self.deploy(each)
                self.assertEqual(os.path.basename(each["source_ref"]).split(".")[0], self.served())
        finally:
            stop.set()
            for visitor in visitors:
                visitor.join()
        self.assertEqual({200}, set(seen))
        self.assertGreater(len(seen), 20)


class RefusalTest(DeployCase):
    def refuse(self, order, code):
        failed = self.failure(lambda: self.deploy(order), code)
        self.assertEqual((RELEASE, True), (failed.facts["live"]["release"], failed.facts["live"]["proven"]))
        self.assert_untouched()
        return failed

    def test_sources_that_cannot_be_one_are_refused_before_anything_is_made(self):
        for source_type, source_ref in (("svn", "x"), (None, None), ("git", ""), ("git", None), ("git", "/srv/x"),
                                        ("git", "ext::sh -c id#main"), ("git", "--upload-pack=id#main"),
                                        ("git", "/srv/x#-x"), ("git", "/srv/x#a\nb"), ("git", "x" * 5000),
                                        ("upload", "s3://bucket/a.tar.gz"), ("upload", "../a"), ("upload", "")):
            failed = self.failure(lambda: self.deploy({"source_type": source_type, "source_ref": source_ref}),
                                  "SOURCE_NOT_FOUND")
            self.assertEqual(RELEASE, failed.facts["live"]["release"])
        self.assert_untouched()

    def test_what_is_not_there_not_whole_not_wordpress_or_not_safe_is_refused(self):
        order = self.archive("one")
        self.refuse(dict(order, source_ref=order["source_ref"] + ".gz"), "SOURCE_NOT_FOUND")
        self.refuse(dict(order, checksum="sha256:" + "0" * 64), "CHECKSUM_MISMATCH")
        self.refuse(dict(order, limits={"entries": 100}), "ARTIFACT_UNSAFE")
        self.refuse(dict(order, limits={"bytes": 100000}), "ARTIFACT_UNSAFE")
        self.refuse(dict(order, source_directories=["/srv"]), "SOURCE_NOT_FOUND")
        with open(order["source_ref"], "r+b") as target:
            target.truncate(100000)
        self.refuse(order, "ARTIFACT_UNREADABLE")
        os.makedirs(os.path.join(self.sources, "plugin"))
        self.put(self.sources, "plugin/plugin.php", "<?php")
        subprocess.run(["tar", "-cf", order["source_ref"], "-C", self.sources, "plugin"], check=True)
        self.refuse(order, "SOURCE_NOT_FOUND")
        self.assert_at_rest()

    def test_a_syntax_error_is_named_and_never_served(self):
        failed = self.refuse(self.archive("one", **{"wp-content__plugins__x_php": "<?php\n$x = ;"}), "PHP_SYNTAX_ERROR")
        self.assertIn("wp-content/plugins/x.php", failed.message)
        self.assertIn("line 2", failed.message)

    def test_a_plugin_that_dies_on_load_is_never_served(self):
        for name, dies in (("throws", "throw new Exception( 'no' );"), ("exits", "exit;"), ("fatal", "no_such_function();")):
            failed = self.refuse(self.archive(name, **{"wp-content__mu-plugins__dies_php": "<?php " + dies}),
                                 "HEALTH_CHECK_FAILED")
            self.assertEqual("refused", failed.facts["deploy"]["outcome"])

    def test_a_build_that_fails_ends_the_deploy(self):
        failed = self.refuse(dict(self.archive("one"), build=[["sh", "-c", "echo why; exit 4"]]), "BUILD_FAILED")
        self.assertIn("why", failed.message)
        order = self.archive("two")
        self.refuse(dict(order, build=[["rm", "wp-load.php"]]), "SOURCE_NOT_FOUND")
        self.refuse(dict(order, build=[["ln", "-s", "/etc", "x"]]), "ARTIFACT_UNSAFE")
        self.refuse(dict(order, build=[["sleep", "30"]], build_timeout_seconds=1), "BUILD_FAILED")

    def test_a_file_that_the_controller_did_not_send_is_missed(self):
        self.refuse({"source_type": "upload", "source_ref": "site.zip", "upload_file": "/controller/site.zip"}, None)

    def test_an_older_attempt_is_refused(self):
        order, older = self.archive("one"), lab.common()
        self.step("prepare", older, deploy=order)
        self.deploy(order)
        live = self.live()
        self.failure(lambda: self.step("fetch", older, deploy=order), "LEASE_LOST")
        self.assertEqual(live, self.live())

    def test_a_newer_deploy_clears_an_unfinished_one_whose_steps_are_refused_then(self):
        slow, order = lab.common(), self.archive("one")
        for step in ("prepare", "fetch", "link"):
            self.step(step, slow, deploy=order)
        self.deploy(self.archive("two"))
        self.assertEqual("two", self.served())
        self.failure(lambda: self.step("switch", slow, deploy=order), "LEASE_LOST")
        self.assertEqual("two", self.served())
        self.assertEqual(2, len(self.releases()))


# Healthy when it is asked over FastCGI before the switch, and not for visitors, as a wrong rewrite or cache is.
BREAKS_FOR_VISITORS = ("<?php if ( 'nginx' === substr( $_SERVER['SERVER_SOFTWARE'] ?? '', 0, 5 ) ) { "
                       "http_response_code( 500 ); exit; }")


class WayBackTest(DeployCase):
    def test_a_release_that_is_unhealthy_for_visitors_is_left_again(self):
        order = self.archive("bad", **{"wp-content__mu-plugins__a_php": BREAKS_FOR_VISITORS})
        begun = time.monotonic()
        failed = self.failure(lambda: self.deploy(order), "HEALTH_CHECK_FAILED")
        self.assertLess(time.monotonic() - begun, 60)
        self.assertEqual("rolled_back", failed.facts["deploy"]["outcome"])
        self.assertEqual((RELEASE, True), (failed.facts["live"]["release"], failed.facts["live"]["proven"]))
        # Both tries of the page and a second between them; not the checks of what came back.
        self.assertEqual(2, failed.facts["deploy"]["health"][0]["attempts"])
        self.assertTrue(1000 <= failed.facts["deploy"]["unhealthy_ms"] < 30000, failed.facts["deploy"])
        self.assertTrue(all(check["ok"] for check in failed.facts["deploy"]["health_after"]))
        self.assert_untouched()
        self.assert_at_rest()

    def test_a_page_that_hangs_is_given_up_and_left_again(self):
        order = self.archive("slow", **{"wp-content__mu-plugins__a_php": BREAKS_FOR_VISITORS.replace(
            "http_response_code( 500 ); exit;", "sleep( 60 );")})
        with unittest.mock.patch.object(health, "TIME", 2.0):
            failed = self.failure(lambda: self.deploy(order), "HEALTH_CHECK_FAILED")
        self.assertIn("did not answer within 2 seconds", failed.message)
        self.assertLess(failed.facts["deploy"]["unhealthy_ms"], 15000)
        self.assert_untouched()

    def test_what_takes_long_after_the_way_back_does_not_count_as_unhealthy(self):
        order = self.archive("bad", **{"wp-content__mu-plugins__a_php": BREAKS_FOR_VISITORS})
        clear = recovery.clear

        def slowly(operation):
            time.sleep(3)
            clear(operation)

        begun = time.monotonic()
        with unittest.mock.patch.object(recovery, "clear", slowly):
            failed = self.failure(lambda: self.deploy(order), "HEALTH_CHECK_FAILED")
        whole = (time.monotonic() - begun) * 1000
        self.assertTrue(1000 <= failed.facts["deploy"]["unhealthy_ms"] <= whole - 3000, (failed.facts["deploy"], whole))
        self.assert_untouched()

    def test_to_the_previous_and_to_a_named_release(self):
        self.deploy(self.archive("one"))
        one = self.live()
        self.deploy(self.archive("two"))
        two = self.live()
        result = self.rollback()
        self.assertEqual(("one", "succeeded"), (self.served(), result["outcome"]))
        # Again goes further back, never to the release that was left.
        self.rollback()
        self.assertEqual("first", self.served())
        self.failure(self.rollback, "RELEASE_NOT_FOUND")
        self.rollback(two)
        self.assertEqual("two", self.served())
        self.rollback(one)
        self.assertEqual("one", self.served())
        self.failure(lambda: self.rollback(one), "RELEASE_NOT_USABLE")
        for name in ("releases/20200101T000000Z", "/etc", "releases/..", "releases/../shared", "-x", "x" * 5000, 7):
            self.failure(lambda: self.rollback(name), "RELEASE_NOT_FOUND")
        self.assertEqual("one", self.served())
        self.assert_at_rest()

    def test_a_release_whose_data_was_dropped_is_not_usable(self):
        lab.restore(lab.backup())
        self.failure(self.rollback, "RELEASE_NOT_FOUND")
        shutil.rmtree(os.path.join(lab.path, "shared"))
        self.failure(lambda: self.rollback(RELEASE), "RELEASE_NOT_USABLE")

    def test_a_release_that_does_not_work_any_more_is_not_gone_back_to(self):
        self.deploy(self.archive("one"))
        self.put(os.path.join(lab.path, RELEASE), "wp-content/mu-plugins/dies.php", "<?php exit;")
        failed = self.failure(self.rollback, "HEALTH_CHECK_FAILED")
        self.assertEqual("refused", failed.facts["rollback"]["outcome"])
        self.assertEqual("one", self.served())
        self.assertEqual(2, len(self.releases()))


class KillTest(DeployCase):
    """kill -9 at each boundary: what is served is wholly old or wholly new, and whoever comes next ends it."""

    def check(self, boundary, order, served, after):
        given = self.dies(boundary, "deploy", order)
        self.assertEqual(served, self.served())
        settled = self.settle(given)
        self.assertEqual((after, True, self.live()),
                         (settled["journal"], settled["healthy"], settled["live"]["release"]))
        self.assertEqual(served, self.served())
        self.assert_at_rest()

    def test_before_the_switch_it_is_cleared(self):
        order = self.archive("one")
        for boundary in ("began", "fetched", "named", "linked", "checked", "switching"):
            with self.subTest(boundary):
                self.check(boundary, order, "first", "cleared")
                self.assertNotIn("deploy", self.settled)
                self.assert_untouched()

    def test_after_the_switch_it_is_finished(self):
        for boundary in ("renamed", "switched", "settled"):
            with self.subTest(boundary):
                self.check(boundary, self.archive(boundary), boundary, "finished")
                self.assertEqual("succeeded", self.settled["deploy"]["outcome"])
                self.assertTrue(all(check["ok"] for check in self.settled["deploy"]["health"]))
        self.assertEqual(4, len(self.releases()))

    def test_after_the_switch_to_an_unhealthy_release_it_goes_back(self):
        order = self.archive("bad", **{"wp-content__mu-plugins__a_php": BREAKS_FOR_VISITORS})
        given = self.dies("renamed", "deploy", order)
        self.assertEqual(500, lab.get("/")[0])
        settled = self.settle(given)
        self.assertEqual(("rolled_back", True), (settled["journal"], settled["healthy"]))
        self.assert_untouched()
        told = self.settled["deploy"]
        self.assertEqual((given["job"]["id"], "rolled_back", RELEASE), (told["job"], told["outcome"], told["from"]["release"]))
        self.assertIn("500", told["health"][0]["reason"])
        self.assertTrue(told["unhealthy_ms"] >= 1000 and all(check["ok"] for check in told["health_after"]), told)
        # Asked twice, it says the same.
        self.assertEqual("none", self.settle(given)["journal"])
        self.assertEqual(dict(told, health_after=[]), dict(self.settled["deploy"], health_after=[]))
        # The next attempt of the same job tells how it ended and does not try again.
        self.failure(lambda: self.deploy(order, lab.common(given["job"]["id"])), "HEALTH_CHECK_FAILED")

    def test_the_next_attempt_of_a_killed_deploy_deploys(self):
        order = self.archive("one")
        given = self.dies("linked", "deploy", order)
        self.deploy(order, lab.common(given["job"]["id"]))
        self.assertEqual("one", self.served())
        self.assertEqual(2, len(self.releases()))
        self.assert_at_rest()

    def test_a_killed_rollback_is_finished_or_never_was(self):
        self.deploy(self.archive("one"))
        one = self.live()
        for boundary, to, served in (("checked", None, "one"), ("switching", None, "one"), ("renamed", None, "first"),
                                     ("settled", one, "one")):
            with self.subTest(boundary):
                given = self.dies(boundary, "rollback", {"release": to})
                self.assertEqual(served, self.served())
                self.settle(given)
                self.assertEqual(served, self.served())
                self.assertEqual([RELEASE, one], self.releases())
                self.assert_at_rest()


class PlaybookTest(DeployCase):
    def play(self, playbook, **sections):
        play = Play(playbook, dict(lab.common(), site={"id": lab.site_id, "slug": "acme"}, **sections))
        self.addCleanup(play.close)
        return play

    def test_deploy_and_rollback_as_the_controller_runs_them(self):
        order = self.archive("one")
        sent = os.path.join(self.sources, "controller.tar.zst")
        os.rename(order["source_ref"], sent)
        play = self.play("env-deploy.yml", deploy={"source_type": "upload", "source_ref": "site {{ 7 * 7 }}.tar.zst",
                                                   "upload_file": sent})
        self.assertEqual(0, play.exit, play.output)
        self.assertEqual("succeeded", play.result["deploy"]["outcome"])
        self.assertEqual("one", self.served())
        self.assertEqual("site {{ 7 * 7 }}.tar.zst", Releases(lab.path).entries[self.live()]["source_ref"])
        self.assertEqual(["prepare", "fetch", "link", "check", "switch", "finish"],
                         list(dict.fromkeys(event["stage"] for event in play.of("ok") if event.get("stage"))))
        play = self.play("release-rollback.yml", rollback={"release": None})
        self.assertEqual(0, play.exit, play.output)
        self.assertEqual("succeeded", play.result["rollback"]["outcome"])
        self.assertEqual("first", self.served())

    def test_a_failed_deploy_tells_its_code_and_what_is_live(self):
        play = self.play("env-deploy.yml", deploy=self.archive("one", **{"x_php": "<?php ("}))
        self.assertNotEqual(0, play.exit)
        self.assertIsNone(play.result)
        self.assertEqual("PHP_SYNTAX_ERROR", play.code)
        self.assertEqual(RELEASE, play.of("failed")[0]["result"]["live"]["release"])
        self.assert_untouched()


if __name__ == "__main__":
    unittest.main()
